"""What a form or a file says of a request, as values; `services.requests` turns them into records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ribambelle.demand import rules
from ribambelle.demand.enums import Channel, RequestKind
from ribambelle.demand.rules.hours import DayHours
from ribambelle.network.models import Organisation, Territory
from ribambelle.offer.models import Setting


@dataclass(frozen=True, slots=True)
class GuardianFacts:
    """First or second guardian, in the order of the household. An address and a commune only when another than its."""

    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    email: str = ""
    activity: str = ""
    address: str = ""
    commune: Territory | None = None


@dataclass(frozen=True, slots=True)
class HouseholdFacts:
    """Where the family lives and who answers for the children; None for a commune nobody said."""

    commune: Territory | None
    address: str = ""
    guardians: tuple[GuardianFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ChildFacts:
    """A child, born or to be born."""

    first_name: str
    last_name: str
    born_on: date | None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class AnswerFacts:
    """An answer to a criterion, and whether its evidence is here.

    `expires_on` and `document` left empty keep what an earlier look at the evidence noted.
    """

    value: int
    is_seen: bool = False
    expires_on: date | None = None
    document: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What is asked. Masks of half-days as in `kernel.weeks`, those of the `hours` included; `modes` as `rules.modes`.

    `wishes` by rank, then any setting of a commune, then any childminder; a criterion left out is unanswered.
    """

    received_on: date
    channel: Channel
    wished_start_on: date
    needed_slots: int
    kind: RequestKind = RequestKind.NEW
    is_urgent: bool = False
    minimum_days: int | None = None
    desk: Organisation | None = None
    current_setting: Setting | None = None
    current_slots: int = 0
    wishes: tuple[Setting, ...] = ()
    any_in_commune: Territory | None = None
    any_childminder: bool = False
    weeks_per_year: int | None = None
    hours: tuple[DayHours, ...] = ()
    modes: int = 0
    answers: Mapping[str, AnswerFacts] = field(default_factory=dict)
    meanwhile: str = ""
    note: str = ""
    source_reference: str = ""


def draft_of(facts: RequestFacts, child: ChildFacts) -> rules.Draft:
    """The facts as the plain values that `rules.problems_of` examines; wishes by the name people read."""
    return rules.Draft(
        received_on=facts.received_on,
        born_on=child.born_on,
        due_on=child.due_on,
        wished_start_on=facts.wished_start_on,
        kind=facts.kind,
        needed_slots=facts.needed_slots,
        hours=facts.hours,
        minimum_days=facts.minimum_days,
        has_current_setting=facts.current_setting is not None,
        current_slots=facts.current_slots,
        wishes=tuple(setting.name for setting in facts.wishes),
        answers={code: answer.value for code, answer in facts.answers.items()},
    )
