"""Writes of sessions: prepare, freeze, run, choose the proposal. What is frozen or calculated never changes."""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import Event, User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import SESSION_MOVES, Policy, Quorum, RuleStatus, Season, SessionStatus
from ribambelle.commissions.models import (
    Commission,
    FrozenSnapshot,
    PseudonymKey,
    Recusal,
    Reserve,
    RuleText,
    Run,
    Session,
    Sitting,
    SittingMember,
)
from ribambelle.commissions.rules.running import ran
from ribambelle.commissions.rules.snapshot import canonical, fingerprint
from ribambelle.commissions.rules.tables import Rows, instance_tables
from ribambelle.commissions.selectors.freezing import drawn_for, examined, snapshot_of
from ribambelle.commissions.selectors.reserving import problems_in, said_of
from ribambelle.commissions.services.lottery import seed_of
from ribambelle.kernel.formats import day_in_words
from ribambelle.network.models import Body
from ribambelle.network.services import free_reference
from ribambelle.offer.models import Setting


class WrongMove(ValidationError):
    """The session does not stand where this step begins."""


def commission_create(
    *,
    by: User | None,
    name: str,
    jurisdiction: str,
    reference: str = "",
    body: Body | None = None,
    quorum: Quorum = Quorum.NONE,
    quorum_number: int | None = None,
) -> Commission:
    """Name a commission: the law it works under, the body that names its members, how many must be there.

    `reference` is made from the name when left out.
    """
    with transaction.atomic():
        commission = Commission(
            reference=reference or free_reference(Commission, name),
            name=name,
            jurisdiction=jurisdiction,
            body=body,
            quorum=quorum,
            quorum_number=quorum_number,
        )
        commission.full_clean()
        commission.save()
        after = {"name": name, "jurisdiction": jurisdiction, "quorum": quorum}
        record(by=by, verb="commission.create", of=commission, after=after)
    return commission


def commission_update(
    *, by: User | None, commission: Commission, name: str, body: Body | None, quorum: Quorum, quorum_number: int | None
) -> Commission:
    """Change name, body and quorum; sessions whose composition is taken over keep the quorum they have."""
    with transaction.atomic():
        current = Commission.objects.select_for_update().get(pk=commission.pk)
        before = {"name": current.name, "quorum": current.quorum, "quorum_number": current.quorum_number}
        current.name, current.body, current.quorum, current.quorum_number = name, body, quorum, quorum_number
        current.full_clean()
        current.save()
        after = {"name": name, "quorum": quorum, "quorum_number": quorum_number}
        record(by=by, verb="commission.update", of=current, before=before, after=after)
    return current


def session_create(
    *,
    by: User | None,
    commission: Commission,
    title: str,
    held_on: date,
    cut_off_on: date,
    entry_on: date,
    rule: RuleText,
    settings: Iterable[Setting] = (),
    season: Season = Season.OTHER,
) -> Session:
    """Prepare a session; its reference is the next of the year: S-2027-03. No setting named: all those open.

    Raises
    ------
    ValidationError
        By field, for every date that does not follow from the others.
    """
    if problems := date_problems(held_on=held_on, cut_off_on=cut_off_on, entry_on=entry_on):
        raise ValidationError(problems)
    with transaction.atomic():
        session = Session(
            reference=next_reference(held_on.year),
            commission=commission,
            title=title,
            held_on=held_on,
            cut_off_on=cut_off_on,
            entry_on=entry_on,
            rule=rule,
            season=season,
        )
        session.full_clean()
        session.save()
        session.settings.set(settings)
        record(
            by=by,
            verb="session.create",
            of=session,
            after={"title": title, "held_on": held_on.isoformat(), "rule": rule.reference},
        )
    return session


def next_reference(year: int) -> str:
    """The next reference of a year, under a lock, within a transaction; that of a session given up stays its own."""
    start = f"S-{year}-"
    taken = list(
        Session.objects.select_for_update().filter(reference__startswith=start).values_list("reference", flat=True)
    )
    taken += Event.objects.filter(verb="session.delete", reference__startswith=start).values_list(
        "reference", flat=True
    )
    number = max((int(reference.removeprefix(start)) for reference in taken), default=0) + 1
    return f"{start}{number:02}"


def session_update(*, by: User | None, session: Session, settings: Iterable[Setting], **fields: Any) -> Session:
    """Say a session otherwise while it is prepared: `commission`, `title`, dates, `rule`, `season`, and its settings.

    Raises
    ------
    WrongMove
        When it is not being prepared any more.
    ValidationError
        By field, for every date that does not follow from the others.
    """
    if problems := date_problems(**{name: fields[name] for name in ("held_on", "cut_off_on", "entry_on")}):
        raise ValidationError(problems)
    with transaction.atomic():
        session = locked(session, SessionStatus.FROZEN)
        before = _said(session)
        for name, value in fields.items():
            setattr(session, name, value)
        session.full_clean()
        session.save()
        session.settings.set(settings)
        after = _said(session)
        changed = [name for name in after if after[name] != before[name]]
        if changed:
            was, now = ({name: said[name] for name in changed} for said in (before, after))
            record(by=by, verb="session.update", of=session, before=was, after=now)
    return session


def _said(session: Session) -> dict[str, Any]:
    return {
        "commission": session.commission.reference,
        "title": session.title,
        "season": session.season,
        "held_on": session.held_on.isoformat(),
        "cut_off_on": session.cut_off_on.isoformat(),
        "entry_on": session.entry_on.isoformat(),
        "rule": session.rule.reference,
        "settings": sorted(session.settings.values_list("reference", flat=True)),
    }


def session_delete(*, by: User | None, session: Session) -> None:
    """Give up a session that is being prepared, with its composition and its reserves; the journal keeps what it was.

    Raises
    ------
    WrongMove
        When it is not being prepared any more: what is frozen stays.
    """
    with transaction.atomic():
        session = locked(session, SessionStatus.FROZEN)
        record(by=by, verb="session.delete", of=session, before=_said(session))
        Recusal.objects.filter(member__sitting__session=session).delete()
        SittingMember.objects.filter(sitting__session=session).delete()
        Sitting.objects.filter(session=session).delete()
        Reserve.objects.filter(session=session).delete()
        session.delete()


def date_problems(*, held_on: date | None, cut_off_on: date | None, entry_on: date | None) -> dict[str, list[str]]:
    """Every date of a session that does not follow from the others, by field; None: not known yet, nothing said."""
    found: dict[str, list[str]] = defaultdict(list)
    if held_on and cut_off_on and cut_off_on > held_on:
        said = _("The cut-off date is after the session, %(held)s. Choose a day up to the day of the session.")
        found["cut_off_on"].append(said % {"held": day_in_words(held_on)})
    if held_on and entry_on and entry_on < held_on:
        said = _("The entry is before the session, %(held)s. Choose the day of the session or a later one.")
        found["entry_on"].append(said % {"held": day_in_words(held_on)})
    if cut_off_on and entry_on and entry_on < cut_off_on:
        said = _("The entry is before the cut-off date, %(cut_off)s. Choose that day or a later one.")
        found["entry_on"].append(said % {"cut_off": day_in_words(cut_off_on)})
    return dict(found)


def session_freeze(*, by: User | None, session: Session, at: datetime, draw: str) -> FrozenSnapshot:
    """Freeze dossiers, free places and rule in one transaction: all of it stands, or nothing.

    Parameters
    ----------
    draw
        A secret drawn for this once, from which pseudonyms are shuffled; it is not kept.

    Raises
    ------
    WrongMove
        When the session is not being prepared any more.
    ValidationError
        When its rule is not adopted, nobody asks for a place, or more places are reserved than are free.
    """
    with transaction.atomic():
        session = locked(session, SessionStatus.FROZEN)
        if session.rule.status not in {RuleStatus.ADOPTED, RuleStatus.IN_FORCE}:
            raise ValidationError(
                _("The rule “%(title)s” is not adopted. Adopt it, or choose another for this session.")
                % {"title": session.rule.title}
            )
        rows = examined(session)
        content, keys = snapshot_of(session, drawn_for(rows, draw), rows)
        if not keys:
            raise ValidationError(
                _("No active request was received up to %(date)s. Move the cut-off date, or activate requests.")
                % {"date": session.cut_off_on.strftime("%d/%m/%Y")}
            )
        if problems := problems_in(session, content.get("reserves", ()), content["offer"]):
            raise ValidationError(said_of(problems))
        text = canonical(content)
        frozen = FrozenSnapshot.objects.create(
            session=session, content=text, fingerprint=fingerprint(text), frozen_at=at, frozen_by=by
        )
        PseudonymKey.objects.bulk_create(PseudonymKey(session=session, **key._asdict()) for key in keys)
        move(by, session, SessionStatus.FROZEN, at, {"fingerprint": frozen.fingerprint, "dossiers": len(keys)})
    return frozen


def session_run(
    *, by: User | None, session: Session, policies: Iterable[Policy], at: datetime, seed: int | None = None
) -> list[Run]:
    """Calculate one proposal per policy on the frozen snapshot; the first one is proposed.

    A policy that was calculated already is not calculated again: it would give the same bytes.

    Parameters
    ----------
    seed
        What the lottery drew; None: what is recorded. Given before any draw, it is recorded as the draw.

    Raises
    ------
    WrongMove
        When the session is not frozen.
    ValidationError
        When the lottery is not drawn, or another seed was.
    """
    with transaction.atomic():
        session = locked(session, SessionStatus.RUN)
        seed = seed_of(by=by, session=session, seed=seed, at=at)
        content = json.loads(session.snapshot.content)
        tables = instance_tables(content, seed)
        runs = [_run(by=by, session=session, tables=tables, policy=policy, seed=seed, at=at) for policy in policies]
        session.proposal = session.proposal or runs[0]
        session.save(update_fields=["proposal"])
        move(by, session, SessionStatus.RUN, at, {"seed": seed, "runs": [run.fingerprint for run in runs]})
    return runs


def _run(*, by: User | None, session: Session, tables: dict[str, Rows], policy: Policy, seed: int, at: datetime) -> Run:
    known = session.runs.filter(policy=policy, seed=seed).first()
    if known is not None:
        return known
    instance, result, files = ran(tables, policy=policy.value, seed=seed)
    return Run.objects.create(
        session=session,
        policy=policy,
        seed=seed,
        instance=instance.to_json(),
        allocation=files["allocation.csv"],
        refusals=files["refusals.csv"],
        lots=files["lots.csv"],
        summary=result.summary | ({"reserves": files["reserves.csv"]} if "reserves.csv" in files else {}),
        fingerprint=fingerprint(files["allocation.csv"] + files["refusals.csv"]),
        run_at=at,
        run_by=by,
    )


def proposal_choose(*, by: User | None, run: Run) -> Session:
    """Propose this run to the members rather than another of the session."""
    with transaction.atomic():
        session = locked(run.session, SessionStatus.RUN)
        if session.decisions.exists():
            raise ValidationError(
                _("Decisions were taken on the proposal of %(reference)s: it stays. Prepare another session.")
                % {"reference": session.reference}
            )
        before = session.proposal.policy if session.proposal else None
        session.proposal = run
        session.save(update_fields=["proposal"])
        record(by=by, verb="session.propose", of=session, before={"policy": before}, after={"policy": run.policy})
    return session


def locked(session: Session, towards: SessionStatus) -> Session:
    """The session under a lock, when it may become `towards`."""
    session = Session.objects.select_for_update(of=("self",)).select_related("rule", "commission").get(pk=session.pk)
    if towards not in SESSION_MOVES.get(session.status, ()):
        raise WrongMove(
            _("Session %(reference)s is “%(status)s”: this step is behind it, or not reached yet.")
            % {"reference": session.reference, "status": session.get_status_display()}
        )
    return session


def move(by: User | None, session: Session, to: SessionStatus, at: datetime, after: dict[str, Any]) -> None:
    before, session.status = session.status, to
    session.save(update_fields=["status"])
    record(by=by, verb=f"session.{to}", of=session, before={"status": before}, after=after, at=at)
