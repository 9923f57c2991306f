"""The places a session keeps for some families: as they were typed, and as they are frozen."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.commissions.enums import ReserveKind
from ribambelle.commissions.models import Reserve, Session
from ribambelle.commissions.rules.reserves import EVERY
from ribambelle.commissions.rules.scoring import ZERO, Rule
from ribambelle.commissions.rules.snapshot import ReserveEntry
from ribambelle.commissions.rules.standing import Standing, scale_of
from ribambelle.commissions.selectors.rule_texts import rule_of
from ribambelle.commissions.selectors.standings import tier_in_words
from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import CriterionCategory
from ribambelle.kernel.weeks import codes_of, describe
from ribambelle.offer.models import Section, Setting

#: Groups whose name would tell of a family what nobody needs to know: health, protection, income.
MASKED = {CriterionCategory.VULNERABILITY, CriterionCategory.DISABILITY, CriterionCategory.INCOME}


class ReserveLine(NamedTuple):
    """One line as it is typed. `setting`: a reference, empty for each of them; `section`: a code, empty for all."""

    setting: str
    section: str
    slots: int
    kind: str
    value: str
    places: int
    is_released: bool


def lines_of(session: Session) -> list[ReserveLine]:
    """The lines of a session, in their order."""
    names = ("setting__reference", "section", "slots", "kind", "value", "places", "is_released")
    rows = Reserve.objects.filter(session=session).order_by("number").values_list(*names)
    return [ReserveLine(setting or "", *rest) for setting, *rest in rows]


def entries_of(session: Session, lines: Sequence[ReserveLine] | None = None) -> list[ReserveEntry]:
    """The lines as a snapshot keeps them; lines of one group share its name. One query; three where there are any."""
    lines = lines_of(session) if lines is None else lines
    if not lines:
        return []
    rule = rule_of(session.rule)
    groups = {key: f"reserve-{n}" for n, key in enumerate(dict.fromkeys((line.kind, line.value) for line in lines), 1)}
    return [
        {
            "group": groups[line.kind, line.value],
            "kind": line.kind,
            "value": line.value,
            "label": group_label(rule, line.kind, line.value),
            "is_masked": is_masked(line.kind, line.value),
            "setting": line.setting or EVERY,
            "section": line.section or EVERY,
            "slots": list(codes_of(line.slots)),
            "places": line.places,
            "is_released": line.is_released,
        }
        for line in lines
    ]


def group_label(rule: Rule, kind: str, value: str) -> str:
    """Who a group is: the words of a criterion, a class of the rule text, a commune."""
    if kind == ReserveKind.CRITERION:
        return str(BY_CODE[value].label) if value in BY_CODE else value
    if kind == ReserveKind.CLASS:
        return tier_in_words(scale_of(rule), Standing(is_direct=False, rank=int(value), points=ZERO))
    return _("Commune: %(commune)s") % {"commune": value}


def is_masked(kind: str, value: str) -> bool:
    """Whether naming the group beside a proposal would tell a sensitive fact."""
    definition = BY_CODE.get(value) if kind == ReserveKind.CRITERION else None
    return definition is not None and (definition.is_sensitive or definition.category in MASKED)


def in_words(session: Session, lines: Iterable[ReserveLine]) -> list[str]:
    """One sentence a line, as the journal keeps them."""
    rule = rule_of(session.rule)
    settings = dict(Setting.objects.values_list("reference", "name"))
    sections = section_names()
    return [
        " · ".join(
            (
                where_in_words(settings.get(line.setting, line.setting), sections.get(line.section, line.section)),
                describe(line.slots),
                group_label(rule, line.kind, line.value),
                places_in_words(line.places),
                released_in_words(line.is_released),
            )
        )
        for line in lines
    ]


def section_names() -> dict[str, str]:
    """The name of every section by its code; of codes that settings name differently, the first name."""
    found: dict[str, str] = {}
    for code, name in Section.objects.order_by("min_age_months", "code", "name").values_list("code", "name").distinct():
        found.setdefault(code, name)
    return found


def where_in_words(setting: str, section: str) -> str:
    """“Les Coccinelles, Bébés”; “each setting”; “each setting, Bébés”."""
    return ", ".join(part for part in (setting or _("each setting"), section) if part)


def places_in_words(places: int) -> str:
    return ngettext("%(places)s place", "%(places)s places", places) % {"places": places}


def released_in_words(is_released: bool) -> str:
    return _("given back to the others") if is_released else _("left empty")
