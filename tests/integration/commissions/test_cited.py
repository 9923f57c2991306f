"""The page of a request shows the criteria that count, and folds the others."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from ribambelle.accounts.enums import Role
from ribambelle.commissions.models import RuleText
from ribambelle.commissions.rules.scoring import Quota
from ribambelle.commissions.selectors.rule_texts import rule_of
from ribambelle.commissions.services import rule_texts as services
from ribambelle.demand.cited import cited_criteria
from ribambelle.demand.criteria import BY_CODE, CATALOGUE
from ribambelle.demand.enums import CriterionOrigin

pytestmark = pytest.mark.django_db
ASKED = {one.code for one in CATALOGUE if one.origin == CriterionOrigin.ASKED}


def text_of(code: str) -> RuleText:
    services.rules_load_published(by=None)
    return services.rule_copy(by=None, rule=RuleText.objects.get(code=code), code="vallee", title="Règle")


def adopt(text: RuleText) -> None:
    services.rule_adopt(by=None, rule=text, on=date(2026, 11, 10), deliberation="Conseil, n° 7")


def codes(groups: list) -> set[str]:  # type: ignore[type-arg]
    """The criteria the groups of a form ask for; a list of exclusive ones by the name of its group."""
    return {row.answer.name for group in groups for row in group.rows}


def test_nothing_counts_before_a_text_is_adopted_then_what_it_cites_and_what_implies_it() -> None:
    text = text_of("fr-medoc-estuaire")
    assert cited_criteria(localdate()) == frozenset(), "neither a draft nor the grid of another body"
    adopt(text)
    reads = {line.reads for line in rule_of(text).lines if line.reads}
    implying = {one for code in reads for one in BY_CODE[code].implied_by}
    assert cited_criteria(localdate()) == reads | implying
    assert reads


def test_a_text_that_another_replaced_counts_no_more_and_shares_do() -> None:
    first, today = text_of("fr-medoc-estuaire"), localdate()
    quota = Quota("q1", "Part", share=Decimal("0.15"), reads=("child-disability",))
    second = services.rule_copy(by=None, rule=first, code="vallee", title="Règle suivante")
    services.rule_edit(
        by=None, rule=second, title="Règle suivante", method=second.method, evidence=second.evidence,
        lines=rule_of(first).lines[:1], quotas=[quota],
    )  # fmt: skip
    for text, on in ((first, today - timedelta(days=9)), (second, today)):
        adopt(text)
        services.rule_bring_into_force(by=None, rule=RuleText.objects.get(pk=text.pk), on=on)
    cited = cited_criteria(today)
    assert "child-disability" in cited
    assert {line.reads for line in rule_of(first).lines} - cited, "only what the later text cites"


def test_the_page_shows_what_counts_and_folds_the_rest_without_losing_any(client_of: Callable[[Role], Client]) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("demand:request_create")
    form = client.get(url).context["form"]
    assert form.counting_criteria() == []
    everything = codes(form.other_criteria())
    adopt(text_of("fr-medoc-estuaire"))
    form = client.get(url).context["form"]
    counting, others = codes(form.counting_criteria()), codes(form.other_criteria())
    assert counting
    assert others
    assert counting & others == set()
    assert counting | others == everything
    shown = {f"group_{BY_CODE[one].group}" if BY_CODE[one].group else f"answer_{one}" for one in form.cited & ASKED}
    assert counting == shown
