"""The delays of one request, those that are late in a list, and the reminders that are due."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from ribambelle.accounts import selectors as installation
from ribambelle.demand.cut_offs import next_cut_off
from ribambelle.demand.enums import ContactKind, RequestState
from ribambelle.demand.models import Child, Contact, Request
from ribambelle.demand.rules import months_after
from ribambelle.demand.rules.clocks import (
    REMINDED_EVERY_DAYS,
    REMINDERS_BEFORE_LAPSE,
    RUNNING,
    UNANSWERED,
    ClockFacts,
    ClockLine,
    Law,
    clocks_of,
)

S = RequestState
#: (P) France: a request confirmed within so many days before a cut-off is up to date for that commission.
FRESH_DAYS = 90
#: (P) France: families are asked to update their request so many days before a cut-off.
ASKED_DAYS = 30


def law() -> Law:
    """The law this installation works under. One query."""
    return Law(installation.law().value)


def clock_lines(request: Request, *, today: date) -> list[ClockLine]:
    """The delays of a request, by their last day. One query beside those of the record."""
    moves = sorted(request.moves.all(), key=lambda move: (move.at, move.pk))

    def first(*states: RequestState) -> date | None:
        return next((timezone.localdate(move.at) for move in moves if move.to_state in states), None)

    here = law()
    answers: dict[str, Any] = {}
    if request.confirmed_on:
        kinds = [ContactKind.ANSWERED]
        answers = Contact.objects.filter(request=request, kind__in=kinds, at__date__gte=request.confirmed_on).aggregate(
            last=Max("at")
        )
    last = answers.get("last")
    facts = ClockFacts(
        received_on=request.received_on,
        born_on=request.child.born_on,
        due_on=request.child.due_on,
        state=S(request.state),
        acknowledged_on=first(S.ACKNOWLEDGED),
        answered_on=first(S.ACTIVE, S.PROPOSED, S.REFUSED),
        confirm_from=_confirm_from(request, today, here),
        confirm_by=_confirm_by(request, today, here),
        confirmed_on=request.confirmed_on,
        answered_again_on=timezone.localdate(last) if last else None,
    )
    return list(clocks_of(facts, law=here, today=today))


def _confirm_by(request: Request, today: date, here: Law) -> date | None:
    if here == Law.FR:
        cut_off = next_cut_off(today)
        return cut_off if cut_off and request.received_on < cut_off - timedelta(days=FRESH_DAYS) else None
    return request.confirm_by


def _confirm_from(request: Request, today: date, here: Law) -> date | None:
    if here == Law.FR:
        cut_off = next_cut_off(today)
        return cut_off - timedelta(days=FRESH_DAYS) if cut_off else None
    return request.confirm_from


def late(today: date) -> Q:
    """Requests with a delay that has passed, as one condition on their columns: `clocks_of` line by line, as SQL.

    The answer that follows a confirmation is looked at on the record and by `answers_late`.
    """
    birth = _unborn(months_after(today, -1)) & Q(state__in=RUNNING)
    if law() == Law.FR:
        acknowledged = Q(state__in=[S.DRAFT, S.RECEIVED], received_on__lt=today - timedelta(days=10))
        return birth | acknowledged | Q(state__in=UNANSWERED, received_on__lt=months_after(today, -2))
    acknowledged = Q(state__in=[S.DRAFT, S.RECEIVED], received_on__lt=today)
    answered = Q(state__in=UNANSWERED, received_on__lt=months_after(today, -1))
    return birth | acknowledged | answered | (unconfirmed() & Q(confirm_by__lt=today, state__in=RUNNING))


def unconfirmed() -> Q:
    """Requests not confirmed since they could last be."""
    return Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=F("confirm_from"))


def births_awaited(today: date) -> Q:
    """Children whose due date has passed and whose birth nobody has told."""
    return _unborn(today) & Q(state__in=RUNNING)


def _unborn(due_before: date) -> Q:
    """Requests for children awaited before a day, of whose birth nobody has told: few, found by their own index."""
    unborn = Child.objects.filter(born_on__isnull=True, due_on__lt=due_before)
    return Q(child__in=unborn.order_by().values("pk"))


def reminders_due(today: date) -> QuerySet[Request]:
    """Requests whose family is to be asked, or reminded a second time, by register number.

    First on the day the confirmation opens, then fifteen days after the first time; never a third. In France it opens
    `ASKED_DAYS` before the next cut-off, for requests that were not updated since `FRESH_DAYS` before it.
    """
    if law() == Law.FR:
        return _updates_due(today)
    candidates = Request.objects.filter(unconfirmed(), state__in=[S.ACTIVE, S.TO_CONFIRM], confirm_from__lte=today)
    return _still_to_ask(candidates, Q(at__date__gte=F("request__confirm_from")), today)


def _updates_due(today: date) -> QuerySet[Request]:
    cut_off = next_cut_off(today)
    if cut_off is None or today < cut_off - timedelta(days=ASKED_DAYS):
        return Request.objects.none()
    found = Request.objects.filter(stale(cut_off), state__in=[S.ACTIVE, S.TO_CONFIRM])
    return _still_to_ask(found, Q(at__gte=_morning(cut_off - timedelta(days=FRESH_DAYS))), today)


def _still_to_ask(candidates: QuerySet[Request], counts: Q, today: date) -> QuerySet[Request]:
    """Those not reminded yet, or once and `REMINDED_EVERY_DAYS` ago; `counts`: which of their contacts count."""
    reminders = Contact.objects.filter(kind=ContactKind.REMINDED).order_by()
    asked = reminders.filter(counts)
    lately = asked.filter(request=OuterRef("pk"), at__gte=_morning(today - timedelta(days=REMINDED_EVERY_DAYS - 1)))
    # a date is worked out row by row, which is slow: only for requests with two reminders, whatever their days
    several = reminders.values("request").annotate(times=Count("pk")).filter(times__gte=REMINDERS_BEFORE_LAPSE)
    counted = asked.filter(request__in=several.values("request")).values("request").annotate(times=Count("pk"))
    twice = counted.filter(times__gte=REMINDERS_BEFORE_LAPSE)
    due: QuerySet[Request] = candidates.filter(~Exists(lately)).exclude(pk__in=twice.values("request"))
    return due.order_by("register_number")


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def stale(cut_off: date) -> Q:
    """Requests that nobody updated for a commission: neither received nor confirmed in the days before its cut-off."""
    since = cut_off - timedelta(days=FRESH_DAYS)
    return Q(received_on__lt=since) & (Q(confirmed_on__isnull=True) | Q(confirmed_on__lt=since))


def reminded(request: Request) -> list[date]:
    """The days of the reminders since the confirmation opened, in order. One query."""
    found = Contact.objects.filter(request=request, kind=ContactKind.REMINDED)
    if request.confirm_from:
        found = found.filter(at__date__gte=request.confirm_from)
    return [timezone.localdate(at) for at in found.order_by("at").values_list("at", flat=True)]


def can_lapse(request: Request, *, today: date) -> bool:
    """Whether the reminders alone allow setting aside: two of them, the last one at least fifteen days ago."""
    days = reminded(request)
    return len(days) >= REMINDERS_BEFORE_LAPSE and days[-1] <= today - timedelta(days=REMINDED_EVERY_DAYS)
