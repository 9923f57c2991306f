"""The requests of the demo: plausible, the same every time, each special situation where the guide says."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.config.demo import demand, offer
from ribambelle.config.demo.demand import Guide
from ribambelle.config.demo.families import SURNAMES
from ribambelle.demand.models import Child, Party, Request, RequestMove
from ribambelle.demand.selectors import dossiers
from ribambelle.demand.selectors.homes import homes_of
from ribambelle.kernel.weeks import FULL_WEEK

TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(person: Callable[[Role], User]) -> dict[str, Guide]:
    coordinator = person(Role.COORDINATOR)
    offer.seed(by=coordinator, today=TODAY)
    begun = time.perf_counter()
    found = demand.seed(by=coordinator, today=TODAY)
    assert time.perf_counter() - begun < 20, "six seconds on an idle machine, with a margin for a busy one"
    return {each.code: each for each in found}


def test_four_hundred_requests_by_order_of_reception(guide: dict[str, Guide]) -> None:
    rows = list(Request.objects.order_by("register_number").values_list("register_number", "received_on"))
    assert [number for number, _ in rows] == list(range(1, 402)), "four hundred, and one of them typed twice"
    assert [day for _, day in rows] == sorted(day for _, day in rows)
    assert (TODAY - rows[0][1]).days > 300
    assert not Request.objects.filter(received_on__gte=TODAY).exists()
    assert not RequestMove.objects.filter(at__date__gte=TODAY).exists()
    assert Event.objects.filter(verb="request.receive").count() == 401


def test_each_special_situation_is_where_the_guide_says(guide: dict[str, Guide]) -> None:
    assert set(guide) == {
        "twins",
        "unborn",
        "birth",
        "transfer",
        "extra-day",
        "refusal",
        "urgent",
        "duplicate",
        "evidence",
        "apart",
        "hours",
    }
    found = {code: Request.objects.get(reference=each.reference) for code, each in guide.items()}
    twins = list(found["twins"].party.requests.all())
    assert len({(each.child.born_on, each.child.due_on) for each in twins}) == 1
    assert (len(twins), found["twins"].party.together) == (2, "or-nothing")
    assert found["unborn"].child.born_on is None
    assert (found["unborn"].child.due_on or TODAY) > TODAY
    assert found["transfer"].current_setting not in [wish.setting for wish in found["transfer"].wishes.all()]
    assert found["extra-day"].current_slots & ~found["extra-day"].needed_slots == 0
    assert found["refusal"].state == "refused"
    assert found["refusal"].moves.latest("at").reason
    assert found["refusal"].moves.latest("at").ground == "no-place"
    assert len(homes_of(found["apart"].party.household)) == 2
    assert (found["hours"].hours.count(), found["hours"].needed_slots) == (5, FULL_WEEK)
    assert found["urgent"].is_urgent
    assert [each.reference for each in Request.objects.filter(is_urgent=True)] == [guide["urgent"].reference]


def test_the_families_are_plausible_and_nobody_real(guide: dict[str, Guide]) -> None:
    twice = Request.objects.get(reference=guide["duplicate"].reference).child
    assert set(Child.objects.exclude(pk=twice.pk).values_list("last_name", flat=True)) <= set(SURNAMES)
    assert any(twice.last_name.startswith(name) for name in SURNAMES), "the same family, misspelt"
    together = Party.objects.exclude(together="alone").count()
    assert 20 <= together <= 50
    waiting = dossiers(TODAY)
    assert len(waiting) > 320
    ages = Counter(each.age_at(each.wished_start_on) // 12 for each in waiting)
    assert set(ages) <= {0, 1, 2, 3}
    assert all(each.wished_start_on > TODAY for each in waiting)
    assert all(1 <= len(each.wishes) <= 5 for each in waiting)
    assert len({each.commune_code for each in waiting}) > 15
    working = sum(each.answers["both-parents-work"].value for each in waiting)
    assert 0.35 < working / len(waiting) < 0.6


def test_brothers_and_sisters_answer_alike_and_twins_are_a_multiple_birth(guide: dict[str, Guide]) -> None:
    siblings = Party.objects.exclude(together="alone").prefetch_related("requests__answers__criterion")
    kinds: Counter[bool] = Counter()
    for party in siblings:
        is_twin = party.together == "or-nothing"
        kinds[is_twin] += 1
        told = [
            {a.criterion.code: (a.value, a.evidence_state) for a in each.answers.all()} for each in party.requests.all()
        ]
        assert len(told) > 1
        assert all(answers == told[0] for answers in told)
        assert told[0].get("multiple-birth", (0,))[0] == is_twin
    assert min(kinds[True], kinds[False]) > 3


def test_a_front_desk_has_a_part_of_them(guide: dict[str, Guide]) -> None:
    assert 80 < Request.objects.filter(desk__reference="relais-demo").count() < 200


@pytest.mark.parametrize("today", [date(2027, 3, 1), date(2026, 8, 31), date(2028, 2, 29)])
def test_any_day_will_do(today: date, person: Callable[[Role], User]) -> None:
    coordinator = person(Role.COORDINATOR)
    offer.seed(by=coordinator, today=today)
    assert len(demand.seed(by=coordinator, today=today)) == 11
    assert Request.objects.count() == 401


def test_the_same_day_gives_the_same_families(person: Callable[[Role], User]) -> None:
    from django.db import transaction

    coordinator = person(Role.COORDINATOR)
    offer.seed(by=coordinator, today=TODAY)
    made = []
    for _ in range(2):
        try:
            with transaction.atomic():
                guide = demand.seed(by=coordinator, today=TODAY)
                made.append((guide, dossiers(TODAY), list(Child.objects.values_list("search_name", flat=True))))
                raise InterruptedError
        except InterruptedError:
            continue
    assert made[0] == made[1]
