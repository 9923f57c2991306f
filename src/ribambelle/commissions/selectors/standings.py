"""Where a request stands, in words: points, class, round, date; whatever the method of the rule."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from ribambelle.commissions.rules.scoring import CLASSES, RESIDENCE, ROUNDS
from ribambelle.commissions.rules.snapshot import ChildEntry
from ribambelle.commissions.rules.standing import Scale, Standing
from ribambelle.kernel.formats import day_in_words, number


def tier_in_words(scale: Scale, standing: Standing) -> str:
    """What comes before points: “class 2”, “round 1”, “inhabitant”, “direct allocation”; empty when nothing does."""
    if standing.is_direct:
        return _("direct allocation")
    if scale.method == CLASSES:
        return _("class %(rank)s") % {"rank": standing.rank} if standing.rank else _("no class")
    if scale.method == ROUNDS:
        return _("round %(rank)s") % {"rank": standing.rank}
    if scale.method == RESIDENCE:
        return _("inhabitant") if standing.rank else _("not an inhabitant")
    return ""


def claim_in_words(scale: Scale, value: Decimal, child: ChildEntry | None = None) -> str:
    """What orders a request: “class 2, 30 points”; where points do not decide, the date of the request as well."""
    standing = scale.standing(value)
    parts = [tier_in_words(scale, standing)]
    if scale.has_points:
        parts.append(points_in_words(standing.points))
    elif child is not None:
        day = day_in_words(date.fromisoformat(child["received_on"]))
        parts.append(pgettext("request", "received on %(day)s") % {"day": day})
    return ", ".join(part for part in parts if part)


def points_in_words(points: Decimal) -> str:
    plural = 2 if abs(points) >= 2 else 1
    return ngettext("%(points)s point", "%(points)s points", plural) % {"points": number(points)}


def short_claim(scale: Scale, value: Decimal, child: ChildEntry | None) -> str:
    """The same for the cell of a week: “75”, “c. 2”, “r. 1”, “inh.”, “12/09”."""
    standing = scale.standing(value)
    if scale.is_plain:
        return number(standing.points)
    if standing.is_direct:
        return pgettext("cell of a week", "direct")
    if scale.method == CLASSES:
        return pgettext("cell of a week", "c. %(rank)s") % {"rank": standing.rank or "—"}
    if scale.method == ROUNDS:
        return pgettext("cell of a week", "r. %(rank)s") % {"rank": standing.rank}
    if scale.has_points:
        return number(standing.points)
    return date.fromisoformat(child["received_on"]).strftime("%d/%m") if child else "—"
