"""The lottery: one seed per session, drawn in session and recorded before anything is calculated."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.models import LotteryDraw, Session


def lottery_draw(*, by: User | None, session: Session, seed: int, at: datetime) -> LotteryDraw:
    """Record the seed of a session, once and for all.

    Raises
    ------
    ValidationError
        When the session is not frozen, or its lottery was drawn already: families must not be able to fear that it was
        drawn until it pleased.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if session.status not in {SessionStatus.FROZEN, SessionStatus.RUN}:
            raise ValidationError(
                _("Session %(reference)s is not frozen: freeze it, then draw the lottery.")
                % {"reference": session.reference}
            )
        known = LotteryDraw.objects.filter(session=session).first()
        if known is not None:
            raise ValidationError(
                _("The lottery of session %(reference)s was drawn already: its seed is %(seed)s and stays.")
                % {"reference": session.reference, "seed": known.seed}
            )
        draw = LotteryDraw.objects.create(session=session, seed=seed, drawn_at=at, drawn_by=by)
        record(by=by, verb="session.draw", of=session, after={"seed": seed}, at=at)
    return draw


def seed_of(*, by: User | None, session: Session, seed: int | None, at: datetime) -> int:
    """The seed to calculate with: the one drawn. A seed that is given counts as the draw when there was none.

    Raises
    ------
    ValidationError
        When nothing was drawn and none is given, or another than the one drawn.
    """
    known = LotteryDraw.objects.filter(session=session).first()
    if known is not None and seed in {None, known.seed}:
        return known.seed
    if known is not None:
        raise ValidationError(
            _("The lottery of session %(reference)s was drawn already: its seed is %(seed)s and stays.")
            % {"reference": session.reference, "seed": known.seed}
        )
    if seed is None:
        raise ValidationError(_("The lottery is not drawn yet. Draw it before the members, then calculate."))
    return lottery_draw(by=by, session=session, seed=seed, at=at).seed
