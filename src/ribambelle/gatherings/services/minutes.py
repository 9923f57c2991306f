"""From the agenda to the minutes: points, notes, decisions, what is to be done; approval freezes all of it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.enums import AgendaState, MeetingState
from ribambelle.gatherings.models import ActionPoint, AgendaItem, Decision, Meeting, Minutes
from ribambelle.gatherings.rules import fingerprint
from ribambelle.gatherings.services.meetings import locked
from ribambelle.network.models import Person


def agenda_propose(
    *,
    by: User | None,
    meeting: Meeting,
    title: str,
    proposed_by: Person | None = None,
    minutes: int | None = None,
    state: AgendaState = AgendaState.PROPOSED,
) -> AgendaItem:
    """Propose a point; the team writes it straight onto the agenda (`state=ACCEPTED`)."""
    with transaction.atomic():
        current = locked(meeting)
        last = current.agenda.aggregate(last=Max("position"))["last"] or 0
        item = AgendaItem(
            meeting=current, position=last + 1, title=title, proposed_by=proposed_by, minutes=minutes, state=state
        )
        item.full_clean()
        item.save()
        record(by=by, verb="agenda.propose", of=current, after={"title": title, "state": state})
    return item


def agenda_decide(*, by: User | None, item: AgendaItem, state: AgendaState) -> AgendaItem:
    """Take a proposed point onto the agenda, or leave it out; it stays visible either way."""
    with transaction.atomic():
        meeting = locked(item.meeting)
        before, item.state = item.state, state
        item.save(update_fields=["state"])
        record(by=by, verb="agenda.decide", of=meeting, before={item.title: before}, after={item.title: state})
    return item


def notes_write(*, by: User | None, meeting: Meeting, notes: Mapping[int, str]) -> int:
    """What was said, by id of agenda point; ids of other meetings are ignored. Returns how many notes changed."""
    with transaction.atomic():
        current = locked(meeting)
        changed = []
        for item in current.agenda.all():
            text = notes.get(item.pk, item.notes)
            if text != item.notes:
                item.notes = text
                item.save(update_fields=["notes"])
                changed.append(item.title)
        if changed:
            record(by=by, verb="minutes.write", of=current, after={"points": changed})
    return len(changed)


def decision_add(*, by: User | None, meeting: Meeting, text: str, item: AgendaItem | None = None) -> Decision:
    """Note a decision, in one sentence."""
    with transaction.atomic():
        current = locked(meeting)
        decision = Decision(meeting=current, item=item, text=text)
        decision.full_clean()
        decision.save()
        record(by=by, verb="decision.add", of=current, after={"text": text})
    return decision


def action_point_add(
    *,
    by: User | None,
    meeting: Meeting,
    text: str,
    owner: Person | None = None,
    due_on: date | None = None,
    item: AgendaItem | None = None,
) -> ActionPoint:
    """Note what is to be done, by whom and by when; it comes back at each next meeting until done."""
    with transaction.atomic():
        current = locked(meeting)
        point = ActionPoint(meeting=current, item=item, text=text, owner=owner, due_on=due_on)
        point.full_clean()
        point.save()
        record(by=by, verb="action_point.add", of=current, after={"text": text, "due_on": str(due_on or "")})
    return point


def action_point_done(*, by: User | None, point: ActionPoint, on: date) -> ActionPoint:
    """Done. Saying so again changes nothing; approved minutes do not prevent it: they are about what was promised."""
    with transaction.atomic():
        current = ActionPoint.objects.select_for_update().get(pk=point.pk)
        if current.done_on is None:
            current.done_on = on
            current.save(update_fields=["done_on"])
            record(by=by, verb="action_point.done", of=current.meeting, after={"text": current.text, "on": str(on)})
    return current


def minutes_content(meeting: Meeting) -> dict[str, Any]:
    """What the minutes say, as plain values: the very content that approval freezes. Five queries."""
    attendances = meeting.attendances.select_related("person").prefetch_related("representations__organisation")
    return {
        "reference": meeting.reference,
        "body": str(meeting.body),
        "title": meeting.title,
        "held_on": meeting.held_on.isoformat(),
        "place": meeting.place,
        "attendances": [
            {
                "person": str(line.person),
                "services": [str(r.organisation) for r in line.representations.all()],
                "presence": line.presence,
            }
            for line in attendances
        ],
        "declared": {"persons": meeting.declared_persons, "services": meeting.declared_services},
        "agenda": [
            {"title": item.title, "notes": item.notes}
            for item in meeting.agenda.all()
            if item.state == AgendaState.ACCEPTED
        ],
        "decisions": [decision.text for decision in meeting.decisions.all()],
        "action_points": [
            {
                "text": point.text,
                "owner": str(point.owner or ""),
                "due_on": point.due_on.isoformat() if point.due_on else "",
            }
            for point in meeting.action_points.select_related("owner")
        ],
    }


def minutes_approve(*, by: User | None, meeting: Meeting, on: date, approved_in: Meeting | None = None) -> Minutes:
    """Freeze the minutes with their fingerprint. From then on nothing in the meeting changes.

    Raises
    ------
    ValidationError
        When the meeting was not held yet, or its minutes are already approved.
    """
    with transaction.atomic():
        current = locked(meeting)
        if current.state != MeetingState.HELD:
            raise ValidationError(
                _("This meeting was not held yet: there are no minutes to approve. Record who came first.")
            )
        if approved_in and (approved_in.body_id != current.body_id or approved_in.held_on < current.held_on):
            raise ValidationError(_("Minutes are approved at a later meeting of the same body."))
        content = minutes_content(current)
        minutes = Minutes.objects.create(
            meeting=current,
            content=content,
            fingerprint=fingerprint(content),
            approved_on=on,
            approved_in=approved_in,
            approved_by=by,
        )
        record(by=by, verb="minutes.approve", of=current, after={"fingerprint": minutes.fingerprint, "on": str(on)})
    return minutes
