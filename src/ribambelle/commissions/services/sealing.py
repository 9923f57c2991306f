"""The end of a session: its seal. After it nobody changes anything of it; a correction is another session."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.accounts.models import User
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.models import Seal, Session
from ribambelle.commissions.rules.sealing import differences
from ribambelle.commissions.rules.snapshot import canonical, fingerprint
from ribambelle.commissions.selectors.deciding import Table, concerned, requests_of, table_of
from ribambelle.commissions.selectors.sealing import sealed_content
from ribambelle.commissions.selectors.sittings import Bench
from ribambelle.commissions.services.sessions import locked, move


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
