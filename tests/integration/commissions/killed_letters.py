"""A process to kill: sends the letters of a session and stops for ever right after it wrote a given table.

python -m tests.integration.commissions.killed_letters prepare | send [TABLE] | state
"""

import json
import sys
import time
from datetime import UTC, date, datetime
from typing import Any

import django

AT = datetime(2028, 4, 22, 9, tzinfo=UTC)


def prepare() -> None:
    from ribambelle.commissions.services import decisions, sealing
    from tests.integration.commissions import territory

    session = territory.proposed(8)
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)


def send(stop_at: str) -> None:
    from django.db import connection

    from ribambelle.commissions.models import Session
    from ribambelle.commissions.services import letters

    seen = 0

    def pausing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        result = execute(sql, params, many, context)
        if stop_at and sql.startswith(("INSERT", "UPDATE")) and f'"{stop_at}"' in sql:
            seen += 1
            if seen == 2:
                sys.stdout.write("reached\n")
                sys.stdout.flush()
                time.sleep(600)
        return result

    with connection.execute_wrapper(pausing):
        mailing = letters.letters_begin(
            by=None,
            at=AT,
            session=Session.objects.get(),
            dated_on=date(2028, 4, 22),
            answer_before=date(2028, 5, 6),
        )
        letters.letters_write(by=None, at=AT, mailing=mailing)


def state() -> dict[str, Any]:
    from ribambelle.accounts.models import Event
    from ribambelle.commissions.models import Letter, PlaceOffer, PseudonymKey
    from ribambelle.demand.models import Request
    from ribambelle.desk.models import OutgoingMail

    return {
        "requests": PseudonymKey.objects.count(),
        "letters": Letter.objects.count(),
        "places": PlaceOffer.objects.count(),
        "proposed": Request.objects.filter(state="proposed").count(),
        "proposals": Letter.objects.filter(kind="proposal").count(),
        "mails": OutgoingMail.objects.count(),
        "by_mail": Letter.objects.filter(channel="mail").count(),
        "told": Event.objects.filter(verb="place.propose").count(),
    }


if __name__ == "__main__":
    django.setup()
    verb, *rest = sys.argv[1:]
    if verb == "prepare":
        prepare()
    elif verb == "send":
        send(rest[0] if rest else "")
    sys.stdout.write(json.dumps(state()) + "\n")
