"""Days closed: once, every year, public holidays of each country; and how old a word is."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ribambelle.offer.rules import declared_slots, week_freshness
from ribambelle.offer.rules.closures import ClosedDays, closed_days, public_holidays

BELGIUM_2027 = "01/01 29/03 01/05 06/05 17/05 21/07 15/08 01/11 11/11 25/12"
FRANCE_2027 = "01/01 29/03 01/05 06/05 08/05 17/05 14/07 15/08 01/11 11/11 25/12"


def test_public_holidays_of_2027() -> None:
    for law, expected in (("BE", BELGIUM_2027), ("FR", FRANCE_2027)):
        assert " ".join(f"{day:%d/%m}" for day, _ in public_holidays(law, 2027)) == expected
    assert public_holidays("LU", 2027) == []


def test_a_closure_of_every_year_falls_every_year_across_new_year_too() -> None:
    winter = ClosedDays(date(2024, 12, 24), date(2025, 1, 2), "Congés d’hiver", "yearly")
    found = closed_days([winter], "", since=date(2027, 1, 1), until=date(2028, 1, 1))
    assert [(one.starts_on, one.last_on) for one in found] == [
        (date(2026, 12, 24), date(2027, 1, 1)),
        (date(2027, 12, 24), date(2028, 1, 1)),
    ]


def test_29_february_of_every_year() -> None:
    leap = ClosedDays(date(2028, 2, 29), date(2028, 3, 1), "Pont", "yearly")
    found = closed_days([leap], "", since=date(2029, 1, 1), until=date(2030, 1, 1))
    assert found == [], "1 March to 1 March is no day"


def test_a_holiday_inside_a_closure_is_told_once() -> None:
    bridge = ClosedDays(date(2027, 5, 6), date(2027, 5, 8), "Pont")
    found = closed_days([bridge], "BE", since=date(2027, 5, 3), until=date(2027, 5, 8))
    assert [one.reason for one in found] == ["Pont"]


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))


@given(st.lists(st.tuples(days, st.integers(1, 40), st.booleans()), max_size=4), days, st.integers(1, 200))
def test_against_asking_of_every_day(lines: list[tuple[date, int, bool]], since: date, length: int) -> None:
    until = since + timedelta(days=length)
    closures = [
        ClosedDays(start, start + timedelta(days=n), str(index), "yearly" if yearly else "once")
        for index, (start, n, yearly) in enumerate(lines)
    ]
    found = closed_days(closures, "BE", since=since, until=until)
    holidays = {day for year in range(since.year, until.year + 1) for day, _ in public_holidays("BE", year)}
    for number in range(length):
        day = since + timedelta(days=number)
        once = any(one.kind == "once" and one.covers(day) for one in closures)
        if once or day in holidays:
            assert any(one.covers(day) for one in found)
    assert all(one.starts_on < until and one.ends_on > since for one in found)
    assert found == sorted(found, key=lambda one: (one.starts_on, one.ends_on, one.reason))


def test_free_half_days_are_said_again_every_week_in_france_every_month_in_belgium() -> None:
    today = date(2027, 6, 30)

    def told(law: str, age: int) -> str:
        return week_freshness(today - timedelta(days=age), today, law)

    assert [told("FR", age) for age in (0, 7, 8, 14, 15)] == ["fresh", "fresh", "old", "old", "stale"]
    assert [told("BE", age) for age in (7, 30, 31, 60, 61)] == ["fresh", "fresh", "old", "old", "stale"]
    assert week_freshness(None, today, "BE") == "unknown"


def test_what_a_childminder_declared_counts_for_six_months() -> None:
    today = date(2027, 6, 30)
    said = {"free_from": date(2027, 7, 5), "today": today}
    assert declared_slots(0b11, on=date(2027, 7, 5), confirmed_on=today, **said) == 0b11
    assert declared_slots(0b11, on=date(2027, 7, 4), confirmed_on=today, **said) == 0, "none before: they said so"
    assert declared_slots(0b11, on=date(2027, 7, 5), confirmed_on=today - timedelta(days=180), **said) == 0b11
    assert declared_slots(0b11, on=date(2027, 7, 5), confirmed_on=today - timedelta(days=181), **said) is None
