"""Dates of a series and the selection of a closed group."""

import random
from datetime import date, time
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.gatherings.rules import Applicant, BadRule, Outcome, end_of, lot, occurrences, select_group

APPLICANTS = st.lists(
    st.builds(
        Applicant,
        reference=st.from_regex(r"I-[1-9][0-9]{0,3}", fullmatch=True),
        organisation=st.sampled_from(["", "a", "b", "c", "d"]),
        zone=st.sampled_from(["", "n", "s"]),
        times_refused=st.integers(0, 2),
    ),
    max_size=9,
    unique_by=lambda applicant: applicant.reference,
)

#: Each example runs the engine: a busy machine takes its time.
CALMLY = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def oracle(applicants: list[Applicant], seats: int, seed: str) -> list[str]:
    """Who is seated, by the published sentence taken word for word: strike out, point after point."""
    left, seated = list(applicants), []
    for _ in range(min(seats, len(left))):
        field = left
        fresh = [a for a in field if not a.organisation or a.organisation not in {s.organisation for s in seated}]
        field = fresh or field
        most = max(a.times_refused for a in field)
        field = [a for a in field if a.times_refused == most]
        load = {a.reference: sum(bool(a.zone) and s.zone == a.zone for s in seated) for a in field}
        least = min(load.values())
        field = [a for a in field if load[a.reference] == least]
        chosen = min(field, key=lambda a: lot(seed, a.reference))
        seated.append(chosen)
        left.remove(chosen)
    return [a.reference for a in seated]


@CALMLY
@given(APPLICANTS, st.integers(0, 6), st.text(max_size=5))
def test_the_published_rule_word_for_word(applicants: list[Applicant], seats: int, seed: str) -> None:
    outcomes = select_group(applicants, seats=seats, seed=seed)
    assert [o.reference for o in outcomes if o.is_seated] == oracle(applicants, seats, seed)
    assert [o.rank for o in outcomes] == list(range(1, len(applicants) + 1))
    assert {o.reference for o in outcomes} == {a.reference for a in applicants}
    # nobody is told “the lots” when the service already had a seat, nor the reverse
    seated_services = {
        a.organisation for a in applicants for o in outcomes if o.is_seated and o.reference == a.reference
    }
    for outcome in outcomes:
        applicant = next(a for a in applicants if a.reference == outcome.reference)
        if outcome.reason == "organisation-has-seat":
            assert applicant.organisation in seated_services
        if outcome.reason == "refused-before":
            assert applicant.times_refused > 0


@CALMLY
@given(APPLICANTS, st.integers(0, 6), st.randoms())
def test_the_order_of_the_rows_changes_nothing(
    applicants: list[Applicant], seats: int, shuffler: random.Random
) -> None:
    shuffled = list(applicants)
    shuffler.shuffle(shuffled)
    assert select_group(applicants, seats=seats, seed="s") == select_group(shuffled, seats=seats, seed="s")


def test_every_permutation_of_a_full_cycle_seats_the_same() -> None:
    applicants = [Applicant(f"I-{n}", "abc"[n % 3], "", n % 2) for n in range(6)]
    results = {tuple(select_group(rows, seats=2, seed="7")) for rows in permutations(applicants)}
    assert len(results) == 1


def test_sixteen_ask_for_eight_seats() -> None:
    applicants = [Applicant(f"I-{n}", f"service-{n % 10}", "", int(n == 15)) for n in range(16)]
    outcomes = select_group(applicants, seats=8, seed="2021-10")
    seated = [o for o in outcomes if o.is_seated]
    assert len(seated) == 8
    services = {a.reference: a.organisation for a in applicants}
    assert len({services[o.reference] for o in seated}) == 8
    assert seated[0] == Outcome("I-15", 1, is_seated=True, reason="refused-before", lot=lot("2021-10", "I-15"))


def test_two_people_with_one_reference_are_refused() -> None:
    with pytest.raises(ValueError, match="share a reference"):
        select_group([Applicant("I-1", "a", "", 0), Applicant("I-1", "b", "", 0)], seats=1, seed="s")


def test_first_tuesdays() -> None:
    assert occurrences("FREQ=MONTHLY;BYDAY=1TU", starts_on=date(2027, 1, 5), until=date(2027, 4, 6)) == [
        date(2027, 1, 5),
        date(2027, 2, 2),
        date(2027, 3, 2),
        date(2027, 4, 6),
    ]


@pytest.mark.parametrize("rule", ["", "tous les mardis", "FREQ=SOMETIMES", "FREQ=DAILY;INTERVAL=x"])
def test_a_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(BadRule, match="FREQ=MONTHLY"):
        occurrences(rule, starts_on=date(2027, 1, 1), until=date(2027, 12, 31))


def test_an_endless_rule_is_bounded() -> None:
    with pytest.raises(BadRule, match="400"):
        occurrences("FREQ=DAILY", starts_on=date(2027, 1, 1), until=date(2037, 1, 1))


def test_an_hour_later_or_the_next_day() -> None:
    assert end_of(time(14), 120) == time(16)
    assert end_of(time(23), 120) is None
