"""Rules of the plans: codes as cited, lines of a cell, totals, trees."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.plans.enums import ActionStatus, Health
from ribambelle.plans.errors import UnreadableCodes
from ribambelle.plans.rules import (
    check_total,
    expand_codes,
    health,
    is_outside,
    lines_of,
    match_lines,
    uncovered,
    would_loop,
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("OS1, OS4", ("OS1", "OS4")),
        ("3, M5, M6", ("3", "M5", "M6")),
        ("OS1-OS8", tuple(f"OS{n}" for n in range(1, 9))),
        ("OS1–3", ("OS1", "OS2", "OS3")),
        ("M1A, M1B, M1A", ("M1A", "M1B")),
        ("", ()),
        (" ; ,", ()),
    ],
)
def test_codes_are_read_as_a_report_writes_them(text: str, codes: tuple[str, ...]) -> None:
    assert expand_codes(text) == codes


@pytest.mark.parametrize("text", ["OS1-M4", "OS8-OS1", "A0-A99999"])
def test_a_range_that_cannot_be_counted_out_is_refused_by_name(text: str) -> None:
    with pytest.raises(UnreadableCodes, match=text):
        expand_codes(text)


LINES = st.lists(st.sampled_from("abcde"), max_size=7)


@given(old=LINES, new=LINES)
def test_every_old_line_is_continued_at_most_once_and_identical_lines_first(old: list[str], new: list[str]) -> None:
    matched = match_lines(old, new)
    used = [index for index in matched if index is not None]
    assert len(matched) == len(new)
    assert len(used) == len(set(used)) == min(len(old), len(new))
    for line in set(old) & set(new):
        same = sum(
            1 for position, index in enumerate(matched) if index is not None and new[position] == old[index] == line
        )
        assert same == min(old.count(line), new.count(line))


def test_a_cell_has_one_entry_a_line() -> None:
    assert lines_of("- one\n\n • two \nthree") == ["one", "two", "three"]


@given(parts=st.lists(st.integers(0, 50), min_size=1, max_size=6), stated=st.integers(0, 300))
def test_a_total_is_wrong_exactly_when_its_known_parts_do_not_add_up(parts: list[int], stated: int) -> None:
    assert check_total(stated, parts).is_wrong == (sum(parts) != stated)
    assert not check_total(stated, [*parts, None]).is_wrong


def test_a_period_is_half_open() -> None:
    year = {"starts_on": date(2021, 1, 1), "ends_on": date(2022, 1, 1)}
    assert not is_outside(on=date(2021, 12, 31), year=None, **year)
    assert is_outside(on=date(2022, 1, 1), year=None, **year)
    assert is_outside(on=None, year=2020, **year)
    assert is_outside(on=None, year=2022, **year)
    assert not is_outside(on=None, year=2021, **year)
    assert not is_outside(on=None, year=None, **year)
    assert not is_outside(on=date(1999, 1, 1), year=None, starts_on=None, ends_on=None)


@pytest.mark.parametrize(
    ("status", "today", "expected"),
    [
        (ActionStatus.RUNNING, date(2021, 12, 31), Health.ON_TRACK),
        (ActionStatus.RUNNING, date(2022, 1, 1), Health.LATE),
        (ActionStatus.PLANNED, date(2022, 1, 1), Health.LATE),
        (ActionStatus.DONE, date(2030, 1, 1), Health.ENDED),
        (ActionStatus.NOT_DONE, date(2021, 6, 1), Health.HALTED),
        (ActionStatus.POSTPONED, date(2030, 1, 1), Health.HALTED),
    ],
)
def test_an_action_is_late_from_the_day_its_end_is_passed(status: ActionStatus, today: date, expected: Health) -> None:
    assert health(status=status, starts_on=date(2021, 1, 1), ends_on=date(2022, 1, 1), today=today) == expected


def test_without_any_date_nothing_is_said() -> None:
    assert health(status=ActionStatus.RUNNING, starts_on=None, ends_on=None, today=date(2021, 1, 1)) == Health.UNKNOWN


@st.composite
def forests(draw: st.DrawFn) -> dict[int, int | None]:
    size = draw(st.integers(1, 12))
    return {node: draw(st.sampled_from([None, *range(node)])) for node in range(size)}


@given(parents=forests(), data=st.data())
def test_a_leaf_is_uncovered_when_no_one_on_its_way_up_is_cited(
    parents: dict[int, int | None], data: st.DataObject
) -> None:
    cited = data.draw(st.sets(st.sampled_from(sorted(parents))))
    expected = set()
    for node in parents:
        if node in parents.values():
            continue
        way = {node}
        above = parents[node]
        while above is not None:
            way.add(above)
            above = parents[above]
        if not way & cited:
            expected.add(node)
    assert uncovered(parents=parents, cited=cited) == expected


def test_a_tree_never_bites_its_tail() -> None:
    parents = {1: None, 2: 1, 3: 2}
    assert would_loop(node=1, parent=3, parents=parents)
    assert would_loop(node=2, parent=2, parents=parents)
    assert not would_loop(node=3, parent=1, parents=parents)
