"""A few facts of a request corrected, the others as they stand: what a family told, applied by the desk."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand import rules
from ribambelle.demand.enums import RequestKind
from ribambelle.demand.errors import RequestInvalid
from ribambelle.demand.models import Guardian, Household, Request
from ribambelle.demand.rules.hours import still_true
from ribambelle.demand.selectors.hours import half_day_limits
from ribambelle.demand.selectors.provenance import TOLD
from ribambelle.demand.services import states
from ribambelle.demand.services.hours import hours_write
from ribambelle.network.rules import changes

#: What may be adjusted of the request itself, and of the guardian who told it.
OF_REQUEST = ("needed_slots", "minimum_days", "wished_start_on")
OF_GUARDIAN = ("phone", "email")


def request_adjust(
    *,
    by: User | None,
    at: datetime,
    request: Request,
    facts: Mapping[str, Any],
    guardian: Guardian | None = None,
    is_told: bool = False,
) -> Request:
    """Write these facts over those of a request: any of `OF_REQUEST`, and `address` and `OF_GUARDIAN` of a guardian.

    `is_told`: the family said so on its page, and the sheet says it beside each of these fields.

    Hours that no longer mean the half-days of their day are dropped.

    Raises
    ------
    RequestInvalid
        The request would contradict itself; nothing is written.
    """
    with transaction.atomic():
        rows = Request.objects.select_for_update(of=("self",))
        request = rows.select_related("child__household", "party").get(pk=request.pk)
        before, personal = states.request_state(request), states.personal_state(request)
        for name in OF_REQUEST:
            if name in facts:
                setattr(request, name, facts[name])
        if problems := rules.problems_of(_draft(request), today=timezone.localdate(at)):
            raise RequestInvalid(problems)
        request.save()
        if "needed_slots" in facts:
            days = [each.day for each in request.hours.all()]
            hours_write(request, still_true(request.needed_slots, days, half_day_limits()))
        if "address" in facts:
            _move_house(request.child.household, guardian, facts["address"])
        if guardian is not None and any(name in facts for name in OF_GUARDIAN):
            for name in OF_GUARDIAN:
                setattr(guardian, name, facts.get(name, getattr(guardian, name)))
            guardian.save()
        was, now = changes(before, states.request_state(request))
        touched = changes(personal, states.personal_state(request))[1]
        if was or now or touched:
            now |= {"personal": sorted(touched)} if touched else {}
            now |= {TOLD: True} if is_told else {}
            record(by=by, at=at, verb="request.adjust", of=request, before=was, after=now)
    return request


def _move_house(household: Household, guardian: Guardian | None, address: str) -> None:
    """A guardian who lives apart moves alone; everybody else is known by the address of the household."""
    lives_apart = guardian is not None and bool(guardian.address or guardian.commune_id)
    mover = guardian if guardian is not None and lives_apart else household
    mover.address = address
    mover.save(update_fields=["address"])


def _draft(request: Request) -> rules.Draft:
    """The request as the values that `rules.problems_of` examines; its answers do not change here."""
    return rules.Draft(
        received_on=request.received_on,
        born_on=request.child.born_on,
        due_on=request.child.due_on,
        wished_start_on=request.wished_start_on,
        kind=RequestKind(request.kind),
        needed_slots=request.needed_slots,
        minimum_days=request.minimum_days,
        has_current_setting=request.current_setting_id is not None,
        current_slots=request.current_slots,
        wishes=tuple(wish.setting.name for wish in request.wishes.select_related("setting").order_by("rank")),
        answers={},
    )
