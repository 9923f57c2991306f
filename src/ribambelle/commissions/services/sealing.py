"""The end of a session: its seal. After it nobody changes anything of it; a correction is another session."""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import Scope, SessionStatus
from ribambelle.commissions.models import (
    Decision,
    FrozenSnapshot,
    PseudonymKey,
    Recalculation,
    Run,
    Seal,
    Session,
)
from ribambelle.commissions.rules.sealing import differences
from ribambelle.commissions.rules.snapshot import canonical, fingerprint
from ribambelle.commissions.selectors.deciding import (
    Table,
    calculated,
    concerned,
    recalculation_values,
    requests_of,
    table_of,
)
from ribambelle.commissions.selectors.outcomes import decisions_by_party, pins, proposal_of
from ribambelle.commissions.selectors.scanning import leaks_said
from ribambelle.commissions.selectors.sealing import sealed_content
from ribambelle.commissions.selectors.sittings import Bench
from ribambelle.commissions.services.sessions import locked, move, next_reference
from ribambelle.kernel.formats import day_in_words


def session_seal(*, by: User | None, session: Session, at: datetime) -> Seal:
    """Seal a session whose every dossier is decided: one transaction, everything calculated once more before it.

    Raises
    ------
    WrongMove
        When the session has no proposal, or is sealed already.
    ValidationError
        With every problem at once: dossiers undecided, no quorum, a decision written by someone who withdrew.
    AssertionError
        When what was decided does not give the same again: a fault of ours, and nothing is sealed.
    """
    with transaction.atomic():
        current = locked(session, SessionStatus.SEALED)
        table = table_of(current)
        if problems := seal_problems(by, table):
            raise ValidationError(problems)
        content = sealed_content(current)
        if found := differences(content):
            raise AssertionError(f"session {current.reference} does not give the same again: {', '.join(found)}")
        text = canonical(content)
        seal = Seal.objects.create(
            session=current, content=text, fingerprint=fingerprint(text), sealed_at=at, sealed_by=by
        )
        move(by, current, SessionStatus.SEALED, at, {"fingerprint": seal.fingerprint, "decisions": table.last})
    session.refresh_from_db()
    return seal


def seal_problems(by: User | None, table: Table) -> list[str]:
    """What stands between a session and its seal, all of it."""
    problems = []
    undecided = [party for party in table.parties if party not in table.decided]
    if undecided:
        problems.append(
            ngettext(
                "%(count)s dossier is not decided. Keep it as proposed, or decide it.",
                "%(count)s dossiers are not decided. Keep them as proposed, or decide them.",
                len(undecided),
            )
            % {"count": len(undecided)}
        )
    bench, requests = Bench(table.session), requests_of(table.session)
    if said := bench.problem(by, (), ()):
        problems.append(said)
    for party, act in table.decided.items():
        if act.by is None:
            continue
        out = bench.recused(requests.get(party, set()), concerned(table, party, ()))
        if any(member.user_id == act.by.pk for member in out):
            problems.append(
                _(
                    "Decision no. %(number)s about %(party)s was recorded by %(name)s, who withdrew from this dossier. "
                    "Undo it and let somebody else record it."
                )
                % {"number": act.number, "party": party, "name": act.by}
            )
    return problems


def session_correct(*, by: User | None, session: Session, title: str, held_on: date, why: str, at: datetime) -> Session:
    """Open a session that corrects a sealed one: same snapshot, same key, same proposal, every decision as it was.

    Nothing of the sealed session changes: it shows the link. In the correction each decision stands until it is
    undone, so that no family loses what it obtained unless the commission says so.

    Raises
    ------
    ValidationError
        When the session is not sealed, the day is before it, or `why` could make a family known.
    """
    problems = _correction_problems(session, held_on, why)
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        run = proposal_of(session)
        made = Session(
            reference=next_reference(held_on.year),
            commission=session.commission,
            title=title,
            held_on=held_on,
            cut_off_on=session.cut_off_on,
            entry_on=session.entry_on,
            rule=session.rule,
            scope=Scope.CORRECTION,
            parent=session,
            note=why.strip(),
        )
        made.full_clean()
        made.save()
        made.settings.set(session.settings.all())
        copies = _carried(made, session, run, by, at)
        made.proposal, made.status = copies, SessionStatus.RUN
        made.save(update_fields=["proposal", "status"])
        after = {"corrects": session.reference, "fingerprint": session.seal.fingerprint}
        record(by=by, verb="session.correct", of=made, after=after, at=at)
    return made


def _correction_problems(session: Session, held_on: date, why: str) -> list[str]:
    problems = leaks_said(why, session=session)
    if session.status != SessionStatus.SEALED:
        problems.append(
            _("Session %(reference)s is not sealed: decide in it, there is nothing to correct yet.")
            % {"reference": session.reference}
        )
    if held_on < session.held_on:
        problems.append(
            _("The correction is before the session it corrects, %(held)s. Choose that day or a later one.")
            % {"held": day_in_words(session.held_on)}
        )
    return problems


def _carried(made: Session, session: Session, run: Run, by: User | None, at: datetime) -> Run:
    """Snapshot, key, proposal and standing decisions of the sealed session, copied into the one that corrects it."""
    frozen = session.snapshot
    FrozenSnapshot.objects.create(
        session=made, content=frozen.content, fingerprint=frozen.fingerprint, frozen_at=frozen.frozen_at, frozen_by=by
    )
    PseudonymKey.objects.bulk_create(
        PseudonymKey(session=made, party=key.party, child=key.child, request_reference=key.request_reference)
        for key in session.keys.all()
    )
    copied = ("policy", "seed", "instance", "allocation", "refusals", "lots", "summary", "fingerprint", "run_at")
    proposal = Run.objects.create(session=made, run_by=by, **{name: getattr(run, name) for name in copied})
    standing_acts = sorted(decisions_by_party(session).values(), key=lambda act: act.number)
    kept = ("party", "kind", "places", "reason", "text", "votes_for", "votes_against", "votes_abstained", "cost")
    acts = Decision.objects.bulk_create(
        Decision(session=made, number=number, by=by, at=at, **{name: getattr(act, name) for name in kept})
        for number, act in enumerate(standing_acts, 1)
    )
    table = table_of(made, run=proposal)
    after = calculated(table, pins(acts))
    if after != table.now:
        Recalculation.objects.create(
            session=made,
            number=len(acts),
            fingerprint=fingerprint(after.allocation + after.refusals),
            **recalculation_values(after),
        )
    return proposal
