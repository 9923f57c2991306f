"""What a coordinator may choose when keeping places apart, and what is wrong with what was typed."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ribambelle.commissions.enums import ReserveKind
from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.reserves import EVERY, MOST_GROUPS, Half, WrongReserve, wrong_reserves
from ribambelle.commissions.rules.snapshot import ReserveEntry, SettingEntry
from ribambelle.commissions.rules.standing import scale_of
from ribambelle.commissions.selectors.freezing import offer_of
from ribambelle.commissions.selectors.reserves import (
    ReserveLine,
    entries_of,
    group_label,
    places_in_words,
    section_names,
    where_in_words,
)
from ribambelle.commissions.selectors.rule_texts import rule_of
from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.models import Household
from ribambelle.kernel.weeks import describe, mask_of
from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.models import Section, Setting
from ribambelle.offer.selectors import section_weeks

Choices = list[tuple[str, str]]


def setting_choices(session: Session) -> Choices:
    """The settings of a session by name."""
    chosen = session.settings.all()
    settings = chosen if chosen.exists() else Setting.objects.filter(status=SettingStatus.OPEN)
    return list(settings.order_by("name").values_list("reference", "name"))


def section_choices() -> Choices:
    """The sections settings have, each once, the youngest first."""
    return [("", _("the whole setting, whatever the section")), *section_names().items()]


def group_choices(session: Session) -> list[tuple[str, str] | tuple[str, Choices]]:
    """Every group places can be kept for: criteria of the rule text first, its classes, communes of the families."""
    rule = rule_of(session.rule)
    read = list(dict.fromkeys(line.reads for line in rule.lines if line.reads in BY_CODE))
    others = [code for code in BY_CODE if code not in read]
    communes = Household.objects.exclude(commune=None).order_by("commune__name").values_list("commune__name", flat=True)
    headings: list[tuple[str, ReserveKind, list[str]]] = [
        (_("Criteria of the rule text"), ReserveKind.CRITERION, read),
        (str(ReserveKind.CLASS.label), ReserveKind.CLASS, [str(rank) for rank in scale_of(rule).ranks]),
        (pgettext("families of one", "Commune"), ReserveKind.COMMUNE, list(communes.distinct())),
        (_("Other criteria"), ReserveKind.CRITERION, others),
    ]
    return [
        ("", "—"),
        *(
            (heading, [(f"{kind.value}:{value}", group_label(rule, kind, value)) for value in values])
            for heading, kind, values in headings
            if values
        ),
    ]


def problems_of(session: Session, lines: Sequence[ReserveLine]) -> dict[int, list[str]]:
    """Everything that keeps these lines from being kept today, by line counted from 0: culprit, problem, remedy."""
    return problems_in(session, entries_of(session, lines), offer_of(session)) if lines else {}


def problems_in(
    session: Session, entries: Sequence[ReserveEntry], offer: Sequence[SettingEntry]
) -> dict[int, list[str]]:
    """The same for lines and places as they would be frozen."""
    if not entries:
        return {}
    shares = len(rule_of(session.rule).quotas)
    found: dict[int, list[str]] = defaultdict(list)
    for wrong in wrong_reserves(entries, offer, closed=_closed(session, offer), shares=shares):
        found[wrong.line].append(_said(wrong, offer))
    return dict(found)


def said_of(lines: dict[int, list[str]]) -> list[str]:
    """Every problem with the number of its line."""
    said = _("Reserve, line %(line)s: %(problem)s")
    return [said % {"line": line + 1, "problem": problem} for line, own in lines.items() for problem in own]


def _closed(session: Session, offer: Sequence[SettingEntry]) -> frozenset[Half]:
    """Half-days without any place: in a section, or in the whole of a setting."""
    references = [entry["setting"] for entry in offer]
    sections = Section.objects.filter(setting__reference__in=references).select_related("setting")
    closed: set[Half] = set()
    open_halves: set[Half] = set()
    for week in section_weeks(sections, on=session.entry_on).values():
        setting = week.section.setting.reference
        for half in week.halves:
            if half.places == 0:
                closed |= {(setting, week.section.code, half.slot.code), (setting, EVERY, half.slot.code)}
            else:
                open_halves.add((setting, EVERY, half.slot.code))
    return frozenset(closed - open_halves)


def _said(wrong: WrongReserve, offer: Sequence[SettingEntry]) -> str:
    entry = next((each for each in offer if each["setting"] == wrong.setting), None)
    label = entry["label"] if entry else ""
    section = (
        next((each["label"] for each in entry["sections"] if each["section"] == wrong.section), "") if entry else ""
    )
    values = {
        "where": where_in_words(label, section),
        "setting": label or wrong.setting,
        "slots": describe(mask_of(wrong.slots)),
        "kept": places_in_words(wrong.kept),
        "places": wrong.places,
    }
    match wrong.kind:
        case "no-section":
            said = _("%(setting)s has no such section in this session. Choose another section, or the whole setting.")
        case "unknown" if wrong.section == EVERY:
            said = _(
                "%(setting)s: its authorised places are not known, none can be kept in the whole setting. Record them,"
                " or choose a section."
            )
        case "unknown":
            said = _("%(where)s: its places are not known, none can be kept. Record them in the week of the section.")
        case "closed":
            said = _("%(where)s is closed on %(slots)s: nothing can be kept. Choose other half-days.")
        case "twice":
            values["line"] = wrong.kept + 1
            said = _(
                "%(where)s, %(slots)s: line %(line)s keeps places for the same families already. Remove one of the two."
            )
        case "groups":
            values["most"] = MOST_GROUPS
            said = _(
                "%(where)s: places are kept for more than %(most)s groups, shares of the rule text included. Remove"
                " this line, or choose another section."
            )
        case "nowhere":
            said = _("No setting of this session has a free place there: nothing can be kept. Choose other half-days.")
        case _:
            return _above(wrong, values)
    return said % values


def _above(wrong: WrongReserve, values: dict[str, object]) -> str:
    """More is kept than is free."""
    if not wrong.places:
        return _("%(where)s, %(slots)s: no place is free. Untick these half-days.") % values
    if wrong.kind == "setting-too-many":
        return (
            ngettext(
                "%(where)s, %(slots)s: its sections together keep %(kept)s, only one is free in the whole setting."
                " Lower them.",
                "%(where)s, %(slots)s: its sections together keep %(kept)s, %(places)s are free in the whole setting."
                " Lower them to %(places)s together.",
                wrong.places,
            )
            % values
        )
    return (
        ngettext(
            "%(where)s, %(slots)s: %(kept)s would be kept, only one is free. Keep one, or untick these half-days.",
            "%(where)s, %(slots)s: %(kept)s would be kept, %(places)s are free. Keep %(places)s at most, or untick"
            " these half-days.",
            wrong.places,
        )
        % values
    )
