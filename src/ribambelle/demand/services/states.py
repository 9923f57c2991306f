"""The records as the event log keeps them: never a name, an address, a free text or a sensitive answer."""

from collections.abc import Iterable
from typing import Any

from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.models import Request
from ribambelle.demand.rules.hours import DayHours
from ribambelle.demand.selectors.sensitive import content_of_request
from ribambelle.demand.services.facts import GuardianFacts, RequestFacts
from ribambelle.kernel.weeks import WEEKDAYS, codes_of

FIELDS = (
    *("kind", "is_urgent", "channel", "minimum_days", "weeks_per_year", "any_childminder", "source_reference", "modes"),
)
DATES = ("received_on", "wished_start_on")
PERSONAL = {
    "child": ("first_name", "last_name", "born_on", "due_on"),
    "household": ("commune_id", "address"),
    "request": ("meanwhile", "note"),
}


def request_state(request: Request) -> dict[str, Any]:
    """What the log shows before and after: needs, wishes, answers. Five queries at most."""
    answers = request.answers.select_related("criterion").order_by("criterion__position")
    return {
        **{name: getattr(request, name) for name in FIELDS},
        **{name: getattr(request, name).isoformat() for name in DATES},
        "desk": request.desk.reference if request.desk else None,
        "any_in_commune": request.any_in_commune.reference if request.any_in_commune else None,
        "needed_slots": " ".join(codes_of(request.needed_slots)),
        "hours": _hours(each.day for each in request.hours.order_by("weekday")),
        "current_setting": request.current_setting.reference if request.current_setting else None,
        "current_slots": " ".join(codes_of(request.current_slots)),
        "together": request.party.together,
        "wishes": list(request.wishes.order_by("rank").values_list("setting__reference", flat=True)),
        "answers": {answer.criterion.code: [answer.value, answer.evidence_state] for answer in answers},
        "sensitive_answers": len(content_of_request(request).answers),
    }


def _hours(days: Iterable[DayHours]) -> str:
    return " ".join(f"{WEEKDAYS[each.weekday]} {each.starts_at:%H:%M}-{each.ends_at:%H:%M}" for each in days)


REQUEST_FIELDS = (
    "received_on",
    "channel",
    "wished_start_on",
    "needed_slots",
    "kind",
    "is_urgent",
    "minimum_days",
    "desk",
    "any_in_commune",
    "any_childminder",
    "weeks_per_year",
    "modes",
    "current_setting",
    "current_slots",
    "meanwhile",
    "note",
    "source_reference",
)


def columns_of(facts: RequestFacts) -> dict[str, Any]:
    """The columns of the request itself."""
    return {name: getattr(facts, name) for name in REQUEST_FIELDS}


def facts_state(facts: RequestFacts, *, together: str) -> dict[str, Any]:
    """`request_state` of a request that is written from these facts, without reading it again."""
    known = {code: answer for code, answer in facts.answers.items() if not BY_CODE[code].is_sensitive}
    ordered = sorted(known, key=list(BY_CODE).index)
    evidence = {True: EvidenceState.SEEN.value, False: EvidenceState.DECLARED.value}
    return {
        **{name: getattr(facts, name) for name in FIELDS},
        **{name: getattr(facts, name).isoformat() for name in DATES},
        "desk": facts.desk.reference if facts.desk else None,
        "any_in_commune": facts.any_in_commune.reference if facts.any_in_commune else None,
        "needed_slots": " ".join(codes_of(facts.needed_slots)),
        "hours": _hours(facts.hours),
        "current_setting": facts.current_setting.reference if facts.current_setting else None,
        "current_slots": " ".join(codes_of(facts.current_slots)),
        "together": together,
        "wishes": [setting.reference for setting in facts.wishes],
        "answers": {code: [known[code].value, evidence[known[code].is_seen]] for code in ordered},
        "sensitive_answers": len(facts.answers) - len(known),
    }


def personal_state(request: Request) -> dict[str, Any]:
    """The personal fields, to tell which of them changed: their names go to the log, their values do not."""
    records = {"child": request.child, "household": request.child.household, "request": request}
    state = {f"{key}.{name}": getattr(records[key], name) for key, names in PERSONAL.items() for name in names}
    for guardian in request.child.household.guardians.all():
        for name in GuardianFacts.__slots__:
            column = "commune_id" if name == "commune" else name
            state[f"guardian-{guardian.position}.{name}"] = getattr(guardian, column)
    return state
