"""The booklet as a table to take away: what the screen shows, line for line, and nothing more."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ribambelle.commissions.selectors.booklet import BookletLine
from ribambelle.kernel.formats import number
from ribambelle.kernel.weeks import describe
from ribambelle.papers.spreadsheets import Row


def booklet_columns() -> list[str]:
    return [
        *(_("Rank"), _("Dossier"), pgettext("dossier of the booklet", "Described"), _("Half-days asked")),
        *(pgettext("column", "Order"), _("Points"), _("Why"), _("Proposal"), _("Wish"), _("Half-days obtained")),
        _("At equal points"),
    ]


def booklet_rows(lines: Iterable[BookletLine]) -> Iterator[Row]:
    """Lines of the booklet in their order; what was not obtained stays empty."""
    for line in lines:
        if line.is_kept:
            proposal = _("keeps its place")
        else:
            proposal = line.proposal if line.is_placed else _("waiting")
        yield [
            line.rank,
            line.pseudonym,
            line.who,
            describe(line.slots),
            line.tier,
            line.points,
            ", ".join(f"{reason.label} {number(reason.points)}" for reason in line.reasons),
            proposal,
            line.wish or None,
            describe(line.obtained) if line.obtained else None,
            _("yes") if line.is_tied else _("no"),
        ]
