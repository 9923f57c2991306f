"""The proposals of a session side by side: what each gives, and to which groups of families."""

from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.comparing import Group, Shown, by_lottery, groups
from ribambelle.commissions.selectors.memory import Memory
from ribambelle.commissions.selectors.sessions import Compared, comparison, content_of, outcome_of, run_key
from ribambelle.papers.spreadsheets import Value


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to look at families, with its lines."""

    label: str
    lines: list[tuple[str, tuple[Shown, ...]]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The page: `equal` families stand like another, `drawn` are separated by the lottery alone, under any proposal."""

    proposals: list[Compared]
    dimensions: list[Dimension]
    families: int
    equal: int
    drawn: int


class Measured(NamedTuple):
    """What never changes of some proposals beside each other."""

    groups: list[Group]
    equal: int
    drawn: int


_MEASURED: Memory[Measured] = Memory(8)


def comparison_of(session: Session) -> Comparison:
    """Every calculated proposal of a frozen session. Six queries, whatever the number of dossiers."""
    proposals = comparison(session)
    parties = content_of(session)["dossiers"]
    key = (session.snapshot.fingerprint, *(part for each in proposals for part in run_key(session, each.run)))
    measured = _MEASURED.get(key, lambda: _measured(session, proposals))
    return Comparison(proposals, _dimensions(measured.groups), len(parties), measured.equal, measured.drawn)


def _measured(session: Session, proposals: list[Compared]) -> Measured:
    content = content_of(session)
    parties = content["dossiers"]
    outcomes = [outcome_of(session, each.run) for each in proposals]
    served = [frozenset(child for child, row in outcome.placed.items() if row.rank) for outcome in outcomes]
    equal, drawn = by_lottery(parties, outcomes[0].points, content["rule"]["tie_breaks"]) if outcomes else (0, 0)
    return Measured(groups(parties, served), equal, drawn)


def _dimensions(found: list[Group]) -> list[Dimension]:
    titles = {
        "commune": _("Commune"),
        "household": _("Household"),
        "activity": _("Activity of the parents"),
        "disability": _("Disability"),
    }
    return [
        Dimension(title, [(_value(row), row.shown) for row in found if row.dimension == dimension])
        for dimension, title in titles.items()
    ]


def _value(row: Group) -> str:
    words = {
        ("household", "single"): _("single-parent families"),
        ("household", "other"): _("other families"),
        ("activity", "work"): _("all parents work"),
        ("activity", "part"): _("one of two parents works"),
        ("activity", "none"): _("no parent works"),
        ("activity", "other"): pgettext("activity", "another situation"),
        ("disability", "yes"): _("disability in the family"),
        ("disability", "other"): _("no disability declared"),
    }
    if row.value == "unknown":
        return _("not known")
    return words.get((row.dimension, row.value), row.value)


def export_rows(made: Comparison) -> list[list[Value]]:
    """The whole page as one table: subject, figure or group, then one column per proposal; hidden cells say so."""
    rows: list[list[Value]] = []
    totals: list[tuple[str, list[Value]]] = [
        (_("Children placed"), [each.placed for each in made.proposals]),
        (_("Half-days filled"), [each.half_days for each in made.proposals]),
        (_("Half-days left"), [each.half_days_left for each in made.proposals]),
        (_("Passed over"), [each.blocking for each in made.proposals]),
        (_("Families that stand like another"), [made.equal for _each in made.proposals]),
        (_("Families separated by the lottery alone"), [made.drawn for _each in made.proposals]),
    ]
    most = max((len(each.by_wish) for each in made.proposals), default=0)
    for rank in range(most):
        counts: list[Value] = [each.by_wish[rank] if rank < len(each.by_wish) else 0 for each in made.proposals]
        totals.append((_("At wish %(rank)s") % {"rank": rank + 1}, counts))
    rows += [[_("All"), label, *figures] for label, figures in totals]
    for dimension in made.dimensions:
        for label, shown in dimension.lines:
            rows.append([dimension.label, label, *(_cell(each) for each in shown)])
    return rows


def _cell(shown: Shown) -> str:
    if shown.asked is None:
        return _("hidden")
    return _("%(served)s of %(asked)s") % {"served": shown.served, "asked": shown.asked}
