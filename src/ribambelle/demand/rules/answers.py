"""What answers imply, and what the dates of a request say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from ribambelle.demand.criteria import CATALOGUE
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.rules.ages import age_in_months, months_after

MONTHS_OF_PREGNANCY = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a criterion: 1 or 0 for yes or no, a count, or a value; and whether its evidence was seen."""

    value: int
    evidence: EvidenceState = EvidenceState.DECLARED


_MET, _NOT_MET = Answer(1, EvidenceState.SEEN), Answer(0, EvidenceState.SEEN)


def _fact(is_met: bool) -> Answer:
    return _MET if is_met else _NOT_MET


def computed_answers(
    *, received_on: date, born_on: date | None, due_on: date | None, cut_off: date
) -> dict[str, Answer]:
    """What the dates of a request say, for the criteria that no one is asked.

    The due date tells the month of pregnancy, or the birth where no due date was kept. “In the fifth month” is our
    reading of a leaflet that says “à 4 mois de grossesse révolus”: four months completed, not yet five.
    Computed facts need no document: their evidence counts as seen.
    """

    answers = {"waiting-one-year": _fact(age_in_months(received_on, cut_off) >= 12)}
    birth = born_on or due_on
    if birth is None:
        return answers
    conceived = months_after(due_on or birth, -MONTHS_OF_PREGNANCY)
    if received_on < birth:
        met = "registered-before-birth"
        if age_in_months(conceived, received_on) == 4:
            met = "registered-at-four-months"
    elif age_in_months(birth, received_on) < 1:
        met = "registered-within-month-of-birth"
    else:
        met = "registered-after-month-of-birth"
    return answers | {code: _fact(code == met) for code in _GROUPS["registered"]}


def _strongest(answers: Iterable[Answer]) -> EvidenceState:
    seen = any(answer.evidence == EvidenceState.SEEN for answer in answers)
    return EvidenceState.SEEN if seen else EvidenceState.DECLARED


_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    group: tuple(definition.code for definition in CATALOGUE if definition.group == group)
    for group in sorted({definition.group for definition in CATALOGUE if definition.group})
}
_GROUP_OF: Final = {code: group for group, codes in _GROUPS.items() for code in codes}
_IMPLIED: Final = tuple((definition.code, definition.implied_by) for definition in CATALOGUE if definition.implied_by)


def expanded(answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers given, and those that follow from them.

    Within a group, one that is met makes the others not met. An implied criterion is met as soon as one of its
    sources is, with the best evidence among those met; it is not met once all are known not to be; otherwise it
    stays unanswered: unknown is not “no”. A direct answer always prevails.
    """
    known = dict(answers)
    for code, answer in answers.items():
        if answer.value and code in _GROUP_OF:
            excluded = Answer(0, answer.evidence)
            for other in _GROUPS[_GROUP_OF[code]]:
                known.setdefault(other, excluded)
    for code, sources in _IMPLIED:
        if code in known:
            continue
        given = [known[source] for source in sources if source in known]
        if met := [answer for answer in given if answer.value]:
            known[code] = Answer(1, _strongest(met))
        elif len(given) == len(sources):
            known[code] = Answer(0, _strongest(given))
    return known


@lru_cache(maxsize=4096)
def expanded_once(answers: tuple[tuple[str, Answer], ...]) -> Mapping[str, Answer]:
    """`expanded`, made once for all the families that answer alike: nobody may change what it gives."""
    return expanded(dict(answers))
