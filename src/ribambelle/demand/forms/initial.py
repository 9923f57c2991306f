"""What the form of a request starts from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.forms.criteria import CriterionFields
from ribambelle.demand.forms.hours import HourFields
from ribambelle.demand.models import CriterionAnswer, Household, Request
from ribambelle.demand.rules.modes import modes_in
from ribambelle.demand.services import AnswerFacts, GuardianFacts

GUARDIAN_FIELDS = GuardianFacts.__slots__


def initial_of_request(request: Request) -> dict[str, Any]:
    """A request as its form shows it; read with `selectors.request_of`."""
    child = request.child
    values = {
        "first_name": child.first_name,
        "last_name": child.last_name,
        "born_on": child.born_on,
        "due_on": child.due_on,
        "received_on": request.received_on,
        "channel": request.channel,
        "desk": request.desk.reference if request.desk else "",
        "kind": request.kind,
        "is_urgent": request.is_urgent,
        "current_setting": request.current_setting.reference if request.current_setting else "",
        "current_slots": request.current_slots,
        "wished_start_on": request.wished_start_on,
        "needed_slots": request.needed_slots,
        "modes": list(modes_in(request.modes)),
        "any_in_commune": request.any_in_commune.reference if request.any_in_commune else "",
        "any_childminder": request.any_childminder,
        "weeks_per_year": request.weeks_per_year,
        "minimum_days": request.minimum_days or "",
        "together": request.party.together,
        "meanwhile": request.meanwhile,
        "note": request.note,
    }
    values |= {f"wish_{wish.rank}": wish.setting.reference for wish in request.wishes.all()}
    return (
        values | CriterionFields.initial(request) | HourFields.initial(request) | initial_of_household(child.household)
    )


def initial_of_household(household: Household) -> dict[str, Any]:
    """The family of a brother or sister, so that it is not typed twice."""
    values = {"commune": household.commune.reference if household.commune else "", "address": household.address}
    for guardian in household.guardians.all():
        for name in GUARDIAN_FIELDS:
            values[f"guardian_{guardian.position}_{name}"] = getattr(guardian, name)
        commune = guardian.commune
        values[f"guardian_{guardian.position}_commune"] = commune.reference if commune else ""
    return values


def initial_of_family_answers(request: Request, *, today: date) -> dict[str, Any]:
    """What a brother or sister answered for the whole family, so that it counts for this child too.

    The answers about the child and the sensitive ones are left to be asked. A document out of date is not “seen”.
    """
    found = [answer for answer in request.answers.all() if BY_CODE[answer.criterion.code].is_of_household]
    values = CriterionFields.shown(found)
    lapsed = [answer for answer in found if answer.expires_on and answer.expires_on < today]
    return values | {name: False for name in CriterionFields.shown(lapsed) if name.startswith("seen_")}


def with_family_documents(answers: Mapping[str, AnswerFacts], sibling: Request) -> dict[str, AnswerFacts]:
    """The answers with the name and the end of the family's documents, where the same answer is said to be seen."""
    known = {answer.criterion.code: answer for answer in sibling.answers.select_related("criterion")}
    return {code: _documented(facts, known[code]) if code in known else facts for code, facts in answers.items()}


def _documented(facts: AnswerFacts, of: CriterionAnswer) -> AnswerFacts:
    is_same = facts.is_seen and facts.value == of.value and of.evidence_state == EvidenceState.SEEN
    if not is_same or not BY_CODE[of.criterion.code].is_of_household:
        return facts
    return replace(facts, document=of.document, expires_on=of.expires_on)
