"""A session of many requests: no page of it reads them all, and the preview of a rule text says what it read."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.selectors import rule_texts
from ribambelle.commissions.selectors.rule_texts import previews, rule_of
from ribambelle.demand.models import Request
from ribambelle.demand.selectors import dossiers, sampled
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
ON = date(2028, 4, 1)


@pytest.mark.parametrize("most", [1, 2, 5, 7, 13, 14, 15, 100])
def test_a_sample_is_taken_at_equal_steps_of_the_register(most: int) -> None:
    territory.session(12)
    every = dossiers(ON)
    found, total = sampled(ON, most)
    assert total == len(every)
    step = -(-total // most)
    assert found == every[step - 1 :: step]
    assert 1 <= len(found) <= most


def test_nobody_waits_nothing_is_sampled() -> None:
    territory.session(3)
    Request.objects.all().delete()
    assert sampled(ON, 10) == ([], 0)


def test_a_preview_of_a_sample_says_so(client_of: Callable[[Role], Client], monkeypatch: pytest.MonkeyPatch) -> None:
    text = territory.session(12).rule
    client, url = client_of(Role.COORDINATOR), reverse("commissions:rule_record", args=[text.code, text.version])
    Request.objects.update(received_on=date(2025, 1, 1))
    total = len(dossiers(ON))
    assert not previews(rule_of(text), on=ON).is_sample
    assert "intervalles égaux" not in client.get(url).content.decode()
    monkeypatch.setattr(rule_texts, "SAMPLE", 5)
    made = previews(rule_of(text), on=ON)
    assert made.is_sample
    assert made.scored <= 5
    totals = [each.sheet.total for each in made.shown]
    assert totals == sorted(totals)
    said = f"{made.scored} demandes prises à intervalles égaux dans le registre, sur les {total} actives"
    assert said in " ".join(client.get(url).content.decode().split())
