"""What we know of a request, as its family reads it on its page, and where it tells that one thing changes.

Whoever holds the link opens the page, on a telephone that may be lent: of income it says that it was declared and when,
never how much; of health and protection nothing, whether something is known or not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ribambelle.demand.enums import CriterionCategory, EvidenceState
from ribambelle.demand.models import CriterionAnswer, Request
from ribambelle.demand.selectors.hours import hours_in_words
from ribambelle.demand.selectors.provenance import Marks, marks_of
from ribambelle.kernel.formats import day
from ribambelle.kernel.weeks import describe

#: What the form of a change has no field for: told in words, under its name.
IN_WORDS: Mapping[str, Promise] = {
    "heures": gettext_lazy("Hours"),
    "modes": gettext_lazy("Modes of care"),
    "souhaits": gettext_lazy("Wishes"),
    "revenus": gettext_lazy("Income"),
    "pieces": gettext_lazy("Documents"),
}


@dataclass(frozen=True, slots=True)
class Known:
    """One thing we know. `field`: of the form of a change, where it has one; `about`: a key of `IN_WORDS` otherwise.

    `slots`: the week to draw, 0 for none.
    """

    label: str
    lines: tuple[str, ...]
    field: str = ""
    about: str = ""
    slots: int = 0

    @property
    def anchor(self) -> str:
        """Where on the page of a change this is told."""
        return self.field or "message"


def known_of(request: Request) -> list[Known]:
    """What we know of a request, in the order a family thinks of it. Five queries."""
    return [*_asked(request), *_declared(request)]


def _asked(request: Request) -> Iterator[Known]:
    least = (
        ngettext("at least %(n)s day", "at least %(n)s days", request.minimum_days) % {"n": request.minimum_days}
        if request.minimum_days
        else _("all of them")
    )
    week = (describe(request.needed_slots), least)
    yield Known(_("Half-days"), week, field="needed_slots", slots=request.needed_slots)
    hours = hours_in_words(each.day for each in request.hours.all())
    yield Known(str(IN_WORDS["heures"]), (hours or _("not said"),), about="heures")
    modes = ", ".join(request.mode_labels)
    yield Known(str(IN_WORDS["modes"]), (modes or _("not said"),), about="modes")
    start = [day(request.wished_start_on)]
    if request.weeks_per_year:
        weeks = ngettext("%(n)s week a year", "%(n)s weeks a year", request.weeks_per_year)
        start.append(weeks % {"n": request.weeks_per_year})
    yield Known(_("Wished start"), tuple(start), field="wished_start_on")
    yield Known(str(IN_WORDS["souhaits"]), tuple(_wishes(request)) or (_("not said"),), about="souhaits")


def _wishes(request: Request) -> Iterator[str]:
    for wish in request.wishes.select_related("setting"):
        yield f"{wish.rank}. {wish.setting.name}"
    if request.any_in_commune:
        yield _("Then any setting of %(commune)s.") % {"commune": request.any_in_commune}
    if request.any_childminder:
        yield _("Then any childminder.")


def _declared(request: Request) -> Iterator[Known]:
    """Income without its amount, and the documents that are still to be seen."""
    answers = [answer for answer in request.answers.select_related("criterion") if not answer.criterion.is_sensitive]
    income = [answer for answer in answers if answer.criterion.category == CriterionCategory.INCOME and answer.value]
    yield Known(str(IN_WORDS["revenus"]), (_income(income, marks_of(request)),), about="revenus")
    missing = sorted(
        {
            str(answer.criterion.evidence)
            for answer in answers
            if answer.value and answer.criterion.evidence and answer.evidence_state != EvidenceState.SEEN
        }
    )
    if missing:
        yield Known(_("Documents still to show"), tuple(missing), about="pieces")


def _income(answers: list[CriterionAnswer], marks: Marks) -> str:
    if not answers:
        return _("not declared: nothing is lost, it only counts where the rule gives points for it")
    seen = next((answer.seen_on for answer in answers if answer.seen_on), None)
    if seen:
        return _("declared, document seen on %(on)s; the amount is not shown here") % {"on": day(seen)}
    mark = marks.of(f"answers.{answers[0].criterion.code}")
    if mark is None:
        return _("declared; the amount is not shown here")
    return _("declared on %(on)s; the amount is not shown here") % {"on": day(mark.said[1])}
