"""Every refused request of the demo is explained by what the engine and its checker count."""

import json
from datetime import date

import pytest

from ribambelle.commissions.models import Session
from ribambelle.commissions.selectors.refusals import refusal_sentence
from ribambelle.commissions.selectors.sessions import outcome_of
from ribambelle.commissions.selectors.smallest_changes import allocation_of
from ribambelle.config.demo import seed
from ribambelle.placement import Instance, check, explain

pytestmark = pytest.mark.django_db


def test_every_refused_request_of_the_demo() -> None:
    seed(today=date(2026, 11, 22), say=lambda _text: None)
    refused = 0
    for session in Session.objects.filter(proposal__isnull=False).select_related("proposal", "snapshot"):
        run = session.proposal
        assert run is not None
        instance, allocation = Instance.from_document(json.loads(run.instance)), allocation_of(session, run)
        report = check(instance, allocation)
        assert report.feasible
        blocking = {(block.party, block.rank) for block in report.blocking}
        counted = {
            (row.party, row.rank): (row.setting, row.reason, row.slot)
            for row in (each.refusal for each in explain(instance, allocation))
        }
        outcome = outcome_of(session, run)
        for key in session.keys.all():
            found = outcome.explain(key.party, key.child)
            for wish in found.wishes:
                for row in (wish.refusal, wish.apart):
                    if row is not None:
                        refused += 1
                        assert counted[row.party, row.rank] == (row.setting, row.reason, row.slot)
                        assert ((row.party, row.rank) in blocking) == (row.reason == "blocks")
                if wish.refusal is not None:
                    assert refusal_sentence(found, wish, {})
    assert refused > 50
