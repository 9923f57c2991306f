"""Who can take this child? The rule alone, against a table and against properties."""

import random
from datetime import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.offer.rules import Band, Facts, Hours, Question, Verdict, Wish, match, search

EARLY, LATE = time(6, 30), time(18, 30)
WEEK = tuple(Hours(day, EARLY, LATE) for day in range(5))
MONDAY_EARLY = Wish(weekday=0, at=EARLY)
FULL = Facts(
    order=1,
    reference="A",
    communes=frozenset({"81004"}),
    min_age_months=0,
    max_age_months=36,
    openings=WEEK,
    modes={"emergency": True, "sick": False},
    bands=(Band(0, 18, 0b11), Band(18, 36, 0b1100)),
)


@pytest.mark.parametrize(
    ("facts", "wish", "unknown", "against"),
    [
        (FULL, Wish(), "", ""),
        (FULL, Wish(age_months=8), "", ""),
        (FULL, Wish(age_months=36), "", "age"),
        (Facts(1, "B", min_age_months=3), Wish(age_months=2), "", "age"),
        (Facts(1, "B", min_age_months=3), Wish(age_months=3), "age", ""),
        (Facts(1, "B", max_age_months=36), Wish(age_months=40), "", "age"),
        (FULL, Wish(mode="emergency"), "", ""),
        (FULL, Wish(mode="sick"), "", "mode"),
        (FULL, Wish(mode="occasional"), "mode", ""),
        (FULL, Wish(commune="81004"), "", ""),
        (FULL, Wish(commune="82003"), "", "commune"),
        (Facts(1, "B"), Wish(commune="82003"), "commune", ""),
        (FULL, MONDAY_EARLY, "", ""),
        (FULL, Wish(weekday=0, at=LATE), "", "hours"),
        (FULL, Wish(weekday=6), "", "days"),
        (FULL, Wish(at=time(5)), "", "hours"),
        (Facts(1, "B"), MONDAY_EARLY, "hours", ""),
        (Facts(1, "B", openings=(Hours(None, EARLY, LATE),)), MONDAY_EARLY, "days", ""),
        (Facts(1, "B", openings=(Hours(None, time(7), LATE),)), MONDAY_EARLY, "", "hours"),
        (Facts(1, "B"), Wish(weekday=0, at=EARLY, mode="emergency", age_months=8), "age mode hours", ""),
        (FULL, Wish(slots=0b1), "", ""),
        (FULL, Wish(slots=0b1, age_months=20), "", "places"),
        (FULL, Wish(slots=0b10000), "", "places"),
        (Facts(1, "B"), Wish(slots=0b1), "places", ""),
        (Facts(1, "B", bands=(Band(0, 36, 0), Band(0, 36, None))), Wish(slots=0b1), "places", ""),
        (
            Facts(1, "B", openings=(Hours(1, EARLY, LATE),), bands=(Band(0, 36, 0b1111),)),
            Wish(slots=0b11),
            "",
            "places",
        ),
    ],
)
def test_table(facts: Facts, wish: Wish, unknown: str, against: str) -> None:
    found = match(facts, wish)
    assert (" ".join(found.unknown), " ".join(found.against)) == (unknown, against)


def test_half_days_partly_free_are_said() -> None:
    found = match(FULL, Wish(slots=0b111, age_months=8))
    assert (found.verdict, found.free_slots, found.free_count) == (Verdict.CERTAIN, 0b11, 2)


hours = st.builds(
    lambda day, opens, length: Hours(day, time(opens), time(opens + length)),
    st.one_of(st.none(), st.integers(0, 6)),
    st.integers(5, 9),
    st.integers(1, 10),
)
bands = st.builds(
    lambda low, span, free: Band(low, low + span, free),
    st.integers(0, 30),
    st.integers(1, 30),
    st.one_of(st.none(), st.integers(0, 1023)),
)
all_facts = st.builds(
    Facts,
    order=st.integers(0, 5),
    reference=st.text("ABC", min_size=1, max_size=2),
    communes=st.sets(st.sampled_from(["1", "2"])).map(frozenset),
    min_age_months=st.one_of(st.none(), st.integers(0, 12)),
    max_age_months=st.one_of(st.none(), st.integers(13, 72)),
    openings=st.lists(hours, max_size=4).map(tuple),
    modes=st.dictionaries(st.sampled_from(["regular", "emergency"]), st.booleans()),
    bands=st.lists(bands, max_size=3).map(tuple),
)
wishes = st.builds(
    Wish,
    weekday=st.one_of(st.none(), st.integers(0, 6)),
    at=st.one_of(st.none(), st.times()),
    slots=st.integers(0, 1023),
    mode=st.sampled_from(["", "regular", "emergency"]),
    age_months=st.one_of(st.none(), st.integers(0, 72)),
    commune=st.sampled_from(["", "1", "2"]),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(all_facts, wishes)
def test_nothing_known_is_never_certain_nor_out(facts: Facts, wish: Wish) -> None:
    found = match(Facts(facts.order, facts.reference), wish)
    asked = wish != Wish()
    assert found.verdict == (Verdict.TO_CONFIRM if asked else Verdict.CERTAIN)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(all_facts, wishes)
def test_asking_less_never_makes_a_setting_worse(facts: Facts, wish: Wish) -> None:
    less = Wish(weekday=wish.weekday, at=wish.at, slots=wish.slots, mode="", age_months=None, commune="")
    whole, part = match(facts, wish), match(facts, less)
    settled = {Question.DAYS, Question.HOURS}
    assert settled & set(part.unknown) == settled & set(whole.unknown)
    assert settled & set(part.against) == settled & set(whole.against)
    if whole.verdict == Verdict.CERTAIN:
        assert part.verdict == Verdict.CERTAIN


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(all_facts, wishes)
def test_an_unknown_that_is_settled_leaves_the_other_questions_alone(facts: Facts, wish: Wish) -> None:
    before = match(facts, wish)
    if Question.MODE in before.unknown:
        after = match(
            Facts(
                facts.order,
                facts.reference,
                facts.communes,
                facts.min_age_months,
                facts.max_age_months,
                facts.openings,
                {**facts.modes, wish.mode: True},
                facts.bands,
            ),
            wish,
        )
        assert set(after.unknown) == set(before.unknown) - {Question.MODE}
        assert after.against == before.against


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(all_facts, max_size=8, unique_by=lambda facts: facts.order), wishes, st.randoms())
def test_every_setting_lands_once_whatever_the_order(places: list[Facts], wish: Wish, rng: random.Random) -> None:
    found = search(places, wish)
    shuffled = list(places)
    rng.shuffle(shuffled)
    assert search(shuffled, wish) == found
    groups = (*found.certain, *found.to_confirm, *found.out)
    assert sorted(m.facts.order for m in groups) == sorted(facts.order for facts in places)
    counts = [len(m.unknown) for m in found.to_confirm]
    assert counts == sorted(counts)
    assert all(m.unknown for m in found.to_confirm)
    free = [m.free_count for m in found.certain]
    assert free == sorted(free, reverse=True)
