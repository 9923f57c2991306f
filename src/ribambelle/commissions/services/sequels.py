"""Between two sessions: half-days that opened again go to the next in order, and urgent cases do not wait.

Both are sessions of scope “urgent”, prepared at one click; from the freeze on, they are sessions like the others. What
opened again may also be proposed in one act, where nobody wishes to deliberate.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import Office, Policy, Quorum, RuleStatus, Scope, SessionStatus
from ribambelle.commissions.models import Commission, Mailing, RuleText, Session, Sitting, SittingMember
from ribambelle.commissions.selectors.outcomes import outcomes_of, proposal_of
from ribambelle.commissions.selectors.sequels import open_sequel, reopened, urgent_requests, waiting_in
from ribambelle.commissions.services.decisions import decisions_keep
from ribambelle.commissions.services.letters import letters_begin
from ribambelle.commissions.services.lottery import lottery_draw
from ribambelle.commissions.services.reserves import reserves_carry
from ribambelle.commissions.services.sealing import session_seal
from ribambelle.commissions.services.sessions import session_create, session_freeze, session_run
from ribambelle.gatherings.enums import Presence
from ribambelle.kernel.formats import day_in_words


def session_continue(*, by: User | None, today: date, session: Session) -> Session:
    """Prepare the session that proposes what opened again to the next in order; asked for twice, it is the same one.

    Same commission, same rule, same settings, same places kept for groups but for those they obtained; the requests are
    those of `session` that still wait. Whoever holds a place, or has an answer to give, is not examined again, and
    neither is a family that declined this time, nor one whom the commission held back: that one waits for a session
    where it sits.

    Raises
    ------
    ValidationError
        The session is not sealed, nothing opened again, or nobody waits any more.
    """
    with transaction.atomic():
        sealed = Session.objects.select_for_update(of=("self",)).select_related("rule", "commission")
        session = sealed.get(pk=session.pk)
        if known := open_sequel(session):
            return known
        if session.status != SessionStatus.SEALED:
            said = _("Session %(reference)s is not sealed: what follows it begins with its answers.")
            raise ValidationError(said % {"reference": session.reference})
        places = reopened(session)
        if not places:
            raise ValidationError(_("No half-day opened again: nobody declined and no place lapsed."))
        if not waiting_in(session).exists():
            raise ValidationError(_("Nobody among the requests of this session waits any more."))
        made = session_create(
            by=by,
            commission=session.commission,
            title=_("Next in order after %(title)s") % {"title": session.title},
            held_on=today,
            cut_off_on=today,
            entry_on=max(today, session.entry_on),
            rule=session.rule,
            settings=list(session.settings.all()),
        )
        _made_urgent(made, session)
        reserves_carry(by=by, session=session, into=made)
        after = {"session": made.reference, "places": [offer.reference for offer in places]}
        record(by=by, verb="session.continue", of=session, after=after)
    return made


def next_in_order(
    *, by: User | None, at: datetime, session: Session, answer_before: date, seed: int, draw: str
) -> Mailing:
    """Propose what opened again to the next in order, in one act; returns the letters, begun and ready to be written.

    The same mechanism as a session that goes on by hand, without a deliberation: the linked urgent session is frozen,
    its lottery drawn (`seed`), calculated under the policy the commission chose, kept as it is calculated, sealed.
    Nothing departs from the order that was decided, so nobody needs to sit: whoever does it is its secretary, and the
    quorum asked for is none. All of it stands, or nothing.

    Raises
    ------
    ValidationError
        As `session_continue`; or nobody who waits can take these half-days; or a session that goes on by hand has
        begun already; or the day to answer is not after today.
    """
    with transaction.atomic():
        made = session_continue(by=by, today=timezone.localdate(at), session=session)
        if made.status != SessionStatus.PREPARED:
            said = _("Session %(reference)s has begun to propose these half-days. Finish it first.")
            raise ValidationError(said % {"reference": made.reference})
        session_freeze(by=by, session=made, at=at, draw=draw)
        lottery_draw(by=by, session=made, seed=seed, at=at)
        session_run(by=by, session=made, policies=[Policy(proposal_of(session).policy)], at=at)
        _seated_alone(made, by)
        decisions_keep(by=by, session=made, at=at)
        session_seal(by=by, session=made, at=at)
        made.refresh_from_db()
        if not any(each.kind == "obtained" for each in outcomes_of(made)):
            raise ValidationError(
                _("Nobody who waits can take these half-days: other ages, other half-days or other wishes.")
            )
        mailing = letters_begin(
            by=by, at=at, session=made, dated_on=timezone.localdate(at), answer_before=answer_before
        )
        record(by=by, at=at, verb="session.next", of=session, after={"session": made.reference})
    return mailing


def _seated_alone(session: Session, by: User | None) -> None:
    """Nobody deliberates: whoever applies the order that was decided is the secretary."""
    sitting = Sitting.objects.create(session=session, quorum=Quorum.NONE)
    if by is not None:
        SittingMember.objects.create(
            sitting=sitting,
            user=by,
            name=str(by),
            office=Office.SECRETARY,
            has_vote=False,
            presence=Presence.PRESENT,
        )
    record(by=by, verb="sitting.compose", of=session, after={"added": [str(by)] if by else []})


def session_urgent(*, by: User | None, today: date, commission: Commission, rule: RuleText | None = None) -> Session:
    """Prepare a session for the urgent requests that wait, under the rule in force; an open one is not doubled.

    Raises
    ------
    ValidationError
        No urgent request waits, or no rule is in force.
    """
    with transaction.atomic():
        commission = Commission.objects.select_for_update().get(pk=commission.pk)
        known = commission.sessions.filter(scope=Scope.URGENT, parent=None).exclude(status=SessionStatus.SEALED).first()
        if known:
            return known
        urgent = urgent_requests().order_by("wished_start_on").first()
        if urgent is None:
            raise ValidationError(_("No urgent request waits. Mark a request as urgent first."))
        in_force = rule or RuleText.objects.filter(status=RuleStatus.IN_FORCE).order_by("-in_force_from", "pk").first()
        if in_force is None:
            raise ValidationError(_("No rule is in force. Bring one into force first."))
        made = session_create(
            by=by,
            commission=commission,
            title=_("Urgent requests, %(day)s") % {"day": day_in_words(today)},
            held_on=today,
            cut_off_on=today,
            entry_on=max(today, urgent.wished_start_on),
            rule=in_force,
        )
        return _made_urgent(made)


def _made_urgent(session: Session, parent: Session | None = None) -> Session:
    session.scope, session.parent = Scope.URGENT, parent
    session.save(update_fields=["scope", "parent"])
    return session
