"""What a session would freeze now: dossiers under pseudonyms, free places at the date of entry, rule."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple, Protocol

from django.db.models import Q, QuerySet

from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.grids import rule_to_json
from ribambelle.commissions.rules.licence import licence
from ribambelle.commissions.rules.pseudonyms import draw_pseudonyms
from ribambelle.commissions.rules.scoring import Answer
from ribambelle.commissions.rules.snapshot import (
    AnswerEntry,
    ChildEntry,
    HeldEntry,
    PartyEntry,
    SectionEntry,
    SettingEntry,
    Snapshot,
    snapshot,
)
from ribambelle.commissions.selectors.promised import promised
from ribambelle.commissions.selectors.reserves import entries_of
from ribambelle.commissions.selectors.rule_texts import answers_of, rule_of
from ribambelle.commissions.selectors.sequels import perimeter
from ribambelle.demand.rules import age_in_months, months_after
from ribambelle.demand.rules.modes import modes_in
from ribambelle.demand.selectors import Dossier, dossiers
from ribambelle.kernel.weeks import WEEKDAYS, codes_of
from ribambelle.network.models import Territory
from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.models import Authorisation, ModeFact, Occupancy, Opening, Section, Setting
from ribambelle.offer.selectors import SectionWeek, section_weeks
from ribambelle.offer.selectors.law import law_tables

SIBLINGS = "ABCDEFGHIJ"
#: Up to so many placements are asked for by name.
NAMED = 1_000


class Key(NamedTuple):
    """Which request stands behind a pseudonym."""

    party: str
    child: str
    request_reference: str


def snapshot_of(
    session: Session, pseudonyms: Mapping[str, str], rows: Sequence[Dossier] | None = None
) -> tuple[Snapshot, list[Key]]:
    """The content to freeze and its key; a constant number of queries.

    Parameters
    ----------
    pseudonyms
        By reference of party.
    rows
        What the session examines, where it was read already.
    """
    rows = examined(session) if rows is None else rows
    offer, sections = _offer(session, rows)
    parties, keys = entries(session, rows, pseudonyms, sections)
    compared(offer, [child for party in parties for child in party["children"]])
    content = snapshot(
        session={
            "reference": session.reference,
            "title": session.title,
            "jurisdiction": session.commission.jurisdiction,
            "held_on": session.held_on.isoformat(),
            "cut_off_on": session.cut_off_on.isoformat(),
            "entry_on": session.entry_on.isoformat(),
        },
        rule=rule_to_json(rule_of(session.rule)),
        offer=offer,
        dossiers=parties,
        reserves=entries_of(session),
    )
    return content, keys


def offer_of(session: Session) -> list[SettingEntry]:
    """The settings of a session with their free places, as they would be frozen now."""
    return _offer(session, examined(session))[0]


class Band(Protocol):
    """A section by what places a child in it."""

    @property
    def code(self) -> str: ...
    @property
    def min_age_months(self) -> int: ...
    @property
    def max_age_months(self) -> int: ...


def examined(session: Session, among: Q | None = None) -> list[Dossier]:
    """The active requests a session examines: received up to its cut-off, to begin within a month of its entry date.

    An urgent session examines those of the session it goes on from that still wait, or the urgent requests. A session
    of some settings only leaves out who asks for others alone: it could give them nothing, and must not refuse them.
    `among`: only the requests that meet this condition.
    """
    limit = months_after(session.entry_on, 1)
    found = [dossier for dossier in dossiers(session.cut_off_on, among=among) if dossier.wished_start_on < limit]
    if chosen := set(session.settings.values_list("reference", flat=True)):
        found = [dossier for dossier in found if _concerns(dossier, chosen)]
    within = perimeter(session, among)
    return found if within is None else [dossier for dossier in found if dossier.request_reference in within]


def _concerns(dossier: Dossier, settings: set[str]) -> bool:
    """Whether a request asks for one of these settings, holds a place there, or says nowhere where it would go."""
    return not dossier.wishes or not settings.isdisjoint((*dossier.wishes, dossier.current_setting))


def drawn_for(rows: Iterable[Dossier], seed: str) -> dict[str, str]:
    """A pseudonym for each party a session examines."""
    return draw_pseudonyms([dossier.party_reference for dossier in rows], seed)


def families_now(session: Session) -> tuple[list[PartyEntry], list[Key]]:
    """The families that would be examined today, under the reference of their party, and the key."""
    rows = examined(session)
    sections = {setting.reference: list(setting.sections.all()) for setting in _settings(session)}
    return entries(session, rows, {row.party_reference: row.party_reference for row in rows}, sections)


def _settings(session: Session) -> QuerySet[Setting]:
    chosen = session.settings.all()
    found = chosen if chosen.exists() else Setting.objects.filter(status=SettingStatus.OPEN)
    return found.prefetch_related("sections")


def _offer(session: Session, rows: Sequence[Dossier]) -> tuple[list[SettingEntry], dict[str, list[Section]]]:
    settings = list(_settings(session).select_related("commune"))
    sections = {setting.reference: list(setting.sections.all()) for setting in settings}
    every = [section for own in sections.values() for section in own]
    weeks, taken = section_weeks(every, on=session.entry_on), promised(every)
    authorised, asked = _authorised(settings, session.entry_on), _asked(rows)
    offer = [
        _setting(
            setting,
            [weeks[section.pk] for section in sections[setting.reference]],
            authorised.get(setting.pk),
            taken,
            asked=asked[setting.reference],
            on=session.entry_on,
        )
        for setting in settings
    ]
    return offer, sections


def compared(offer: list[SettingEntry], children: list[ChildEntry]) -> None:
    """Opening hours and modes not offered, for the check list, where a family said its hours or its modes."""
    references = [entry["setting"] for entry in offer]
    hours = _hours(references) if any("hours" in child for child in children) else {}
    lacks: dict[str, list[str]] = defaultdict(list)
    if any("modes" in child for child in children):
        missing = ModeFact.objects.filter(setting__reference__in=references, is_offered=False).order_by("mode")
        for reference, mode in missing.values_list("setting__reference", "mode"):
            lacks[reference].append(mode)
    for entry in offer:
        if entry["setting"] in hours:
            entry["opening"] = hours[entry["setting"]]
        if entry["setting"] in lacks:
            entry["lacks"] = lacks[entry["setting"]]


def _hours(references: list[str]) -> dict[str, dict[str, list[str]]]:
    """Opening hours by setting and weekday, week-ends left out; `any`: hours whose days nobody told."""
    found: dict[str, dict[str, list[str]]] = defaultdict(dict)
    rows = Opening.objects.filter(setting__reference__in=references).order_by("weekday")
    for reference, day, opens, closes in rows.values_list("setting__reference", "weekday", "opens_at", "closes_at"):
        if day is None or day < len(WEEKDAYS):
            found[reference]["any" if day is None else WEEKDAYS[day]] = [f"{opens:%H:%M}", f"{closes:%H:%M}"]
    return found


def _asked(rows: Iterable[Dossier]) -> dict[str, Counter[str]]:
    """How many children ask for each half-day of each setting they wish."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        for setting in row.wishes:
            found[setting].update(codes_of(row.needed_slots))
    return found


def _authorised(settings: list[Setting], on: date) -> dict[int, int]:
    """Authorised places of each setting on a day; a setting whose authorisation is not known is absent."""
    valid = (Q(valid_from__isnull=True) | Q(valid_from__lte=on)) & (Q(valid_to__isnull=True) | Q(valid_to__gt=on))
    found: dict[int, int] = defaultdict(int)
    for setting_id, places in Authorisation.objects.filter(valid, setting__in=settings).values_list(
        "setting_id", "places"
    ):
        found[setting_id] += places
    return found


def _setting(
    setting: Setting,
    weeks: list[SectionWeek],
    authorised: int | None,
    taken: Mapping[int, Mapping[str, int]],
    *,
    asked: Mapping[str, int],
    on: date,
) -> SettingEntry:
    """A setting with its free places; those promised to families whose answer is awaited are not free."""
    nothing: Mapping[str, int] = {}
    away = {week.section.pk: taken.get(week.section.pk, nothing) for week in weeks}
    found = None if authorised is None or not weeks else _licence(setting, weeks, authorised, away, asked=asked, on=on)
    return {
        "setting": setting.reference,
        "label": setting.name,
        "commune": str(setting.commune) if setting.commune else "",
        "sections": [_section(week, away[week.section.pk]) for week in weeks],
        "licence": found or None,
    }


def _licence(
    setting: Setting,
    weeks: list[SectionWeek],
    authorised: int,
    away: Mapping[int, Mapping[str, int]],
    *,
    asked: Mapping[str, int],
    on: date,
) -> dict[str, int]:
    """What the whole setting may still give, the law's own bounds included where the setting keeps to them."""
    slots = [half.slot for half in weeks[0].halves]
    taken = {
        slot.code: sum(week.halves[slot.number].taken + away[week.section.pk].get(slot.code, 0) for week in weeks)
        for slot in slots
    }
    places = {slot.code: [week.halves[slot.number].places for week in weeks] for slot in slots}
    offered = {code: None if None in own else sum(one or 0 for one in own) for code, own in places.items()}
    ceiling = law_tables().ceiling_on(setting.law, on) if setting.keeps_to_law else None
    return licence(authorised, taken=taken, offered=offered, asked=asked, ceiling=ceiling)


def _section(week: SectionWeek, away: Mapping[str, int]) -> SectionEntry:
    free = {half.slot.code: half.free - away.get(half.slot.code, 0) for half in week.halves if half.free is not None}
    return {
        "section": week.section.code,
        "label": week.section.name,
        "min_age_months": week.section.min_age_months,
        "max_age_months": week.section.max_age_months,
        "free": free or None,
    }


def entries(
    session: Session,
    found: Sequence[Dossier],
    pseudonyms: Mapping[str, str],
    sections: Mapping[str, Sequence[Band]],
) -> tuple[list[PartyEntry], list[Key]]:
    """The families as a snapshot tells them, and the key; `sections` by setting, where a child may hold a place."""
    rows = sorted(found, key=lambda row: (row.party_reference, row.register_number))
    communes = dict(Territory.objects.values_list("reference", "name"))
    occupied = _occupied(rows, session.entry_on)
    said: dict[int, dict[str, AnswerEntry]] = {}  # by the answers themselves: many families answer alike
    parties: list[PartyEntry] = []
    keys: list[Key] = []
    for reference, group in groupby(rows, key=lambda row: row.party_reference):
        own = list(group)
        name = pseudonyms[reference]
        children = []
        for letter, row in zip(SIBLINGS, own, strict=False):
            child = f"{name} {letter}" if len(own) > 1 else name
            held = _held(row, session.entry_on, sections, occupied)
            if id(row.answers) not in said:
                said[id(row.answers)] = _answers(row)
            children.append(_child(child, row, session.entry_on, held, said[id(row.answers)]))
            keys.append(Key(name, child, row.request_reference))
        parties.append(
            {
                "party": name,
                "together": str(own[0].together.value),
                "commune": communes.get(own[0].commune_code or "", ""),
                "children": children,
            }
        )
    return parties, keys


def _child(name: str, row: Dossier, on: date, held: HeldEntry | None, answers: Mapping[str, AnswerEntry]) -> ChildEntry:
    birth = row.born_on or row.due_on
    said: ChildEntry = {
        "child": name,
        "kind": str(row.kind.value),
        "is_urgent": row.is_urgent,
        "is_born": row.born_on is not None,
        "age_months": age_in_months(birth, on) if birth else row.age_at(on),
        "received_on": row.received_on.isoformat(),
        "register_number": row.register_number,
        "slots": list(codes_of(row.needed_slots)),
        "minimum_days": row.minimum_days,
        "wishes": list(row.wishes),
        "answers": answers,
        "held": held,
    }
    if row.hours:
        said["hours"] = {WEEKDAYS[day.weekday]: [f"{day.starts_at:%H:%M}", f"{day.ends_at:%H:%M}"] for day in row.hours}
    if row.modes:
        said["modes"] = [mode.value for mode in modes_in(row.modes)]
    return said


def _answers(row: Dossier) -> dict[str, AnswerEntry]:
    return {code: _answer(answer) for code, answer in sorted(answers_of(row).items())}


def _answer(answer: Answer) -> AnswerEntry:
    return {"value": answer.value, "is_proved": answer.is_proved, "is_computed": answer.is_computed}


def _occupied(found: Iterable[Dossier], on: date) -> dict[tuple[str, str], str]:
    """(setting, opaque reference) → code of the section held on a day, of those who say that they hold a place."""
    named = [row.request_reference for row in found if row.current_setting]
    present = Q(opaque_reference__in=named) if len(named) <= NAMED else ~Q(opaque_reference="")
    present &= Q(starts_on__lte=on) & (Q(ends_on__isnull=True) | Q(ends_on__gt=on))
    if not named:
        return {}
    rows = Occupancy.objects.filter(present).values_list(
        "section__setting__reference", "opaque_reference", "section__code"
    )
    return {(setting, reference): section for setting, reference, section in rows}


def _held(
    row: Dossier, on: date, sections: Mapping[str, Sequence[Band]], occupied: Mapping[tuple[str, str], str]
) -> HeldEntry | None:
    """The place the child holds: in the section where it is counted, else in the one of its age."""
    setting = row.current_setting
    if not setting or not row.current_slots or setting not in sections:
        return None
    age = row.age_at(on)
    fitting = [s.code for s in sections[setting] if s.min_age_months <= age < s.max_age_months]
    section = occupied.get((setting, row.request_reference)) or (fitting[0] if fitting else None)
    if section is None:
        return None
    return {"setting": setting, "section": section, "slots": list(codes_of(row.current_slots))}
