"""The commissions of the demo: one published grid adopted, one session already run, one ready to freeze."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.commissions.enums import Jurisdiction, Policy, RuleStatus
from ribambelle.commissions.models import Commission, RuleText, Session
from ribambelle.commissions.services import rule_texts, sessions

#: The scope of the demo's commission member.
COMMISSION = "commission"
#: A complete grid whose criteria speak of “the territory” and whose tie-break is published.
GRID = "fr-medoc-estuaire"
LOTTERY = 48213
PSEUDONYMS = "demo"  # a real session draws a secret; the demo gives the same trees every time


def seed(*, by: User, today: date) -> list[Session]:
    """The rule in force, the session that was run, and the one that waits to be frozen."""
    commission = sessions.commission_create(
        by=by, reference=COMMISSION, name="Commission d’attribution de la province", jurisdiction=Jurisdiction.BE
    )
    rule = _rule(by=by, today=today)
    return [_run(commission, rule, by=by, today=today), _ready(commission, rule, by=by, today=today)]


def _rule(*, by: User, today: date) -> RuleText:
    rule_texts.rules_load_published(by=by)
    model = RuleText.objects.get(code=GRID, status=RuleStatus.MODEL)
    draft = rule_texts.rule_copy(
        by=by,
        rule=model,
        code="province",
        title=f"Règle d’attribution {today.year}",
        jurisdiction=Jurisdiction.BE,
    )
    adopted = rule_texts.rule_adopt(
        by=by,
        rule=draft,
        on=today - timedelta(days=200),
        deliberation="assemblée de la coordination, décision de démonstration n° 7",
    )
    return rule_texts.rule_bring_into_force(by=by, rule=adopted, on=today - timedelta(days=180))


def _run(commission: Commission, rule: RuleText, *, by: User, today: date) -> Session:
    held = _weekday(today - timedelta(days=21))
    session = sessions.session_create(
        by=by,
        commission=commission,
        title="Première commission pour septembre",
        held_on=held,
        cut_off_on=held - timedelta(days=14),
        entry_on=_next_september(today),
        rule=rule,
    )
    sessions.session_freeze(by=by, session=session, at=_moment(held - timedelta(days=5), 17), draw=PSEUDONYMS)
    sessions.session_run(
        by=by, session=session, policies=[Policy.STABLE, Policy.ORDER], seed=LOTTERY, at=_moment(held, 9)
    )
    session.refresh_from_db()
    return session


def _ready(commission: Commission, rule: RuleText, *, by: User, today: date) -> Session:
    return sessions.session_create(
        by=by,
        commission=commission,
        title="Deuxième commission pour septembre",
        held_on=_weekday(today + timedelta(days=14)),
        cut_off_on=today,
        entry_on=_next_september(today),
        rule=rule,
    )


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a week-end."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def _next_september(day: date) -> date:
    """The start of the coming year of care."""
    return date(day.year + (day.month >= 9), 9, 1)


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
