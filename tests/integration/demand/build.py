"""Records to test on, made without the services under test."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from ribambelle.demand.enums import Channel, EvidenceState, RequestState
from ribambelle.demand.models import (
    AccessLink,
    Child,
    Criterion,
    CriterionAnswer,
    DuplicatePair,
    Guardian,
    Household,
    Party,
    Request,
    Wish,
)
from ribambelle.demand.services import AnswerFacts
from ribambelle.demand.services.duplicates import words_write
from ribambelle.demand.services.sensitive import is_sensitive, sensitive_write
from ribambelle.network.models import Organisation, Territory
from ribambelle.offer.models import Setting

numbers = count(5001)


def commune(reference: str = "81001", name: str = "Arlon") -> Territory:
    return Territory.objects.get_or_create(kind="commune", reference=reference, defaults={"name": name})[0]


def desk(reference: str = "relais") -> Organisation:
    return Organisation.objects.get_or_create(reference=reference, defaults={"name": f"Guichet {reference}"})[0]


def setting(reference: str = "AUB", **values: Any) -> Setting:
    defaults = {"name": f"Crèche {reference}", "kind": "creche", "commune": commune()} | values
    return Setting.objects.get_or_create(reference=reference, defaults=defaults)[0]


def request(*, wishes: list[str] | None = None, answers: dict[str, int] | None = None, **values: Any) -> Request:
    """One request of one household; what is not given is plain."""
    number = next(numbers)
    last_name = values.pop("last_name", "Coquelicot")
    born_on, due_on = values.pop("born_on", date(2026, 3, 12)), values.pop("due_on", None)
    party = values.pop("party", None)
    if party is None:
        household = Household.objects.create(
            reference=values.pop("household_reference", f"H-{number}"), commune=values.pop("commune", commune())
        )
        Guardian.objects.create(household=household, first_name="Ondine", last_name=last_name, phone="0470 00 00 00")
        party = Party.objects.create(
            reference=f"F-{number}", household=household, together=values.pop("together", "alone")
        )
    child = Child.objects.create(
        household=party.household,
        first_name=values.pop("first_name", "Zoé"),
        last_name=last_name,
        born_on=born_on,
        due_on=due_on,
    )
    defaults = {
        "reference": f"R-{number}",
        "register_number": number,
        "state": RequestState.ACTIVE,
        "channel": Channel.PAPER,
        "received_on": date(2026, 9, 12),
        "wished_start_on": date(2027, 9, 1),
        "needed_slots": 0b0011001111,
    }
    made = Request.objects.create(party=party, child=child, **(defaults | values))
    for rank, reference in enumerate(wishes or [], start=1):
        Wish.objects.create(request=made, rank=rank, setting=setting(reference))
    words_write([made])
    given, on = answers or {}, date(2026, 10, 3)
    protected = {code: AnswerFacts(value, is_seen=True) for code, value in given.items() if is_sensitive(code)}
    if protected:
        sensitive_write(made, protected, by=None, on=on)
    for code, value in given.items():
        if code in protected:
            continue
        CriterionAnswer.objects.create(
            request=made,
            criterion=Criterion.objects.get(code=code),
            value=value,
            evidence_state=EvidenceState.SEEN,
            seen_on=on,
        )
    return made


def answer(made: Request, code: str, value: int) -> CriterionAnswer:
    """One more answer, declared."""
    return CriterionAnswer.objects.create(request=made, criterion=Criterion.objects.get(code=code), value=value)


def link(household: Household, **values: Any) -> AccessLink:
    """A personal link that nobody can open: its token was never drawn."""
    plain = {"nonce": f"{next(numbers):032}", "created_at": datetime(2026, 11, 1, 9, tzinfo=UTC)}
    plain |= {"digest": f"{next(numbers):064}", "expires_on": date(2028, 11, 1)}
    return AccessLink.objects.create(household=household, **(plain | values))


def pair(first: Request, second: Request, **values: Any) -> DuplicatePair:
    """Two requests proposed as one."""
    plain = {"score": 8, "reasons": ["date", "child"]}
    return DuplicatePair.objects.create(first=first, second=second, **(plain | values))
