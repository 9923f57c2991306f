"""What a list of what is to clear must hold, and a session with families of every sort."""

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from django.db import transaction

from ribambelle.commissions.models import (
    RuleText,
    Session,
)
from ribambelle.commissions.rules.checks import findings
from ribambelle.commissions.selectors.checks import NAMED, duplicates, list_of
from ribambelle.commissions.selectors.freezing import examined, snapshot_of
from ribambelle.commissions.services import checks
from ribambelle.demand.models import Request
from ribambelle.demand.services.facts import AnswerFacts
from ribambelle.demand.services.sensitive import sensitive_write
from ribambelle.offer.models import Setting
from tests.integration.commissions import territory

Lines = set[tuple[str, str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]]


def truth(session: Session) -> Lines:
    """Every line, from everything a freeze would take."""
    session = Session.objects.get(pk=session.pk)
    rows = examined(session)
    content, keys = snapshot_of(session, {row.party_reference: row.party_reference for row in rows}, rows)
    requests: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        requests[key.party].add(key.request_reference)
        requests[key.child].add(key.request_reference)
    same = duplicates(Request.objects.values_list(*NAMED), {key.request_reference: key.party for key in keys})
    return {
        (
            each.kind,
            each.child or each.party,
            tuple(sorted(requests[each.child or each.party])),
            each.subject,
            each.slots,
        )
        for each in findings(content, same)
    }


def kept(session: Session) -> Lines:
    """Every line, as the list is kept."""
    found = checks.check_list_go_on(session)
    assert found is not None
    lists = list_of(found)
    assert [each.count for each in lists] == [len(list(each)) for each in lists]
    return {
        (each.kind, line.dossier, tuple(sorted(line.requests)), tuple(line.subject), tuple(line.slots))
        for each in lists
        for line in each
    }


def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many slices and steps, whatever the number of families."""
    monkeypatch.setattr(checks, "SLICE", 4)
    monkeypatch.setattr(checks, "STEP_BESIDE", 5)
    monkeypatch.setattr(checks, "AGAIN", 3)


def prepared() -> Session:
    """A session whose list is there, with families of every sort."""
    made = territory.session(12)
    territory.family(30, wishes=("S1",), answers={"resident": 0})
    territory.family(31, wishes=())
    territory.family(32, born_on=date(2029, 3, 1))
    territory.family(33, wishes=("S2",))
    Request.objects.filter(reference="R-900330").update(modes=1)
    assert kept(made) == truth(made)
    return made


def one(reference: str = "R-900010") -> Request:
    return Request.objects.get(reference=reference)


def s1() -> Any:
    return Setting.objects.filter(reference="S1")


def proved(session: Session) -> None:
    """Under a rule that names its evidence."""
    Session.objects.filter(pk=session.pk).update(rule=RuleText.objects.get(code="fr-pessac-2022"))


def sensitive(_session: Session) -> None:
    with transaction.atomic():
        assert sensitive_write(one(), {"child-disability": AnswerFacts(value=1)}, by=None, on=territory.CUT_OFF)
