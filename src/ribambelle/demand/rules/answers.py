"""What answers imply, and what the dates of a request say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ribambelle.demand.criteria import CATALOGUE, Definition
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.rules.ages import age_in_months, months_after

MONTHS_OF_PREGNANCY = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a criterion: 1 or 0 for yes or no, a count, or a value; and whether its evidence was seen."""

    value: int
    evidence: EvidenceState = EvidenceState.DECLARED


def computed_answers(
    *, received_on: date, born_on: date | None, due_on: date | None, cut_off: date
) -> dict[str, Answer]:
    """What the dates of a request say, for the criteria that no one is asked.

    The due date tells the month of pregnancy, or the birth where no due date was kept. “In the fifth month” is our
    reading of a leaflet that says “à 4 mois de grossesse révolus”: four months completed, not yet five.
    Computed facts need no document: their evidence counts as seen.
    """

    def fact(is_met: bool) -> Answer:
        return Answer(int(is_met), EvidenceState.SEEN)

    answers = {"waiting-one-year": fact(age_in_months(received_on, cut_off) >= 12)}
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
    codes = [definition.code for definition in CATALOGUE if definition.group == "registered"]
    return answers | {code: fact(code == met) for code in codes}


def _strongest(answers: Iterable[Answer]) -> EvidenceState:
    seen = any(answer.evidence == EvidenceState.SEEN for answer in answers)
    return EvidenceState.SEEN if seen else EvidenceState.DECLARED


def expanded(answers: Mapping[str, Answer], catalogue: Iterable[Definition] = CATALOGUE) -> dict[str, Answer]:
    """The answers given, and those that follow from them.

    Within a group, one that is met makes the others not met. An implied criterion is met as soon as one of its
    sources is, with the best evidence among those met; it is not met once all are known not to be; otherwise it
    stays unanswered: unknown is not “no”. A direct answer always prevails.
    """
    catalogue = list(catalogue)
    known = dict(answers)
    given = ((definition.group, answers.get(definition.code)) for definition in catalogue if definition.group)
    met_groups = {group: answer for group, answer in given if answer and answer.value}
    for definition in catalogue:
        if definition.group in met_groups and definition.code not in known:
            known[definition.code] = Answer(0, met_groups[definition.group].evidence)
    for definition in catalogue:
        if not definition.implied_by or definition.code in known:
            continue
        sources = [known[code] for code in definition.implied_by if code in known]
        if met := [answer for answer in sources if answer.value]:
            known[definition.code] = Answer(1, _strongest(met))
        elif len(sources) == len(definition.implied_by):
            known[definition.code] = Answer(0, _strongest(sources))
    return known
