"""What a decision would give: places that can be given, what stands against it, and what it costs others."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.commissions.models import Decision, Run, Session
from ribambelle.commissions.rules.deciding import (
    Calculated,
    Cost,
    Document,
    Given,
    Overrun,
    Pin,
    calculate,
    cost_of,
    given_in,
    overruns,
)
from ribambelle.commissions.rules.outcomes import rows_by_party
from ribambelle.commissions.rules.snapshot import PartyEntry, SettingEntry
from ribambelle.commissions.selectors.outcomes import (
    heads,
    pins,
    proposal_of,
    proposed_calculation,
    standing,
    standing_decisions,
)
from ribambelle.commissions.selectors.refusals import and_last, slot_in_words
from ribambelle.commissions.selectors.sessions import content_of, document_of
from ribambelle.placement import WrongInput

SHOWN = 6  # families named in a message about a full half-day; the others are counted


@dataclass(frozen=True, slots=True)
class Table:
    """A session as decisions find it: read once, for one act or for a whole page of them."""

    session: Session
    run: Run
    document: Document
    now: Calculated
    acts: dict[str, Decision]
    parties: Mapping[str, PartyEntry]
    settings: Mapping[str, SettingEntry]

    @property
    def decided(self) -> dict[str, Decision]:
        """The decision that stands for each family about which one does."""
        return standing_decisions(self.acts)

    @property
    def last(self) -> int:
        """The number of the last act; 0 before the first."""
        return max((act.number for act in self.acts.values()), default=0)


def table_of(session: Session, *, run: Run | None = None) -> Table:
    """The session as decisions find it. Five queries. `run`: the proposal, when the session does not name it yet.

    Raises
    ------
    ValueError
        When the session has no proposal yet.
    """
    run = run or proposal_of(session)
    content = content_of(session)
    return Table(
        session=session,
        run=run,
        document=document_of(session, run),
        now=standing(session, run),
        acts=heads(session),
        parties={party["party"]: party for party in content["dossiers"]},
        settings={entry["setting"]: entry for entry in content["offer"]},
    )


def pins_with(table: Table, changed: Iterable[Pin], without: Collection[str] = ()) -> list[Pin]:
    """The decisions that would stand: those that do, `changed` in their place, those of `without` undone."""
    new = {pin.party: pin for pin in changed}
    old = [pin for pin in pins(table.decided.values()) if pin.party not in new and pin.party not in without]
    return sorted([*old, *new.values()], key=lambda pin: pin.party)


def calculated(table: Table, held: list[Pin]) -> Calculated:
    """What the decisions give: the proposal itself, to the byte, when none of them differs from it."""
    run = table.run
    proposed = rows_by_party(run.allocation)
    if all(not pin.departs and pin.places == given_in(proposed.get(pin.party, ())) for pin in held):
        return proposed_calculation(run)
    return calculate(table.document, policy=run.policy, seed=run.seed, pins=held, proposed=run.refusals)


@dataclass(frozen=True, slots=True)
class Told:
    """A decision before it is confirmed: what stands against it, else what follows from it and what that costs."""

    problems: list[str]
    after: Calculated | None
    cost: Cost | None


def told(table: Table, party: str, places: tuple[Given, ...], *, departs: bool) -> Told:
    """Try a decision: nothing is written. With problems there is neither calculation nor cost."""
    problems = _wrong_places(table, party, places)
    if problems:
        return Told(problems, None, None)
    held = pins_with(table, [Pin(party, places, departs)])
    if over := overruns(table.document, held):
        return Told(overrun_sentences(table, over, party), None, None)
    try:
        after = calculated(table, held)
    except WrongInput:  # only the places kept for a group can still stand against what holds in every half-day
        said = _("Places kept for a share of the rule would be taken. Choose other half-days, or another section.")
        return Told([said], None, None)
    return Told([], after, cost_of(table.now, after, party))


def _wrong_places(table: Table, party: str, places: tuple[Given, ...]) -> list[str]:
    children = {child["child"] for child in table.parties[party]["children"]}
    found = []
    for place in places:
        entry = table.settings.get(place.setting)
        sections = {section["section"] for section in entry["sections"]} if entry else set()
        if place.child not in children:
            found.append(_("“%(child)s” is not a child of this dossier. Choose one of its children.") % place._asdict())
        elif place.section not in sections:
            found.append(
                _("“%(setting)s” has no section “%(section)s” in this session. Choose one of those offered.")
                % place._asdict()
            )
        elif not place.slots:
            found.append(_("No half-day is ticked for %(child)s. Tick those that are given.") % place._asdict())
    if len({place.child for place in places}) < len(places):
        found.append(_("A child is given two places. Give each child one."))
    return found


def overrun_sentences(table: Table, over: Iterable[Overrun], party: str) -> list[str]:
    """The half-days that would be given more than once too often: who holds them, and what can be done.

    Half-days of one section that the same families hold are one sentence.
    """
    alike: dict[tuple[str, str, int, tuple[str, ...]], list[str]] = defaultdict(list)
    for each in over:
        others = tuple(other for other in each.parties if other != party)
        alike[each.setting, each.section, each.places, others if each.places else ()].append(each.slot)
    return [
        _overrun_sentence(table, Overrun(setting, section, "", places, others), slots)
        for (setting, section, places, others), slots in alike.items()
    ]


def _overrun_sentence(table: Table, over: Overrun, slots: list[str]) -> str:
    """`over.parties`: the others that hold these half-days."""
    entry = table.settings[over.setting]
    section = next((s["label"] for s in entry["sections"] if s["section"] == over.section), "")
    values = {
        "where": f"{entry['label']}, {section}" if section else entry["label"],
        "slots": and_last([slot_in_words(slot) for slot in slots]),
    }
    if not over.places:
        return _("%(where)s has no place on %(slots)s. Choose other half-days.") % values
    shown = ", ".join(over.parties[:SHOWN])
    if len(over.parties) > SHOWN:
        more = len(over.parties) - SHOWN
        shown += " " + ngettext("and %(more)s other", "and %(more)s others", more) % {"more": more}
    return ngettext(
        "%(where)s, %(slots)s: %(places)s place, given already by decisions or held at present (%(others)s). "
        "Choose other half-days, or undo one of these decisions first.",
        "%(where)s, %(slots)s: %(places)s places, all given already by decisions or held at present (%(others)s). "
        "Choose other half-days, or undo one of these decisions first.",
        over.places,
    ) % {**values, "places": over.places, "others": shown}


def concerned(table: Table, party: str, places: Iterable[Given]) -> set[str]:
    """The settings a dossier asks for or would be given: a member who withdrew for one of them stays out."""
    asked: set[str] = {place.setting for place in places}
    for child in table.parties[party]["children"]:
        asked |= set(child["wishes"])
    return asked


def requests_of(session: Session) -> dict[str, set[str]]:
    """The requests behind each family, for recusals: never shown."""
    found: dict[str, set[str]] = {}
    for party, reference in session.keys.values_list("party", "request_reference"):
        found.setdefault(party, set()).add(reference)
    return found


def recalculation_values(after: Calculated) -> dict[str, Any]:
    """A calculation as its table keeps it, without number and fingerprint."""
    return {
        "allocation": after.allocation,
        "refusals": after.refusals,
        "blocking": [list(passed) for passed in after.blocking],
        "reserves": after.reserves or None,
    }
