"""A process to kill: freezes a session and stops for ever right after it wrote a given table.

python -m tests.integration.commissions.killed prepare | freeze [TABLE] | state
"""

import json
import sys
import time
from datetime import UTC, datetime
from typing import Any

import django


def freeze(stop_at: str) -> None:
    from django.db import connection

    from ribambelle.commissions.models import Session
    from ribambelle.commissions.services import sessions

    def pausing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        if stop_at and sql.startswith(("INSERT", "UPDATE")) and f'"{stop_at}"' in sql:
            sys.stdout.write("reached\n")
            sys.stdout.flush()
            time.sleep(600)
        return result

    with connection.execute_wrapper(pausing):
        sessions.session_freeze(
            by=None, session=Session.objects.get(), at=datetime(2027, 4, 16, tzinfo=UTC), draw="secret"
        )


def state() -> dict[str, Any]:
    from ribambelle.accounts.models import Event
    from ribambelle.commissions.models import FrozenSnapshot, PseudonymKey, Session

    return {
        "status": Session.objects.get().status,
        "snapshots": FrozenSnapshot.objects.count(),
        "keys": PseudonymKey.objects.count(),
        "events": Event.objects.filter(verb="session.frozen").count(),
    }


if __name__ == "__main__":
    django.setup()
    verb, *rest = sys.argv[1:]
    if verb == "prepare":
        from tests.integration.commissions import territory

        territory.session(5)
    elif verb == "freeze":
        freeze(rest[0] if rest else "")
    sys.stdout.write(json.dumps(state()) + "\n")
