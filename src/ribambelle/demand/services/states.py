"""The records as the event log keeps them: never a name, an address, a free text or a sensitive answer."""

from typing import Any

from ribambelle.demand.models import Request
from ribambelle.kernel.weeks import codes_of

FIELDS = ("kind", "is_urgent", "channel", "minimum_days", "source_reference")
DATES = ("received_on", "wished_start_on")
PERSONAL = {
    "child": ("first_name", "last_name", "born_on", "due_on"),
    "household": ("commune_id", "address"),
    "request": ("meanwhile", "note"),
}


def request_state(request: Request) -> dict[str, Any]:
    """What the log shows before and after: needs, wishes, answers. Four queries at most."""
    answers = request.answers.select_related("criterion").order_by("criterion__position")
    return {
        **{name: getattr(request, name) for name in FIELDS},
        **{name: getattr(request, name).isoformat() for name in DATES},
        "desk": request.desk.reference if request.desk else None,
        "needed_slots": " ".join(codes_of(request.needed_slots)),
        "current_setting": request.current_setting.reference if request.current_setting else None,
        "current_slots": " ".join(codes_of(request.current_slots)),
        "together": request.party.together,
        "wishes": list(request.wishes.order_by("rank").values_list("setting__reference", flat=True)),
        "answers": {
            answer.criterion.code: [answer.value, answer.evidence_state]
            for answer in answers
            if not answer.criterion.is_sensitive
        },
        "sensitive_answers": sum(1 for answer in answers if answer.criterion.is_sensitive),
    }


def personal_state(request: Request) -> dict[str, Any]:
    """The personal fields, to tell which of them changed: their names go to the log, their values do not."""
    records = {"child": request.child, "household": request.child.household, "request": request}
    state = {f"{key}.{name}": getattr(records[key], name) for key, names in PERSONAL.items() for name in names}
    for guardian in request.child.household.guardians.all():
        for name in ("first_name", "last_name", "phone", "email"):
            state[f"guardian-{guardian.position}.{name}"] = getattr(guardian, name)
    return state


def sensitive_state(request: Request) -> dict[str, Any]:
    """The sensitive answers, to tell that they changed."""
    answers = request.answers.filter(criterion__is_sensitive=True).values_list(
        "criterion__code", "value", "evidence_state"
    )
    return {code: (value, evidence) for code, value, evidence in answers}
