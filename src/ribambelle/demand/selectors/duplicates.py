"""Requests that look like one: found by their keys, listed, compared field by field."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.demand.enums import PairState
from ribambelle.demand.models import DuplicatePair, LikenessKey, Request
from ribambelle.demand.rules.likeness import (
    SUGGESTED_FROM,
    Likeness,
    Reason,
    by_sound,
    compared,
    phone_figures,
)
from ribambelle.demand.selectors.homes import addresses_of
from ribambelle.demand.selectors.hours import hours_in_words
from ribambelle.demand.selectors.sensitive import answers_of
from ribambelle.kernel.formats import day
from ribambelle.kernel.weeks import describe

#: A key shared by more requests than this says nothing (the telephone of a hostel): nobody is compared through it.
CROWD = 25
CHUNK = 400


def reason_labels() -> dict[str, str]:
    """The reasons in words."""
    return {
        Reason.DATE: _("same date"),
        Reason.DUE: _("birth near the due date"),
        Reason.CHILD: _("same name of the child, by sound"),
        Reason.FIRST_NAME: _("same first name, by sound"),
        Reason.PHONE: _("same telephone"),
        Reason.MAIL: _("same e-mail"),
        Reason.GUARDIAN: _("same name of a parent, by sound"),
        Reason.ADDRESS: _("same address"),
    }


def likeness_of(request: Request) -> Likeness:
    """What is compared of a request read with its child, household and guardians."""
    household = request.child.household
    likeness = likeness_from(request.child, household.guardians.all(), household.address, kind=request.kind)
    return replace(likeness, party=request.party_id)


def likeness_from(child: Any, guardians: Iterable[Any], address: str, *, kind: str) -> Likeness:
    """The same from facts that are not recorded yet."""
    guardians = list(guardians)
    return Likeness(
        first_name=by_sound(child.first_name),
        last_name=by_sound(child.last_name),
        born_on=child.born_on,
        due_on=child.due_on,
        guardians=frozenset(by_sound(each.last_name) for each in guardians) - {""},
        phones=frozenset(phone_figures(each.phone) for each in guardians) - {""},
        mails=frozenset(each.email.casefold() for each in guardians) - {""},
        addresses=addresses_of(address, guardians),
        kind=str(kind),
    )


def meeting(keys: Iterable[str]) -> dict[str, list[int]]:
    """The requests under each key, crowds left out. One query for every few hundred keys."""
    found: dict[str, list[int]] = defaultdict(list)
    wanted = sorted(set(keys))
    for start in range(0, len(wanted), CHUNK):
        rows = LikenessKey.objects.filter(value__in=wanted[start : start + CHUNK])
        for value, request_id in rows.values_list("value", "request_id"):
            found[value].append(request_id)
    return {value: ids for value, ids in found.items() if len(ids) <= CROWD}


def alike(*, by: User, likeness: Likeness) -> list[tuple[Request, list[str]]]:
    """Visible requests that look like what is being entered, the most alike first, with the reasons in words."""
    ids = {pk for pks in meeting(likeness.keys()).values() for pk in pks}
    found = Request.objects.visible_to(by).filter(pk__in=ids).select_related("child__household", "party")
    labels, pairs = reason_labels(), []
    for request in found.prefetch_related("child__household__guardians"):
        score, reasons = compared(likeness, likeness_of(request))
        if score >= SUGGESTED_FROM:
            pairs.append((score, request, [labels[reason] for reason in reasons]))
    pairs.sort(key=lambda pair: (-pair[0], pair[1].register_number))
    return [(request, reasons) for _score, request, reasons in pairs]


def pairs(*, by: User, state: str = PairState.OPEN) -> QuerySet[DuplicatePair]:
    """Pairs of requests this person may see both, the most alike first. By index, whatever the number of requests."""
    visible = Request.objects.visible_to(by)
    found = DuplicatePair.objects.filter(state=state)
    if visible.query.where:  # whoever sees all requests sees all pairs: no need to look each of them up
        found = found.filter(first__in=visible.values("pk"), second__in=visible.values("pk"))
    return found.select_related("first__child", "second__child", "first__desk", "second__desk", "decided_by").order_by(
        "-score", "-second"
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the comparison: its code, its label, and the value of each side as shown."""

    code: str
    label: str
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        return self.kept != self.gone


def comparison(kept: Request, gone: Request) -> list[Row]:
    """The fields a merge chooses, side by side; both read with `request_of`."""
    mine, theirs = _shown(kept), _shown(gone)
    return [Row(code, label, mine[code], theirs[code]) for code, label in field_labels().items()]


def field_labels() -> Mapping[str, str]:
    """The fields a merge chooses between, in the order of the page."""
    return {
        "first_name": _("First name of the child"),
        "last_name": _("Name of the child"),
        "born_on": _("Born on"),
        "due_on": _("Birth due on"),
        "guardian_1": _("First parent"),
        "guardian_2": _("Second parent"),
        "commune": _("Commune"),
        "address": _("Address"),
        "received_on": _("Received on"),
        "wished_start_on": _("Wished start"),
        "needed_slots": _("Half-days"),
        "modes": _("Modes of care"),
        "minimum_days": _("At least (days)"),
        "wishes": _("Wishes by rank"),
        "answers": _("Criteria"),
        "meanwhile": _("Care meanwhile"),
        "note": _("Note"),
    }


def _shown(request: Request) -> dict[str, str]:
    child, household = request.child, request.child.household
    guardians: Sequence[Any] = list(household.guardians.all())
    answers = [f"{a.criterion.label} : {a.value}" for a in answers_of(request) if a.value]
    return {
        "first_name": child.first_name,
        "last_name": child.last_name,
        "born_on": _day(child.born_on),
        "due_on": _day(child.due_on),
        "guardian_1": _guardian(guardians, 1),
        "guardian_2": _guardian(guardians, 2),
        "commune": household.commune.name if household.commune else "",
        "address": household.address,
        "received_on": _day(request.received_on),
        "wished_start_on": _day(request.wished_start_on),
        "needed_slots": _week(request),
        "modes": ", ".join(request.mode_labels),
        "minimum_days": str(request.minimum_days or ""),
        "wishes": ", ".join(wish.setting.name for wish in request.wishes.all()),
        "answers": " ; ".join(answers),
        "meanwhile": request.meanwhile,
        "note": request.note,
    }


def _week(request: Request) -> str:
    """The half-days, and the hours where they are known."""
    hours = hours_in_words(each.day for each in request.hours.all())
    return f"{describe(request.needed_slots)} ({hours})" if hours else describe(request.needed_slots)


def _day(value: date | None) -> str:
    return day(value) if value else ""


def _guardian(guardians: Sequence[Any], position: int) -> str:
    found = next((each for each in guardians if each.position == position), None)
    if found is None:
        return ""
    commune = found.commune.name if found.commune else ""
    return ", ".join(filter(None, [str(found), found.phone, found.email, found.address, commune]))
