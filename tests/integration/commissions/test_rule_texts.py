"""Rule texts: loaded unchanged, copied, adopted; once adopted, neither services nor the database change them."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import localdate

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import LineCategory, RuleStatus
from ribambelle.commissions.forms import AddLineForm
from ribambelle.commissions.models import RuleLine, RuleText
from ribambelle.commissions.rules.grids import published_rules, unpointed_rules, unread_grids
from ribambelle.commissions.rules.scoring import Quota
from ribambelle.commissions.selectors.rule_texts import HOW_COMPLETE, rule_of, rule_texts, rules_in_force, status_on
from ribambelle.commissions.services import rule_texts as services
from ribambelle.demand.criteria import BY_CODE

pytestmark = pytest.mark.django_db
METHOD = "commissions/rule_method.html"


@pytest.fixture
def draft() -> RuleText:
    services.rules_load_published(by=None)
    model = RuleText.objects.get(code="fr-medoc-estuaire")
    return services.rule_copy(by=None, rule=model, code="vallee", title="Règle 2027")


def adopted(draft: RuleText) -> RuleText:
    return services.rule_adopt(by=None, rule=draft, on=date(2026, 11, 10), deliberation="Conseil du 10/11/2026, n° 7")


def test_the_published_grids_stand_in_the_database_as_they_were_published() -> None:
    assert services.rules_load_published(by=None) == 15
    stored = {text.code: rule_of(text) for text in RuleText.objects.prefetch_related("lines")}
    assert stored == {rule.code: rule for rule in (*published_rules(), *unpointed_rules())}
    assert services.rules_load_published(by=None) == 0
    assert Event.objects.filter(verb="rule.load").count() == 15


def test_a_copy_is_a_draft_of_the_next_version(draft: RuleText) -> None:
    second = services.rule_copy(by=None, rule=draft, code="vallee", title="Règle 2028")
    assert (draft.version, second.version, second.status) == (1, 2, RuleStatus.DRAFT)
    assert rule_of(second).lines == rule_of(draft).lines


def test_adoption_needs_a_deliberation_and_points() -> None:
    services.rules_load_published(by=None)
    partial = RuleText.objects.get(code="fr-paris-18-2014")
    copy = services.rule_copy(by=None, rule=partial, code="essai", title="Essai")
    with pytest.raises(ValidationError) as caught:
        services.rule_adopt(by=None, rule=copy, on=date(2026, 12, 10), deliberation=" ")
    assert len(caught.value.messages) == 2
    copy.refresh_from_db()
    assert copy.status == RuleStatus.DRAFT


def test_services_refuse_to_change_an_adopted_text(draft: RuleText) -> None:
    rule = adopted(draft)
    with pytest.raises(services.RuleIsFixed):
        services.rule_set_tie_breaks(by=None, rule=rule, tie_breaks=["lottery"])
    with pytest.raises(services.RuleIsFixed):
        adopted(rule)


def test_the_database_refuses_too(draft: RuleText) -> None:
    rule = adopted(draft)
    line = rule.lines.first()
    assert line is not None
    attempts = [
        lambda: RuleText.objects.filter(pk=rule.pk).update(title="Autre"),
        lambda: RuleText.objects.filter(pk=rule.pk).update(tie_breaks=["lottery"]),
        lambda: RuleText.objects.filter(pk=rule.pk).update(status=RuleStatus.DRAFT),
        lambda: RuleText.objects.filter(pk=rule.pk).delete(),
        lambda: RuleLine.objects.filter(pk=line.pk).update(points=Decimal(99)),
        lambda: RuleLine.objects.filter(pk=line.pk).delete(),
        lambda: RuleLine.objects.create(rule=rule, position=99, label="x", category="x"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    rule.refresh_from_db()
    assert (rule.title, rule.lines.count(), line.points) == ("Règle 2027", 10, 20)


def form_of(client: Client, url: str) -> dict[str, Any]:
    """What the page of a draft would send back untouched."""
    page = client.get(url)
    lines = page.context["lines"]
    data: dict[str, Any] = dict(page.context["form"].initial)
    data |= {f"share-{name}": value for name, value in page.context["shares"].management_form.initial.items()}
    data |= {f"line-{name}": value for name, value in lines.management_form.initial.items()}
    for form in lines.initial_forms:
        for name, value in form.initial.items():
            if value not in {None, False, ""}:
                data[f"{form.prefix}-{name}"] = str(value) if value is not True else "on"
        data[f"{form.prefix}-ORDER"] = form.prefix.rsplit("-", 1)[1]
    return data


def test_a_coordinator_edits_the_lines_of_a_draft(draft: RuleText, client_of: Callable[[Role], Client]) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("commissions:rule_edit", args=["vallee", 1])
    before = rule_of(draft)
    data = form_of(client, url)
    assert client.post(url, data).status_code == 302
    assert rule_of(RuleText.objects.get(pk=draft.pk)) == before
    data |= {"line-0-points": "45", "line-1-DELETE": "on", "line-2-ORDER": "-1", "title": "Règle revue"}
    data |= {"line-10-label": "Horaires décalés", "line-10-category": "activity", "line-10-reads": "irregular-hours"}
    data |= {"line-10-least": "5", "line-10-most": "15", "line-10-ORDER": "99"}
    assert client.post(url, data).status_code == 302
    rule = rule_of(RuleText.objects.get(pk=draft.pk))
    assert rule.title == "Règle revue"
    assert [line.label for line in rule.lines][:2] == [before.lines[2].label, before.lines[0].label]
    assert [rule.lines[1].points, rule.lines[-1].least, rule.lines[-1].most, len(rule.lines)] == [45, 5, 15, 10]
    assert Event.objects.filter(verb="rule.edit").count() == 2


def test_wrong_lines_are_said_and_kept_as_typed(draft: RuleText, client_of: Callable[[Role], Client]) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("commissions:rule_edit", args=["vallee", 1])
    data = form_of(client, url) | {"line-0-least": "5", "line-1-max_times": "3", "line-2-label": "", "title": "Autre"}
    page = client.post(url, data)
    assert page.status_code == 422
    assert [sorted(form.errors) for form in page.context["lines"].forms[:3]] == [["points"], ["max_times"], ["label"]]
    assert rule_of(RuleText.objects.get(pk=draft.pk)) == rule_of(draft)
    text = page.content.decode()
    assert 'value="Autre"' in text
    told = text[
        text.index("Des lignes sont à corriger") : text.index("</ul>", text.index("Des lignes sont à corriger"))
    ]
    assert told.count("<li>") == 3
    assert all(escape(line.label) in told for line in rule_of(draft).lines[:2])


def test_a_criterion_is_added_from_the_list_with_its_words(
    draft: RuleText, client_of: Callable[[Role], Client]
) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("commissions:rule_edit", args=["vallee", 1])
    before = rule_of(draft)
    offered = dict(client.get(url).context["added"].fields["reads"].choices)
    codes = {code for group, options in offered.items() if group for code, _label in options}
    assert codes == set(BY_CODE) - {line.reads for line in before.lines}
    data = form_of(client, url) | {"add-reads": "adoption", "add-points": "7", "add": "1"}
    assert client.post(url, data)["Location"] == url + "#add", "the editor again, to add the next one"
    rule = rule_of(RuleText.objects.get(pk=draft.pk))
    assert rule.lines[:-1] == before.lines
    last = rule.lines[-1]
    assert (last.reads, last.label, last.points, last.category) == ("adoption", "Adoption", 7, "family")
    assert last.evidence
    wrong = client.post(url, form_of(client, url) | {"add-points": "7"})
    assert wrong.status_code == 422
    assert list(wrong.context["added"].errors) == ["reads"]
    assert len(rule_of(RuleText.objects.get(pk=draft.pk)).lines) == len(rule.lines)


@pytest.mark.parametrize("code", list(BY_CODE))
def test_every_criterion_of_the_catalogue_can_be_added(draft: RuleText, code: str) -> None:
    form = AddLineForm({"reads": code, "points": "3"}, taken=set())
    assert form.is_valid()
    (line,) = form.lines()
    services.rule_edit(by=None, rule=draft, title="Essai", lines=[line])
    assert rule_of(RuleText.objects.get(pk=draft.pk)).lines[0].reads == code
    assert line.category in LineCategory.values


def test_the_editor_shows_one_closed_line_a_criterion_and_opens_the_wrong_ones(
    draft: RuleText, client_of: Callable[[Role], Client]
) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("commissions:rule_edit", args=["vallee", 1])
    page = client.get(url)
    assert [line.told for line in page.context["lines"].initial_forms][:2] == ["20 points", "15 points"]
    assert '<details class="more" open>' not in page.content.decode()
    wrong = client.post(url, form_of(client, url) | {"line-3-least": "5"}).content.decode()
    assert wrong.count('<details class="more" open>') == 1


def test_a_copy_needs_no_short_name(client_of: Callable[[Role], Client]) -> None:
    services.rules_load_published(by=None)
    url = reverse("commissions:rule_copy", args=["fr-medoc-estuaire", 1])
    data = {"title": "Règlement de la vallée", "code": "", "jurisdiction": "FR"}
    made = client_of(Role.COORDINATOR).post(url, data)["Location"]
    assert made == reverse("commissions:rule_record", args=["reglement-de-la-vallee", 1])


def test_an_adopted_text_is_not_edited(draft: RuleText, client_of: Callable[[Role], Client]) -> None:
    rule = adopted(draft)
    with pytest.raises(services.RuleIsFixed):
        services.rule_edit(by=None, rule=rule, title="Autre", lines=[])
    client = client_of(Role.COORDINATOR)
    assert client.get(reverse("commissions:rule_edit", args=["vallee", 1])).status_code == 302


def test_a_line_cannot_be_moved_into_an_adopted_text(draft: RuleText) -> None:
    other = services.rule_copy(by=None, rule=draft, code="autre", title="Autre")
    rule = adopted(draft)
    with pytest.raises(DatabaseError), transaction.atomic():
        other.lines.update(rule=rule)


def test_a_version_to_come_leaves_the_other_in_force_until_its_day(draft: RuleText) -> None:
    first = services.rule_bring_into_force(by=None, rule=adopted(draft), on=date(2027, 1, 1))
    second = services.rule_copy(by=None, rule=first, code="vallee", title="Règle 2028")
    with pytest.raises(services.RuleIsFixed):
        services.rule_bring_into_force(by=None, rule=second, on=date(2028, 1, 1))
    second = adopted(second)
    for too_early in (date(2026, 1, 1), date(2026, 12, 1), date(2027, 1, 1)):
        with pytest.raises(ValidationError):
            services.rule_bring_into_force(by=None, rule=second, on=too_early)
    second = services.rule_bring_into_force(by=None, rule=second, on=date(2028, 1, 1))
    first.refresh_from_db()
    days = [date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31), date(2028, 1, 1)]
    assert [[text.title for text in rules_in_force(day)] for day in days] == [
        [],
        ["Règle 2027"],
        ["Règle 2027"],
        ["Règle 2028"],
    ]
    for text in (first, second):
        shown = [rule_texts(day).get(pk=text.pk).shown for day in days]
        assert shown == [status_on(text, day) for day in days]
    assert [status_on(first, day) for day in days] == ["adopted", "in-force", "in-force", "superseded"]
    assert [status_on(second, day) for day in days] == ["adopted", "adopted", "adopted", "in-force"]


def test_the_database_keeps_one_version_a_day_and_the_shares_of_an_adopted_text(draft: RuleText) -> None:
    first = services.rule_bring_into_force(by=None, rule=adopted(draft), on=date(2027, 1, 1))
    second = adopted(services.rule_copy(by=None, rule=first, code="vallee", title="Règle 2028"))
    attempts = [
        lambda: RuleText.objects.filter(pk=second.pk).update(status="in-force", in_force_from=date(2027, 1, 1)),
        lambda: RuleText.objects.filter(pk=second.pk).update(quotas=[{"code": "q1"}]),
        lambda: RuleText.objects.filter(pk=second.pk).update(evidence="seen"),
        lambda: RuleLine.objects.filter(rule=second).update(rank=1),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()


def test_a_coordinator_chooses_method_evidence_and_shares(draft: RuleText, client_of: Callable[[Role], Client]) -> None:
    client, url = client_of(Role.COORDINATOR), reverse("commissions:rule_edit", args=["vallee", 1])
    data = form_of(client, url) | {"method": "ordered_priority_classes", "evidence": "seen", "title": "Classes"}
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "Aucun critère n’ouvre une classe" in refused.content.decode()
    assert 'value="Classes"' in refused.content.decode()
    data |= {"line-0-rank": "2", "line-1-rank": "1", "line-2-is_direct": "on"}
    data |= {"share-0-label": "Demandeurs d’emploi", "share-0-percent": "15"}
    without = client.post(url, data)
    assert without.status_code == 422
    assert "Demandeurs d’emploi" in without.content.decode()
    data["share-0-reads"] = ["job-seeker", "minimum-income"]
    assert client.post(url, data).status_code == 302
    rule = rule_of(RuleText.objects.get(pk=draft.pk))
    assert (rule.method, rule.evidence) == ("ordered_priority_classes", "seen")
    assert [line.rank for line in rule.lines][:3] == [2, 1, None]
    assert rule.lines[2].is_direct
    assert rule.quotas == (Quota("q1", "Demandeurs d’emploi", Decimal("0.15"), ("job-seeker", "minimum-income")),)
    again = form_of(client, url)
    assert client.post(url, again | {"share-0-DELETE": "on"}).status_code == 302
    assert rule_of(RuleText.objects.get(pk=draft.pk)).quotas == ()


@pytest.mark.parametrize("code", [rule.code for rule in (*published_rules(), *unpointed_rules())])
def test_every_grid_is_read_on_its_page(code: str, client_of: Callable[[Role], Client]) -> None:
    services.rules_load_published(by=None)
    page = client_of(Role.COORDINATOR).get(reverse("commissions:rule_record", args=[code, 1])).content.decode()
    rule = next(rule for rule in (*published_rules(), *unpointed_rules()) if rule.code == code)
    assert escape(rule.title) in page
    assert all(escape(line.label) in page for line in rule.lines)
    assert ("inventés" in page) == rule.is_fictional


def test_the_public_home_leads_to_the_rule_in_force_and_to_none_before(draft: RuleText) -> None:
    begins = localdate()
    rule = services.rule_bring_into_force(by=None, rule=adopted(draft), on=begins)
    assert list(rules_in_force(begins)) == [rule]
    assert list(rules_in_force(begins - timedelta(days=1))) == []
    address = reverse("commissions:rule_public", args=["vallee", 1])
    assert f'href="{address}"' in Client().get(reverse("portal:public_home")).content.decode()
    assert Client().get(address).status_code == 200


def test_the_public_home_links_no_rule_that_is_not_in_force(draft: RuleText) -> None:
    adopted(draft)
    assert "/regles/" not in Client().get(reverse("portal:public_home")).content.decode()


def test_how_complete_a_grid_is_said_in_the_language_of_the_page() -> None:
    """Kept as its source says it, in English; a note of a published grid is either French already or known."""
    rule = SimpleNamespace(is_fictional=True, quotas=())
    for note in HOW_COMPLETE:
        assert note not in render_to_string(METHOD, {"text": RuleText(note=note), "rule": rule})
    said = render_to_string(METHOD, {"text": RuleText(note=HOW_COMPLETE[0]), "rule": rule})
    assert "telle qu’elle est publiée (extrait)" in said
    unknown = {each.note for each in published_rules()} - {"", *HOW_COMPLETE}
    assert [note for note in unknown if "publié" not in note and "L’ordre" not in note] == []


def test_the_triggers_are_all_there() -> None:
    """A migration that rebuilds a table on SQLite drops its triggers: this says so."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(query)
        names = {row[0] for row in cursor.fetchall()}
    append_only = ("frozensnapshot", "run", "lotterydraw")
    wanted = {
        "sqlite": {
            *(f"commissions_ruletext_no_{name}" for name in ("update", "delete")),
            *(f"commissions_ruleline_no_{name}" for name in ("insert_new", "update_new", "update_old", "delete_old")),
            *(f"commissions_{table}_no_{verb}" for table in append_only for verb in ("update", "delete")),
        },
        "postgresql": {
            "commissions_ruletext_fixed",
            "commissions_ruleline_fixed",
            *(f"commissions_{table}_never_changed" for table in append_only),
        },
    }[connection.vendor]
    assert wanted <= names


def test_the_grids_that_cannot_be_executed_are_named_with_why(client_of: Callable[[Role], Client]) -> None:
    unread = unread_grids()
    loaded = {rule.code for rule in (*published_rules(), *unpointed_rules())}
    assert len(unread) + len(loaded) == 24, "every published grid is either executed or told"
    page = client_of(Role.COORDINATOR).get(reverse("commissions:rule_list")).content.decode()
    assert "Pays de Nay" in page
    assert "10 critères, sans points ni ordre" in page
    assert "seule la procédure est publiée" in page
