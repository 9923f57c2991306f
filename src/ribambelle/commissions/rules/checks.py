"""What to clear before a session is run: a list, never an exception."""

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Literal, NamedTuple

from ribambelle.commissions.rules.options import wished_slots
from ribambelle.commissions.rules.scoring import ScoreSheet
from ribambelle.commissions.rules.snapshot import ChildEntry, PartyEntry, SettingEntry, Snapshot
from ribambelle.commissions.rules.tables import sheets
from ribambelle.demand.rules.hours import DayHours, outside
from ribambelle.kernel.weeks import WEEKDAYS, mask_of

Kind = Literal[
    "not-eligible",
    "no-wish",
    "unborn",
    "age-outside",
    "outside-opening",
    "outside-hours",
    "mode-missing",
    "duplicate",
    "missing-evidence",
    "unanswered",
]


#: Categories a family may well pass over in silence: an empty answer there is no sign of an incomplete dossier.
MAY_BE_SILENT = frozenset({"disability", "vulnerability", "history", "malus", "specific"})


class Finding(NamedTuple):
    """One thing to clear. `subject` names settings, criteria or the other dossier; `slots` the half-days concerned."""

    kind: Kind
    party: str
    child: str
    subject: tuple[str, ...] = ()
    slots: tuple[str, ...] = ()

    @property
    def mask(self) -> int:
        """The half-days as ten bits."""
        return mask_of(self.slots)


def findings(snapshot: Snapshot, duplicates: Mapping[str, tuple[str, ...]] | None = None) -> list[Finding]:
    """Everything to clear, dossier by dossier. `duplicates`: party → other parties that seem to be the same family."""
    offer = {entry["setting"]: entry for entry in snapshot["offer"]}
    own = sheets(snapshot)
    found: list[Finding] = []
    for party in snapshot["dossiers"]:
        if others := (duplicates or {}).get(party["party"]):
            found.append(Finding("duplicate", party["party"], "", others))
        for child in party["children"]:
            found += _of_child(party, child, offer, own[child["child"]])
    return found


def _of_child(
    party: PartyEntry, child: ChildEntry, offer: Mapping[str, SettingEntry], sheet: ScoreSheet
) -> Iterator[Finding]:
    name, own = party["party"], child["child"]
    if sheet.unmet_mandatory:
        labels = tuple(row.line.label for row in sheet.lines if row.line.code in sheet.unmet_mandatory)
        yield Finding("not-eligible", name, own, labels)
    wished = [offer[setting] for setting in child["wishes"] if setting in offer]
    if not wished and child["kind"] != "extra-day":
        yield Finding("no-wish", name, own)
    if child["age_months"] < 0:
        yield Finding("unborn", name, own)
    slots = wished_slots(child)
    for entry in wished:
        if late := tuple(_uncovered(child, entry)):
            yield Finding("outside-hours", name, own, (entry["label"],), late)
        if set(child.get("modes", ())) & set(entry.get("lacks", ())):
            yield Finding("mode-missing", name, own, (entry["label"],))
        fitting = [
            section
            for section in entry["sections"]
            if _fits(child, section["min_age_months"], section["max_age_months"])
        ]
        if not fitting:
            yield Finding("age-outside", name, own, (entry["label"],))
            continue
        free = fitting[0]["free"] if fitting[0]["free"] is not None else entry["licence"] or {}
        if closed := tuple(slot for slot in slots if slot not in free):
            yield Finding("outside-opening", name, own, (entry["label"],), closed)
    if sheet.unproved:
        yield Finding("missing-evidence", name, own, tuple(row.line.label for row in sheet.unproved))
    if labels := tuple(_forgotten(sheet)):
        yield Finding("unanswered", name, own, labels)


def _uncovered(child: ChildEntry, entry: SettingEntry) -> Iterator[str]:
    """The half-days, among those asked, of the days whose hours the setting does not cover."""
    if not child.get("hours"):
        return
    openings = [
        (WEEKDAYS.index(day) if day in WEEKDAYS else None, time.fromisoformat(opens), time.fromisoformat(closes))
        for day, (opens, closes) in entry.get("opening", {}).items()
    ]
    hours = [
        DayHours(WEEKDAYS.index(day), time.fromisoformat(start), time.fromisoformat(end))
        for day, (start, end) in child.get("hours", {}).items()
    ]
    for day in outside(hours, openings):
        yield from (slot for slot in wished_slots(child) if slot.startswith(WEEKDAYS[day.weekday]))


def _fits(child: ChildEntry, least: int, most: int) -> bool:
    return least <= max(child["age_months"], 0) < most


def _forgotten(sheet: ScoreSheet) -> Iterator[str]:
    """The criteria of every category that the dossier leaves wholly without answer, but for those one may pass over."""
    answered = {row.line.category for row in sheet.lines if row.line.code not in sheet.unanswered}
    for row in sheet.lines:
        if row.line.category not in answered and row.line.category not in MAY_BE_SILENT:
            yield row.line.label
