"""What the law says of a setting: what it allows, what is used, when it would be broken, the staff it asks for."""

from dataclasses import dataclass
from datetime import date

from ribambelle.offer.models import Setting
from ribambelle.offer.rules import Period
from ribambelle.offer.rules.law import PaidStaff, Ratio
from ribambelle.offer.rules.overcapacity import Breach, Usage, first_breach, usage_on
from ribambelle.offer.selectors.law import law_tables, load_of


@dataclass(frozen=True, slots=True)
class Staffing:
    """A ratio, and the workers it asks for beside the children of the busiest half-day."""

    ratio: Ratio
    workers: int


@dataclass(frozen=True, slots=True)
class Paid:
    """What a grant pays for: full-time equivalents for the authorised places; None: the table does not say."""

    line: PaidStaff
    full_time: float | None


@dataclass(frozen=True, slots=True)
class LawSheet:
    """The page of the law of a setting. `changes`: days ahead on which the tables change."""

    usage: Usage
    breach: Breach | None
    staffing: tuple[Staffing, ...]
    paid: tuple[Paid, ...]
    changes: tuple[date, ...]


def law_sheet(setting: Setting, *, on: date) -> LawSheet:
    """The law of a setting on a day, and the first day from then on on which it would be broken. Three queries."""
    tables, load = law_tables(), load_of(setting)
    usage = usage_on(load, tables, setting.law, on)
    places = usage.authorised
    paid: tuple[Paid, ...] = ()
    if places is not None:
        lines = tables.paid_staff_on(setting.law, on)
        paid = tuple(Paid(line, None if (n := line.halves(places)) is None else n / 2) for line in lines)
    return LawSheet(
        usage,
        first_breach(load, tables, setting.law, Period(on)) if places is not None else None,
        tuple(Staffing(ratio, ratio.workers(usage.peak)) for ratio in tables.ratios_on(setting.law, on)),
        paid,
        tuple(day for day in tables.changes(setting.law) if day > on),
    )
