"""A line of the booklet never stands alone: blurred until five look the same, or said not to."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.anonymity import GOAL, LEVELS, Band, bands_for, blurred, measured
from ribambelle.commissions.rules.snapshot import PartyEntry
from tests.unit.commissions.test_tables import child, party


def families(*ages: int, commune: str = "Aubange", start: int = 0) -> list[PartyEntry]:
    made = []
    for number, age in enumerate(ages, start):
        entry = party(child(f"p{number}", age_months=age), name=f"p{number}")
        made.append({**entry, "commune": commune})
    return made  # type: ignore[return-value]


def test_precise_while_five_look_the_same() -> None:
    found = measured(families(12, 12, 13, 14, 14))
    assert (found.k, found.level.band_months, found.lines["p0"].bands) == (5, 3, (Band(12, 15),))
    assert found.lines["p0"].commune == "Aubange"


def test_bands_widen_then_the_commune_goes() -> None:
    ages = [12, 13, 14, 15, 16]
    assert measured(families(*ages)).lines["p0"].bands == (Band(12, 18),)
    mixed = [*families(*ages), *families(12, commune="Arlon", start=9)]
    found = measured(mixed)
    assert (found.level.shows_commune, found.lines["p9"].commune, found.k) == (False, "", 6)


def test_a_single_pair_of_siblings_is_hidden_among_the_others() -> None:
    twins = party(child("a"), child("b"), together="or-nothing", name="twins")
    found = measured([*families(12, 13, 14, 15, 16, start=1), twins])
    assert found.is_enough
    assert not found.lines["twins"].is_siblings


def test_too_few_families_cannot_be_published() -> None:
    found = measured(families(3, 30, 14, 8))
    assert (found.k, found.is_enough) == (4, False)


def test_thin_bands_join_a_neighbour() -> None:
    ages = [0] * 5 + [13] * 2 + [26] * 6 + [50]
    assert bands_for(ages, 12) == [Band(0, 12), Band(12, 60)]
    assert bands_for([-2, 3], 6) == [Band(0, 6)]
    assert bands_for([], 6) == []


def test_one_child_much_older_does_not_blur_the_others() -> None:
    found = measured(families(*[2] * 6, *[14] * 6, *[26] * 6, 41))
    assert sorted({band for line in found.lines.values() for band in line.bands}) == [
        Band(0, 3),
        Band(12, 15),
        Band(24, 42),
    ]


@given(st.lists(st.tuples(st.integers(-3, 40), st.sampled_from(["A", "B", "C"]), st.booleans()), max_size=60))
def test_k_is_what_a_reader_counts(rows: list[tuple[int, str, bool]]) -> None:
    parties: list[PartyEntry] = []
    for number, (age, commune, is_pair) in enumerate(rows):
        children = [child(f"{number}a", age_months=age)] + (
            [child(f"{number}b", age_months=age + 2)] if is_pair else []
        )
        parties.append({**party(*children, name=str(number)), "commune": commune})
    found = measured(parties)
    assert found.k == min(Counter(found.lines.values()).values(), default=0)
    assert found.is_enough or len(parties) < GOAL
    if found.level != LEVELS[0]:
        finer = LEVELS[LEVELS.index(found.level) - 1]
        assert min(Counter(blurred(parties, finer).values()).values(), default=0) < GOAL


def test_a_class_that_singles_out_one_family_is_hidden() -> None:
    """Thirty families alike in everything, one of them alone in its class: what the rule says of it goes."""
    parties = families(*[12] * 30)
    alone = {f"p{number}": "class 1" if number == 0 else "class 2" for number in range(30)}
    shared = {f"p{number}": "class 1" if number < 6 else "class 2" for number in range(30)}
    hidden, shown = measured(parties, alone), measured(parties, shared)
    assert (hidden.k, hidden.level.shows_tier, {line.tier for line in hidden.lines.values()}) == (30, False, {""})
    assert (shown.k, shown.level.shows_tier) == (6, True)
    assert {line.tier for line in shown.lines.values()} == {"class 1", "class 2"}
