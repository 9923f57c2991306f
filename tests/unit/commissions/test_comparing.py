"""Effects by group: no figure of fewer than five children is shown, nor can be found again from the totals."""

from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.comparing import Count, by_lottery, groups, hidden_lines
from tests.unit.commissions.test_methods import family

counts = st.integers(0, 30).flatmap(lambda asked: st.builds(Count, st.just(asked), st.integers(0, asked)))


def small(number: int) -> bool:
    return 0 < number < 5


@given(st.integers(1, 3).flatmap(lambda width: st.lists(st.lists(counts, min_size=width, max_size=width), max_size=8)))
def test_what_is_hidden_cannot_be_found_again(columns: list[list[Count]]) -> None:
    """The total of a column is public: what an outsider computes is the sum of the hidden lines."""
    table = {f"line{number}": column for number, column in enumerate(columns)}
    hidden = hidden_lines(table)
    for name, column in table.items():
        if name not in hidden:
            assert not any(
                small(n) for count in column for n in (count.asked, count.served, count.asked - count.served)
            )
    if not hidden or hidden == set(table):
        return
    assert len(hidden) > 1
    for number in range(len(columns[0])):
        asked = sum(table[name][number].asked for name in hidden)
        served = sum(table[name][number].served for name in hidden)
        assert not small(asked)
        assert not small(served)
        assert not small(asked - served)


def test_one_small_commune_takes_another_with_it() -> None:
    parties = [
        {**family(f"{commune}{number}"), "commune": commune}
        for commune, size in (("A", 20), ("B", 10), ("C", 2))
        for number in range(size)
    ]
    served = frozenset(f"A{number}" for number in range(10)) | frozenset(f"B{number}" for number in range(5))
    shown = {row.value: row.shown for row in groups(parties, [served]) if row.dimension == "commune"}  # type: ignore[arg-type]
    assert shown == {"A": ((20, 10),), "B": ((None, None),), "C": ((None, None),)}


def test_unanswered_is_not_other() -> None:
    parties = [family(f"p{number}", "single-parent") for number in range(6)]
    parties += [family(f"q{number}") for number in range(6)]
    rows = {row.value: row.shown for row in groups(parties, [frozenset()]) if row.dimension == "household"}
    assert rows == {"single": ((6, 0),), "unknown": ((6, 0),)}


def test_families_whom_only_the_lottery_separates() -> None:
    parties = [family("a", day=1), family("b", day=1), family("c", day=2), family("d", day=1)]
    numbers = {"a": 30, "b": 30, "c": 30, "d": 10}
    assert by_lottery(parties, numbers, ["earliest-request"]) == (3, 2)
    assert by_lottery(parties, numbers, []) == (3, 3)
