"""Days on which a setting is closed: exceptional closures, those of every year, and public holidays. No Django."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dateutil.easter import easter

ClosureKind = Literal["once", "yearly", "holiday"]

#: Belgium: law of 4 January 1974 and royal decree of 18 April 1974. France: Code du travail, L.3133-1.
FIXED_HOLIDAYS: dict[str, dict[tuple[int, int], str]] = {
    "BE": {
        (1, 1): "new-year",
        (5, 1): "labour-day",
        (7, 21): "national-day",
        (8, 15): "assumption",
        (11, 1): "all-saints",
        (11, 11): "armistice",
        (12, 25): "christmas",
    },
    "FR": {
        (1, 1): "new-year",
        (5, 1): "labour-day",
        (5, 8): "victory",
        (7, 14): "national-day",
        (8, 15): "assumption",
        (11, 1): "all-saints",
        (11, 11): "armistice",
        (12, 25): "christmas",
    },
}
#: Both countries: days after Easter Sunday.
MOVABLE_HOLIDAYS = {1: "easter-monday", 39: "ascension", 50: "whit-monday"}


@dataclass(frozen=True, slots=True)
class ClosedDays:
    """From a day (included) to a day (excluded); `reason` is what was typed, or the code of a public holiday."""

    starts_on: date
    ends_on: date
    reason: str
    kind: ClosureKind = "once"

    def covers(self, day: date) -> bool:
        return self.starts_on <= day < self.ends_on

    @property
    def last_on(self) -> date:
        """The last day closed."""
        return self.ends_on - timedelta(days=1)


def public_holidays(law: str, year: int) -> list[tuple[date, str]]:
    """The public holidays of a country in a year, with their code, in order; none for a country nobody described.

    Examples
    --------
    >>> [f"{day:%d/%m}" for day, _ in public_holidays("BE", 2027)][:4]
    ['01/01', '29/03', '01/05', '06/05']
    """
    fixed = FIXED_HOLIDAYS.get(law)
    if fixed is None:
        return []
    sunday = easter(year)
    found = [(date(year, month, day), code) for (month, day), code in fixed.items()]
    found += [(sunday + timedelta(days=after), code) for after, code in MOVABLE_HOLIDAYS.items()]
    return sorted(found)


def closed_days(closures: Iterable[ClosedDays], law: str, *, since: date, until: date) -> list[ClosedDays]:
    """What is closed between two days (`until` excluded): closures as they fall that year, then public holidays.

    In order of the days. A closure that crosses `since` or `until` is whole; a public holiday inside a closure is not
    told twice.
    """
    found: list[ClosedDays] = []
    for closure in closures:
        if closure.kind == "yearly":
            found += [_in_year(closure, year) for year in range(since.year - 1, until.year + 1)]
        else:
            found.append(closure)
    found = [one for one in found if since < one.ends_on > one.starts_on < until]
    for year in range(since.year, until.year + 1):
        for day, code in public_holidays(law, year):
            if since <= day < until and not any(one.covers(day) for one in found):
                found.append(ClosedDays(day, day + timedelta(days=1), code, "holiday"))
    return sorted(found, key=lambda one: (one.starts_on, one.ends_on, one.reason))


def _in_year(closure: ClosedDays, year: int) -> ClosedDays:
    """The same days in another year; 29 February falls on 1 March where there is none."""
    years = closure.ends_on.year - closure.starts_on.year
    starts_on, ends_on = _moved(closure.starts_on, year), _moved(closure.ends_on, year + years)
    return ClosedDays(starts_on, ends_on, closure.reason, "yearly")


def _moved(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
