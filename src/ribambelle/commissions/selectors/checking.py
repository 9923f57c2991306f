"""What is to clear about some families of a session in preparation, as the freeze would take them.

The families are read as for the freeze; of the offer, only what a line can follow from: ages of sections, half-days
whose places are known, hours, modes. How many places are free changes no line.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db.models import Count, Q

from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.checks import findings
from ribambelle.commissions.rules.grids import rule_to_json
from ribambelle.commissions.rules.snapshot import SectionEntry, SettingEntry, snapshot
from ribambelle.commissions.selectors.freezing import compared, entries, examined
from ribambelle.commissions.selectors.rule_texts import rule_of
from ribambelle.demand.models import Request
from ribambelle.demand.selectors import Dossier
from ribambelle.kernel.weeks import SLOTS
from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.models import Authorisation, Section, Setting, WeeklyCapacity

ALL_WEEK = dict.fromkeys(SLOTS, 0)


class Line(NamedTuple):
    """One thing to clear: of which family (its primary key), under which name, with its requests; about what."""

    party: int
    dossier: str
    requests: list[str]
    subject: list[str]
    slots: list[str]


class Who(NamedTuple):
    """One examined request: its family (primary key, reference), and its child's name and date as one number."""

    party: int
    reference: str
    request: str
    name: str


class Looked(NamedTuple):
    """The lines about some families by kind, in the order of their references, and who was examined."""

    lines: dict[str, list[Line]]
    who: list[Who]


def looked(session: Session, among: Q) -> Looked:
    """Examine the families of the requests that meet a condition; the whole of each family must meet it. 20 queries."""
    rows = examined(session, among)
    who = _who(rows, among)
    names = {row.party_reference: row.party_reference for row in rows}
    offer, sections = _offer(session, rows)
    parties, keys = entries(session, rows, names, sections)
    compared(offer, [child for party in parties for child in party["children"]])
    content = snapshot(session={}, rule=rule_to_json(rule_of(session.rule)), offer=offer, dossiers=parties)
    requests: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        for dossier in {key.party, key.child}:
            requests[dossier].append(key.request_reference)
    number = {each.reference: each.party for each in who}
    lines: dict[str, list[Line]] = defaultdict(list)
    for found in findings(content):
        dossier = found.child or found.party
        lines[found.kind].append(
            Line(number[found.party], dossier, requests[dossier], list(found.subject), list(found.slots))
        )
    return Looked(lines, who)


def _who(rows: Sequence[Dossier], among: Q) -> list[Who]:
    examined_here = {row.request_reference for row in rows}
    found = Request.objects.filter(among).values_list(
        "party_id",
        "party__reference",
        "reference",
        "child__first_name",
        "child__last_name",
        "child__born_on",
        "child__due_on",
    )
    return [
        Who(party, name, request, _one_number(first, last, born_on or due_on))
        for party, name, request, first, last, born_on, due_on in found
        if request in examined_here
    ]


def _one_number(first: str, last: str, date: Any) -> str:
    """Sixteen digits, the same for the same name and date; nothing for a child without a family name."""
    if not last:
        return ""
    return blake2b(f"{first.casefold()}\0{last.casefold()}\0{date}".encode(), digest_size=8).hexdigest()


class _Band(NamedTuple):
    pk: int
    code: str
    name: str
    min_age_months: int
    max_age_months: int


def _offer(session: Session, rows: Iterable[Dossier]) -> tuple[list[SettingEntry], Mapping[str, list[_Band]]]:
    """The settings these requests name, among those of the session; free places stand as 0."""
    named = {reference for row in rows for reference in (*row.wishes, row.current_setting) if reference}
    chosen = session.settings.all()
    settings = chosen if chosen.exists() else Setting.objects.filter(status=SettingStatus.OPEN)
    found = {
        pk: (reference, name)
        for pk, reference, name in settings.order_by().values_list("pk", "reference", "name")
        if reference in named
    }
    bands: dict[str, list[_Band]] = {reference: [] for reference, _name in found.values()}
    columns = ("setting_id", "pk", "code", "name", "min_age_months", "max_age_months")
    for setting, *band in Section.objects.filter(setting__in=found).values_list(*columns):
        bands[found[setting][0]].append(_Band(*band))
    known = _known(session, [band.pk for own in bands.values() for band in own])
    within = Q(valid_from__isnull=True) | Q(valid_from__lte=session.entry_on)
    within &= Q(valid_to__isnull=True) | Q(valid_to__gt=session.entry_on)
    bound = Authorisation.objects.filter(within, setting__in=found).values_list("setting_id", flat=True)
    licensed = {found[setting][0] for setting in bound}
    offer: list[SettingEntry] = [
        {
            "setting": reference,
            "label": name,
            "commune": "",
            "sections": [_section(band, known.get(band.pk)) for band in bands[reference]],
            "licence": ALL_WEEK if reference in licensed and bands[reference] else None,
        }
        for reference, name in found.values()
    ]
    return offer, bands


def _section(band: _Band, free: dict[str, int] | None) -> SectionEntry:
    return {
        "section": band.code,
        "label": band.name,
        "min_age_months": band.min_age_months,
        "max_age_months": band.max_age_months,
        "free": free,
    }


def _known(session: Session, sections: list[int]) -> dict[int, dict[str, int]]:
    """The half-days whose places are known on the day of entry, by section; a section that says none is absent."""
    running = Q(valid_from__lte=session.entry_on) & (Q(valid_to__isnull=True) | Q(valid_to__gt=session.entry_on))
    rows = WeeklyCapacity.objects.filter(running, section__in=sections).order_by()
    whole = rows.values("section").annotate(slots=Count("slot", distinct=True)).filter(slots=len(SLOTS))
    found = dict.fromkeys(whole.values_list("section", flat=True), ALL_WEEK)
    partly = [section for section in sections if section not in found]
    some: dict[int, dict[str, int]] = defaultdict(dict)
    for section, slot in rows.filter(section__in=partly).values_list("section", "slot"):
        some[section][SLOTS[slot]] = 0
    return found | some
