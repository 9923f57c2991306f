"""Writes of the portal: changes that families tell, and what the desk does with them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.enums import ContactChannel, ContactKind
from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.services import contact_note, request_adjust
from ribambelle.portal.enums import ChangeState
from ribambelle.portal.models import ToldChange

DATES = ("wished_start_on",)


def change_tell(
    *, at: datetime, request: Request, facts: Mapping[str, Any], message: str = "", guardian: Guardian | None = None
) -> ToldChange:
    """Keep what a family tells. The journal names the fields, never what they say; the same told twice is kept once.

    Raises
    ------
    ValidationError
        Nothing is told.
    """
    kept = {name: value.isoformat() if isinstance(value, date) else value for name, value in facts.items()}
    if not kept and not message.strip():
        raise ValidationError(_("Nothing has changed here. Change a field, or write us a few words."))
    with transaction.atomic():
        Request.objects.select_for_update().get(pk=request.pk)
        last = request.told_changes.filter(state=ChangeState.TOLD).first()
        if last is not None and (last.facts, last.message) == (kept, message.strip()):
            return last
        told = ToldChange.objects.create(
            request=request, guardian=guardian, told_at=at, message=message.strip(), facts=kept
        )
        after = {"fields": sorted(kept), "message": bool(told.message)}
        record(by=None, at=at, verb="change.tell", of=request, after=after)
        contact_note(
            by=None,
            at=at,
            request=request,
            kind=ContactKind.CHANGED,
            channel=ContactChannel.WEB,
            text=told.message[:500],
        )
    return told


def change_apply(*, by: User, at: datetime, told: ToldChange, answer: str = "") -> ToldChange:
    """Write what a family told over its request; applied already, nothing changes.

    Raises
    ------
    RequestInvalid
        The request would contradict itself.
    ValidationError
        It was set aside.
    """
    with transaction.atomic():
        told = _locked(told)
        if told.state == ChangeState.APPLIED:
            return told
        if told.state == ChangeState.SET_ASIDE:
            raise ValidationError(_("This change was set aside. Correct the request itself."))
        request_adjust(by=by, at=at, request=told.request, facts=facts_of(told), guardian=told.guardian, is_told=True)
        return _handled(by, at, told, ChangeState.APPLIED, answer)


def change_set_aside(*, by: User, at: datetime, told: ToldChange, answer: str) -> ToldChange:
    """Leave the request as it is, with a word the family reads.

    Raises
    ------
    ValidationError
        The word is missing, or the change was applied.
    """
    if not answer.strip():
        raise ValidationError(_("The answer to the family is missing. Write it in one sentence."))
    with transaction.atomic():
        told = _locked(told)
        if told.state == ChangeState.APPLIED:
            raise ValidationError(_("This change is applied already. Correct the request itself."))
        return _handled(by, at, told, ChangeState.SET_ASIDE, answer)


def facts_of(told: ToldChange) -> dict[str, Any]:
    """The facts as values: dates read back."""
    return {name: date.fromisoformat(value) if name in DATES else value for name, value in told.facts.items()}


def _locked(told: ToldChange) -> ToldChange:
    rows = ToldChange.objects.select_for_update(of=("self",)).select_related("request", "guardian")
    return rows.get(pk=told.pk)


def _handled(by: User, at: datetime, told: ToldChange, state: ChangeState, answer: str) -> ToldChange:
    told.state, told.handled_at, told.handled_by, told.answer = state, at, by, answer.strip()[:400]
    told.save(update_fields=["state", "handled_at", "handled_by", "answer"])
    record(by=by, at=at, verb=f"change.{state}", of=told.request, after={"change": told.pk})
    return told
