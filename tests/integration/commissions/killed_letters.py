"""A process to kill: writes the letters of a session, then their file, and stops for ever after a write to a table.

python -m tests.integration.commissions.killed_letters prepare | beside [TABLE] | state

`beside` is what the server's own loop does: go on with what was asked for.
"""

import json
import sys
from datetime import UTC, date, datetime
from typing import Any

import django

from tests.integration.killing import stopping_at

AT = datetime(2028, 4, 22, 9, tzinfo=UTC)


def prepare() -> None:
    from ribambelle.commissions.services import decisions, letters, sealing
    from tests.integration.commissions import territory

    session = territory.proposed(8)
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    letters.letters_begin(by=None, at=AT, session=session, dated_on=date(2028, 4, 22), answer_before=date(2028, 5, 6))


def beside(stop_at: str) -> None:
    from ribambelle.commissions.models import Mailing
    from ribambelle.commissions.selectors import letter_files as selectors
    from ribambelle.commissions.services import letter_files as services
    from ribambelle.commissions.services.letters import letters_go_on

    selectors.PIECE = services.PIECE = 3
    with stopping_at(stop_at, after=2):
        letters_go_on(at=AT)
        services.letter_file_ask(by=None, at=AT, mailing=Mailing.objects.get(), channel="", fmt="odt")
        services.letter_files_go_on(at=AT)


def state() -> dict[str, Any]:
    from ribambelle.accounts.models import Event
    from ribambelle.commissions.models import Letter, LetterFile, LetterPiece, Mailing, PlaceOffer, PseudonymKey
    from ribambelle.demand.models import Request
    from ribambelle.desk.models import OutgoingMail

    return {
        "requests": PseudonymKey.objects.count(),
        "letters": Letter.objects.count(),
        "places": PlaceOffer.objects.count(),
        "proposed": Request.objects.filter(state="proposed").count(),
        "proposals": Letter.objects.filter(kind="proposal").count(),
        "mails": OutgoingMail.objects.count(),
        "told": Event.objects.filter(verb="place.propose").count(),
        "finished": Mailing.objects.exclude(finished_at=None).count(),
        "pieces": LetterPiece.objects.count(),
        "files": LetterFile.objects.exclude(finished_at=None).count(),
    }


if __name__ == "__main__":
    django.setup()
    verb, *rest = sys.argv[1:]
    if verb == "prepare":
        prepare()
    elif verb == "beside":
        beside(rest[0] if rest else "")
    sys.stdout.write(json.dumps(state()) + "\n")
