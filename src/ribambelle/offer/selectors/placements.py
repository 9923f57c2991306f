"""Who takes the places of a setting, from when until when; and what changes next."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import Q, QuerySet

from ribambelle.kernel.weeks import ALL_SLOTS
from ribambelle.offer.behind import Known, who_is_behind
from ribambelle.offer.models import Occupancy, Section, Setting

When = Literal["running", "coming", "leaving", "over", "all"]


@dataclass(frozen=True, slots=True)
class Placement:
    """A placement, with who stands behind it where the reader may know."""

    occupancy: Occupancy
    state: Literal["running", "coming", "over"]
    known: Known | None

    @property
    def reference(self) -> str:
        return self.occupancy.opaque_reference


def placements_of(
    setting: Setting, *, on: date, when: When = "running", text: str = "", section: str = ""
) -> QuerySet[Occupancy]:
    """The placements of a setting: there on a day, beginning later, with an announced departure, over, or all."""
    present = Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    conditions: dict[When, Q] = {
        "running": present,
        "coming": Q(starts_on__gt=on),
        "leaving": Q(ends_on__gt=on),
        "over": Q(ends_on__lte=on),
        "all": Q(),
    }
    found = Occupancy.objects.filter(conditions[when], section__setting=setting).select_related("section")
    if text:
        found = found.filter(opaque_reference__icontains=text)
    if section:
        found = found.filter(section__code=section)
    order = {"leaving": "ends_on", "coming": "starts_on", "over": "-ends_on"}.get(when, "section__min_age_months")
    return found.order_by(order, "section__min_age_months", "opaque_reference", "pk")


def placements_shown(user: Any, occupancies: Iterable[Occupancy], *, on: date) -> list[Placement]:
    """The rows of a list, with who is behind them. No query of this room; those of the rooms that know."""
    rows = list(occupancies)
    known = who_is_behind(user, [row.opaque_reference for row in rows])
    return [Placement(row, _state(row, on), known.get(row.opaque_reference)) for row in rows]


def _state(row: Occupancy, on: date) -> Literal["running", "coming", "over"]:
    if row.starts_on > on:
        return "coming"
    return "over" if row.ends_on is not None and row.ends_on <= on else "running"


@dataclass(frozen=True, slots=True)
class Movement:
    """What changes in a section on a day: how many come and go, and the half-days freed and taken on balance."""

    on: date
    section: Section
    arriving: int
    leaving: int
    freed: int
    taken: int


def movements(setting: Setting, *, since: date, until: date) -> list[Movement]:
    """Who comes and who goes between two days (both included), by day and section. Two queries.

    A placement that goes on under the same reference with other half-days is neither a departure nor an arrival.
    """
    sections = {section.pk: section for section in Section.objects.filter(setting=setting)}
    around = Q(starts_on__range=(since, until)) | Q(ends_on__range=(since, until))
    rows = list(Occupancy.objects.filter(around, section__in=sections))
    begins: dict[tuple[date, int], list[Occupancy]] = defaultdict(list)
    ends: dict[tuple[date, int], list[Occupancy]] = defaultdict(list)
    for row in rows:
        if since <= row.starts_on <= until:
            begins[row.starts_on, row.section_id].append(row)
        if row.ends_on and since <= row.ends_on <= until:
            ends[row.ends_on, row.section_id].append(row)
    found = []
    for day, key in sorted({*begins, *ends}, key=lambda at: (at[0], sections[at[1]].min_age_months, at[1])):
        coming, going = begins[day, key], ends[day, key]
        going_on = {r.opaque_reference for r in coming} & {r.opaque_reference for r in going} - {""}
        balance = [
            sum(r.slots >> slot.number & 1 for r in coming) - sum(r.slots >> slot.number & 1 for r in going)
            for slot in ALL_SLOTS
        ]
        found.append(
            Movement(
                day,
                sections[key],
                sum(r.opaque_reference not in going_on for r in coming),
                sum(r.opaque_reference not in going_on for r in going),
                freed=sum(1 << slot for slot, net in enumerate(balance) if net < 0),
                taken=sum(1 << slot for slot, net in enumerate(balance) if net > 0),
            )
        )
    return found
