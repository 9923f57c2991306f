"""Who sits: the composition taken over from roles and body, offices, presence, recusals; and who may decide what."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import Office, RecusalReason, SessionStatus
from ribambelle.commissions.models import Recusal, Session, Sitting, SittingMember
from ribambelle.gatherings.enums import Presence
from ribambelle.gatherings.models import Attendance, Meeting
from ribambelle.gatherings.services.meetings import meeting_plan
from ribambelle.network.models import Mandate, Person


def open_session(session: Session) -> Session:
    """The session under a lock; refused once it is sealed."""
    current = Session.objects.select_for_update(of=("self",)).select_related("commission").get(pk=session.pk)
    if current.status == SessionStatus.SEALED:
        raise ValidationError(
            _("Session %(reference)s is sealed: nothing of it changes any more. Write a correction that follows it.")
            % {"reference": current.reference}
        )
    return current


def sitting_compose(*, by: User | None, session: Session) -> Sitting:
    """Take over who sits: members by role, those the body names on that day, and `by` as secretary without a vote.

    The commission's quorum is taken over too. A second call adds those who are missing and changes nobody.
    """
    with transaction.atomic():
        session = open_session(session)
        commission = session.commission
        sitting, is_new = Sitting.objects.get_or_create(
            session=session, defaults={"quorum": commission.quorum, "quorum_number": commission.quorum_number}
        )
        known = list(sitting.members.all())
        users, people = {each.user_id for each in known}, {each.person_id for each in known}
        added = []
        for user, person, name in _expected(session):
            if (user and user.pk in users) or (person and person.pk in people):
                continue
            added.append(SittingMember.objects.create(sitting=sitting, user=user, person=person, name=name))
        if by is not None and is_new and by.pk not in users | {each.user_id for each in added}:
            added.append(
                SittingMember.objects.create(
                    sitting=sitting,
                    user=by,
                    name=str(by),
                    office=Office.SECRETARY,
                    has_vote=False,
                    presence=Presence.PRESENT,
                )
            )
        record(by=by, verb="sitting.compose", of=session, after={"added": [each.name for each in added]})
    return sitting


def _expected(session: Session) -> Iterable[tuple[User | None, Person | None, str]]:
    """Those with the role of member for this commission, and those its body names on the day; once each."""
    scope = {"roles__scope_kind": ScopeKind.COMMISSION, "roles__scope_reference": session.commission.reference}
    users = {user.pk: user for user in User.objects.filter(roles__role=Role.MEMBER, is_active=True, **scope)}
    for person in named_people(session, session.held_on):
        user = users.pop(person.user_id, None) if person.user_id else None
        yield user or person.user, person, str(person)
    for user in sorted(users.values(), key=lambda user: (user.name, user.pk)):
        yield user, None, str(user)


def named_people(session: Session, on: date) -> list[Person]:
    """The people with a mandate in the commission's body on a day, by name."""
    if session.commission.body_id is None:
        return []
    mandates = Mandate.objects.filter(body=session.commission.body_id).select_related("person__user")
    return list(
        dict.fromkeys(
            mandate.person
            for mandate in mandates
            if (mandate.starts_on is None or mandate.starts_on <= on)
            and (mandate.ends_on is None or mandate.ends_on > on)
        )
    )


def meeting_call(*, by: User | None, session: Session) -> Meeting:
    """Plan the meeting of the body at which the session is held: convocation, attendance and agenda are the meeting's.

    Raises
    ------
    ValidationError
        When the commission has no body, or the meeting is planned already.
    """
    with transaction.atomic():
        session = open_session(session)
        if session.commission.body is None:
            raise ValidationError(
                _("%(commission)s is linked to no body. Link it first: the body names who is called.")
                % {"commission": session.commission}
            )
        sitting, _is_new = Sitting.objects.get_or_create(
            session=session,
            defaults={"quorum": session.commission.quorum, "quorum_number": session.commission.quorum_number},
        )
        if sitting.meeting is not None:
            raise ValidationError(
                _("The meeting %(reference)s is planned for this session already.")
                % {"reference": sitting.meeting.reference}
            )
        meeting = meeting_plan(by=by, body=session.commission.body, title=session.title, held_on=session.held_on)
        sitting.meeting = meeting
        sitting.save(update_fields=["meeting"])
        record(by=by, verb="sitting.call", of=session, after={"meeting": meeting.reference})
    return meeting


def presences_take_over(*, by: User | None, session: Session) -> int:
    """Write the presences of the meeting's attendance list onto the sitting, by person; how many lines changed."""
    with transaction.atomic():
        session = open_session(session)
        sitting = Sitting.objects.get(session=session)
        listed = dict(Attendance.objects.filter(meeting=sitting.meeting).values_list("person_id", "presence"))
        changed = {}
        for member in sitting.members.filter(person__in=listed):
            presence = listed.get(member.person_id or 0, Presence.EXPECTED)
            if presence not in {member.presence, Presence.EXPECTED}:
                member.presence = presence
                member.save(update_fields=["presence"])
                changed[member.name] = presence
        if changed:
            record(by=by, verb="sitting.presences", of=session, after=changed)
    return len(changed)


def members_set(*, by: User | None, session: Session, values: Mapping[int, Mapping[str, Any]]) -> int:
    """Office, vote and presence of members, by id; ids of other sittings are ignored. How many lines changed.

    Raises
    ------
    ValidationError
        When two people would chair, or two would be secretary.
    """
    with transaction.atomic():
        session = open_session(session)
        members = list(SittingMember.objects.filter(sitting__session=session, pk__in=values))
        every = {each.pk: each.office for each in SittingMember.objects.filter(sitting__session=session)}
        every |= {pk: value["office"] for pk, value in values.items() if pk in every}
        for office in (Office.CHAIR, Office.SECRETARY):
            if list(every.values()).count(office) > 1:
                raise ValidationError(
                    _("Two people hold the office “%(office)s”. Keep one of them.") % {"office": office.label}
                )
        changed = {}
        # offices are freed before they are given: one of each per sitting, at every moment
        for member in sorted(members, key=lambda each: values[each.pk]["office"] != Office.MEMBER):
            before = (member.office, member.has_vote, member.presence)
            member.office = values[member.pk]["office"]
            member.has_vote = values[member.pk]["has_vote"]
            member.presence = values[member.pk]["presence"]
            after = (member.office, member.has_vote, member.presence)
            if before != after:
                member.save(update_fields=["office", "has_vote", "presence"])
                changed[member.name] = list(after)
        if changed:
            record(by=by, verb="sitting.presences", of=session, after=changed)
    return len(changed)


def member_add(*, by: User | None, session: Session, name: str, has_vote: bool) -> SittingMember:
    """Seat one more person by name: a substitute, a guest."""
    with transaction.atomic():
        session = open_session(session)
        member = SittingMember(
            sitting=Sitting.objects.get(session=session), name=name, has_vote=has_vote, presence=Presence.PRESENT
        )
        member.full_clean()
        member.save()
        record(by=by, verb="sitting.add", of=session, after={"name": name, "has_vote": has_vote})
    return member


def recusal_note(
    *,
    by: User | None,
    member: SittingMember,
    reason: RecusalReason,
    at: datetime,
    request_reference: str = "",
    setting_reference: str = "",
) -> Recusal:
    """Note that a member withdraws, before the sitting or during it, for one request or one setting."""
    with transaction.atomic():
        session = open_session(member.sitting.session)
        recusal = Recusal(
            member=member,
            request_reference=request_reference,
            setting_reference=setting_reference,
            reason=reason,
            said_at=at,
            by=by,
        )
        recusal.full_clean(exclude=["by"])
        recusal.save()
        after = {"member": member.name, "reason": reason, "setting": setting_reference}
        record(by=by, verb="sitting.recuse", of=session, after=after, at=at)
    return recusal


def recusal_take_back(*, by: User | None, recusal: Recusal, at: datetime) -> Recusal:
    """A recusal noted by mistake is taken back: it stays, dated, and no longer counts."""
    with transaction.atomic():
        session = open_session(recusal.member.sitting.session)
        current = Recusal.objects.select_for_update().get(pk=recusal.pk)
        if current.taken_back_at is None:
            current.taken_back_at = at
            current.save(update_fields=["taken_back_at"])
            record(by=by, verb="sitting.recusal_back", of=session, after={"member": current.member.name}, at=at)
    return current
