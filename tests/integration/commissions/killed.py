"""A process to kill: freezes or seals a session and stops for ever right after it wrote a given table.

python -m tests.integration.commissions.killed prepare | freeze [TABLE] | decide | seal [TABLE] | state
"""

import json
import sys
from datetime import UTC, datetime
from typing import Any

import django

from tests.integration.killing import stopping_at

AT = datetime(2028, 4, 20, tzinfo=UTC)


def freeze(stop_at: str) -> None:
    from ribambelle.commissions.models import Session
    from ribambelle.commissions.services import sessions

    with stopping_at(stop_at):
        sessions.session_freeze(by=None, session=Session.objects.get(), at=AT, draw="secret")


def decide() -> None:
    from ribambelle.commissions.enums import DecisionKind, Departure, Policy
    from ribambelle.commissions.models import Session
    from ribambelle.commissions.services import decisions, sessions, sittings

    session = Session.objects.get()
    sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=7, at=AT)
    sittings.sitting_compose(by=None, session=session)
    session.refresh_from_db()
    decisions.decision_record(
        by=None,
        session=session,
        party=session.snapshot.parsed["dossiers"][0]["party"],
        kind=DecisionKind.HOLD,
        reason=Departure.INCOMPLETE,
        text="Une pièce manque.",
        at=AT,
    )
    decisions.decisions_keep(by=None, session=session, at=AT)


def seal(stop_at: str) -> None:
    from ribambelle.commissions.models import Session
    from ribambelle.commissions.services import sealing

    with stopping_at(stop_at):
        sealing.session_seal(by=None, session=Session.objects.get(), at=AT)


def state() -> dict[str, Any]:
    from ribambelle.accounts.models import Event
    from ribambelle.commissions.models import FrozenSnapshot, PseudonymKey, Seal, Session

    return {
        "status": Session.objects.get().status,
        "snapshots": FrozenSnapshot.objects.count(),
        "keys": PseudonymKey.objects.count(),
        "seals": Seal.objects.count(),
        "events": Event.objects.filter(verb__in=["session.frozen", "session.sealed"]).count(),
    }


if __name__ == "__main__":
    django.setup()
    verb, *rest = sys.argv[1:]
    if verb == "prepare":
        from tests.integration.commissions import territory

        territory.session(5)
    elif verb == "decide":
        decide()
    elif verb in {"freeze", "seal"}:
        {"freeze": freeze, "seal": seal}[verb](rest[0] if rest else "")
    sys.stdout.write(json.dumps(state()) + "\n")
