"""Facts in words: ages, hours, days, modes. Unknown is said, never shown as a blank or a 0."""

from collections.abc import Sequence
from datetime import time

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.kernel.formats import age, clock
from ribambelle.kernel.weeks import WEEKDAY_NAMES
from ribambelle.offer.enums import Mode
from ribambelle.offer.rules import Hours, Question

TO_CONFIRM = gettext_lazy("to confirm")
QUESTIONS = {
    Question.AGE: gettext_lazy("age"),
    Question.COMMUNE: gettext_lazy("commune"),
    Question.MODE: gettext_lazy("mode of care"),
    Question.DAYS: gettext_lazy("opening days"),
    Question.HOURS: gettext_lazy("opening hours"),
    Question.PLACES: gettext_lazy("free places"),
}
REASONS = {
    Question.AGE: gettext_lazy("do not take this age"),
    Question.COMMUNE: gettext_lazy("are in another commune"),
    Question.MODE: gettext_lazy("do not offer this mode of care"),
    Question.DAYS: gettext_lazy("are closed that day"),
    Question.HOURS: gettext_lazy("are closed at that time"),
    Question.PLACES: gettext_lazy("have none of these half-days free"),
}


def ages_in_words(low: int | None, high: int | None) -> str:
    """Both bounds, one, or “to confirm”."""
    if low is None and high is None:
        return str(TO_CONFIRM)
    if low is None or high is None:
        known = _("from %(age)s") if high is None else _("up to %(age)s")
        bound = low if low is not None else high
        assert bound is not None
        return _("%(known)s, the rest to confirm") % {"known": known % {"age": age(bound)}}
    if low == 0:
        return _("from birth to %(high)s") % {"high": age(high)}
    return _("from %(low)s to %(high)s") % {"low": age(low), "high": age(high)}


def openings_in_words(openings: Sequence[Hours]) -> list[str]:
    """One line for each span of hours with its days: “Monday to Friday, 6:30 – 18:30”."""
    by_hours: dict[tuple[time, time], list[int | None]] = {}
    for opening in openings:
        by_hours.setdefault((opening.opens_at, opening.closes_at), []).append(opening.weekday)
    return [
        _("%(days)s, %(opens)s – %(closes)s")
        % {"days": days_in_words(days), "opens": clock(opens), "closes": clock(closes)}
        for (opens, closes), days in by_hours.items()
    ]


def days_in_words(days: Sequence[int | None]) -> str:
    known = sorted(day for day in days if day is not None)
    if not known:
        return _("days to confirm")
    names = [str(WEEKDAY_NAMES[day]).lower() for day in known]
    if len(known) > 2 and known == list(range(known[0], known[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": names[0], "last": names[-1]}
    return ", ".join(names)


def modes_in_words(modes: dict[str, bool]) -> list[str]:
    """What is offered, what is not, and what remains to confirm: one line each, absent when empty."""
    lines = []
    offered = [str(mode.label) for mode in Mode if modes.get(mode.value) is True]
    refused = [str(mode.label) for mode in Mode if modes.get(mode.value) is False]
    unknown = [str(mode.label) for mode in Mode if mode.value not in modes]
    if offered:
        lines.append(", ".join(offered))
    if refused:
        lines.append(_("not offered: %(modes)s") % {"modes": ", ".join(refused)})
    if unknown:
        lines.append(_("to confirm: %(modes)s") % {"modes": ", ".join(unknown)})
    return lines


def questions_in_words(questions: Sequence[Question]) -> str:
    """“age, opening hours”: what a telephone call would settle."""
    return ", ".join(str(QUESTIONS[question]) for question in questions)


#: Public holidays by the codes of `rules.closures`.
HOLIDAYS = {
    "new-year": gettext_lazy("New Year’s Day"),
    "easter-monday": gettext_lazy("Easter Monday"),
    "labour-day": gettext_lazy("Labour Day"),
    "victory": gettext_lazy("Victory Day 1945"),
    "ascension": gettext_lazy("Ascension Day"),
    "whit-monday": gettext_lazy("Whit Monday"),
    "national-day": gettext_lazy("National Day"),
    "assumption": gettext_lazy("Assumption Day"),
    "all-saints": gettext_lazy("All Saints’ Day"),
    "armistice": gettext_lazy("Armistice Day"),
    "christmas": gettext_lazy("Christmas Day"),
}
ROUNDINGS = {
    "up": gettext_lazy("rounded up"),
    "down": gettext_lazy("rounded down"),
    "nearest": gettext_lazy("rounded to the nearest"),
}
RATIO_CHOICES = {
    "all": gettext_lazy("same for all"),
    "by-walking": gettext_lazy("by whether children walk"),
}
RATIO_CHILDREN = {
    "all": gettext_lazy("children present"),
    "walking": gettext_lazy("children who walk"),
    "not-walking": gettext_lazy("children who do not walk yet"),
}
STAFF_PAID = {
    "childcare": gettext_lazy("additional childcare staff"),
    "psycho-medico-social": gettext_lazy("psycho-medico-social staff"),
}
