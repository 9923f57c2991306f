"""Families whose names would be seen at once if they leaked, who all wish the one setting of the story.

Their entry is before that of the demo's families, and so is theirs alone.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from ribambelle.demand.enums import Channel, MoveCode
from ribambelle.demand.models import Request
from ribambelle.demand.services import request_move, request_receive
from ribambelle.demand.services.facts import AnswerFacts, ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts
from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.network.models import Territory
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import Setting
from ribambelle.offer.services import section_put, setting_create

ENTRY = date(2027, 5, 10)
PLACES = 2
#: Names that stand in these requests and nowhere else in the demo.
SURNAMES = (
    *("Xylostome", "Quinquet", "Vertugadin", "Zinzolin", "Fanfreluche", "Galimatias"),
    *("Jaquemart", "Kermesse", "Ouistiti", "Pimprenelle", "Rocambole", "Turlututu"),
)


@dataclass(frozen=True, slots=True)
class Story:
    """The setting of the story, its families in the order of the register, and every word that names one of them."""

    setting: Setting
    requests: list[Request]
    names: tuple[str, ...]


def moved_in(today: date) -> Story:
    """Twelve families on the waiting list of a setting of two places a half-day: made as the desk would."""
    setting = setting_create(by=None, on=today, name="La Primevère", kind=SettingKind.CRECHE, reference="PRIMEVERE")
    section_put(
        by=None,
        setting=setting,
        name="Petits",
        min_age_months=3,
        max_age_months=18,
        places=[PLACES] * 10,
        valid_from=today - timedelta(days=60),
    )
    commune = Territory.objects.get(name="Arlon")
    requests = [_family(setting, commune, position, surname, today) for position, surname in enumerate(SURNAMES)]
    names: set[str] = set()
    for request in requests:
        guardian = request.party.household.guardians.get()
        names |= {request.child.first_name, request.child.last_name, request.reference, request.party.reference}
        names |= {guardian.phone, guardian.email, request.party.household.address}
    return Story(setting, requests, tuple(sorted(names - {""})))


def _family(setting: Setting, commune: Territory, position: int, surname: str, today: date) -> Request:
    received = today - timedelta(days=60 - position)
    at = datetime.combine(received, datetime.min.time(), tzinfo=UTC).replace(hour=9)
    answers = {
        "both-parents-work" if position % 3 else "one-works-one-seeks": AnswerFacts(1, is_seen=True),
        "single-parent": AnswerFacts(0),
        "sibling-present": AnswerFacts(0),
    }
    if position:  # the first family has still to say where it lives
        answers["resident"] = AnswerFacts(1, is_seen=True)
    request = request_receive(
        by=None,
        at=at,
        child=ChildFacts(f"Zéphyrine{position}", surname, date(2026, 6, 1) + timedelta(days=position)),
        facts=RequestFacts(
            received_on=received,
            channel=Channel.PAPER,
            wished_start_on=ENTRY,
            needed_slots=FULL_WEEK,
            wishes=(setting,),
            answers=answers,
            note=f"Grand-mère {surname}, {position} rue du Brimborion",
        ),
        household=HouseholdFacts(
            commune,
            f"{position + 40} rue du Brimborion",
            (
                GuardianFacts(
                    "Olibrius", surname, f"0499 77 12 {position + 10}", f"famille.{surname.lower()}@brimborion.example"
                ),
            ),
        ),
    )
    for code in (MoveCode.ACKNOWLEDGE, MoveCode.COMPLETE, MoveCode.ACTIVATE):
        request_move(by=None, at=at, request=request, code=code)
        request.refresh_from_db(fields=["state"])
    return request
