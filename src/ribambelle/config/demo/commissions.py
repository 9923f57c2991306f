"""The commissions of the demo: one published grid adopted, two sealed sessions, one to decide, one ready to freeze."""

from datetime import date, datetime, time, timedelta
from functools import partial

from django.utils import timezone

from ribambelle.accounts.models import User
from ribambelle.commissions.enums import (
    DecisionKind,
    Departure,
    Jurisdiction,
    Office,
    Policy,
    Quorum,
    RecusalReason,
    RuleStatus,
    Season,
)
from ribambelle.commissions.models import RuleText, Session, SittingMember
from ribambelle.commissions.rules.deciding import Given
from ribambelle.commissions.selectors.deciding import table_of, told
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.commissions.services import decisions, rule_texts, sealing, sessions, sittings
from ribambelle.config.demo import letters
from ribambelle.gatherings.enums import Presence

#: The scope of the demo's commission member.
COMMISSION = "commission"
#: A complete grid whose criteria speak of “the territory” and whose tie-break is published.
GRID = "fr-medoc-estuaire"
LOTTERY = 48213
#: Members who do not sign in; the first one chairs. Nobody is called so.
MEMBERS = ("Mme Ancolie Pervenche", "M. Basile Colchique", "Mme Ondine Girouette")
PSEUDONYMS = "demo"  # a real session draws a secret; the demo gives the same trees every time


def seed(*, by: User, today: date) -> list[Session]:
    """The rule in force, two sealed sessions with their letters and answers, what went to the next in order, an urgent
    case; one session with a proposal to decide, and one that waits to be frozen."""
    commission = sessions.commission_create(
        by=by,
        reference=COMMISSION,
        name="Commission d’attribution de la province",
        jurisdiction=Jurisdiction.BE,
        quorum=Quorum.MAJORITY,
    )
    rule = _rule(by=by, today=today)
    letters.seed_held(by=by, today=today)
    prepare = partial(sessions.session_create, by=by, commission=commission, rule=rule)
    held = _weekday(today - timedelta(days=130))
    earlier = prepare(
        title="Commission pour les places libérées",
        season=Season.OTHER,
        held_on=held,
        cut_off_on=held - timedelta(days=14),
        entry_on=_first_of_month(today, 2),
    )
    _proposed(earlier, by=by)
    _sealed(earlier, by=by)
    letters.seed_past(earlier, by=by, today=today)
    held = _weekday(today - timedelta(days=21))
    september = prepare(
        title="Première commission pour septembre",
        season=Season.SPRING,
        held_on=held,
        cut_off_on=held - timedelta(days=14),
        entry_on=_next_september(today),
    )
    _proposed(september, by=by)
    _departures(september, by=by)
    letters.refuse_one(september, by=by)
    _sealed(september, by=by)
    letters.seed_recent(september, by=by, today=today)
    letters.seed_next(september, by=by, today=today)
    letters.seed_urgent(commission, by=by, today=today)
    held = _weekday(today + timedelta(days=4))
    to_decide = prepare(
        title="Commission d’automne pour les places libérées",
        season=Season.AUTUMN,
        held_on=held,
        cut_off_on=today - timedelta(days=7),
        entry_on=_first_of_month(today, 4),
    )
    _proposed(to_decide, by=by, on=today - timedelta(days=2))
    ready = prepare(
        title="Deuxième commission pour septembre",
        season=Season.SPRING,
        held_on=_weekday(today + timedelta(days=14)),
        cut_off_on=today,
        entry_on=_next_september(today),
    )
    return [earlier, september, to_decide, ready]


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


def _proposed(session: Session, *, by: User, on: date | None = None) -> None:
    """Freeze five days before the sitting, calculate that morning, take over who sits."""
    day = on or session.held_on
    sessions.session_freeze(
        by=by, session=session, at=_moment(day - timedelta(days=5), 17), draw=f"{PSEUDONYMS} {session.reference}"
    )
    sessions.session_run(
        by=by, session=session, policies=[Policy.STABLE, Policy.ORDER], seed=LOTTERY, at=_moment(day, 9)
    )
    sitting = sittings.sitting_compose(by=by, session=session)
    for name in MEMBERS:
        sittings.member_add(by=by, session=session, name=name, has_vote=True)
    values = {
        member.pk: {
            "office": Office.CHAIR if member.name == MEMBERS[0] else Office(member.office),
            "has_vote": member.has_vote,
            "presence": Presence.PRESENT,
        }
        for member in sitting.members.all()
    }
    sittings.members_set(by=by, session=session, values=values)
    session.refresh_from_db()


def _departures(session: Session, *, by: User) -> None:
    """One family moved because its case is urgent, which costs another its place; one held back for want of a piece;
    one decision undone."""
    at = _moment(session.held_on, 14)
    sittings.recusal_note(
        by=by,
        member=SittingMember.objects.get(sitting__session=session, name=MEMBERS[1]),
        reason=RecusalReason.MANAGES,
        setting_reference=next(iter(table_of(session).settings)),
        at=at,
    )
    party, places = _costly(session)
    decisions.decision_record(
        by=by,
        session=session,
        party=party,
        kind=DecisionKind.MOVE,
        places=places,
        reason=Departure.URGENCY,
        text="Urgence attestée par un professionnel, pièce vue en séance.",
        at=at + timedelta(minutes=31),
    )
    served = [each.party for each in outcomes_of(session) if each.kind == "obtained" and each.party != party]
    for number, held_back in enumerate(served[-2:]):
        decision = decisions.decision_record(
            by=by,
            session=session,
            party=held_back,
            kind=DecisionKind.HOLD,
            reason=Departure.INCOMPLETE,
            text="Une pièce manque : elle est demandée, le dossier revient à la prochaine séance.",
            at=at + timedelta(minutes=40 + number),
        )
    decisions.decision_undo(by=by, decision=decision, at=at + timedelta(minutes=47))


def _costly(session: Session) -> tuple[str, tuple[Given, ...]]:
    """The first waiting family of one child whose first wish can be granted at the cost of another family."""
    table = table_of(session)
    for outcome in outcomes_of(session):
        children = table.parties[outcome.party]["children"]
        if outcome.kind != "waiting" or outcome.keeps or len(children) != 1 or not children[0]["wishes"]:
            continue
        child, age = children[0], max(children[0]["age_months"], 0)
        entry = table.settings[child["wishes"][0]]
        for section in entry["sections"]:
            slots = tuple(slot for slot in child["slots"] if (section["free"] or {}).get(slot))
            if not slots or not section["min_age_months"] <= age < section["max_age_months"]:
                continue
            places = (Given(child["child"], entry["setting"], section["section"], slots),)
            found = told(table, outcome.party, places, departs=True)
            if found.cost is not None and found.cost.lose:
                return outcome.party, places
    raise LookupError(f"no departure of session {session.reference} costs anybody a place: change the demo families.")


def _sealed(session: Session, *, by: User) -> None:
    """Everything else kept as proposed, then the seal."""
    decisions.decisions_keep(by=by, session=session, at=_moment(session.held_on, 16))
    sealing.session_seal(by=by, session=session, at=_moment(session.held_on, 17))


def _first_of_month(day: date, months: int) -> date:
    """The first day of a month to come."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a week-end."""
    return day + timedelta(days=max(0, 7 - day.weekday())) if day.weekday() >= 5 else day


def _next_september(day: date) -> date:
    """The start of the coming year of care."""
    return date(day.year + (day.month >= 9), 9, 1)


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))
