"""What runs beside the web server: mail that waits, reminders each morning, letters asked for in number, what is to
clear before a session. Three threads of the process that watches it: a slow mail server keeps nobody waiting.

Stopped at any moment, even by kill -9, it loses and repeats nothing: what it calls is safe to be cut.
"""

import logging
import threading
from datetime import date

from django.db import close_old_connections
from django.utils import timezone

EVERY_S = 20.0
LETTERS_EVERY_S = 2.0
CHECKS_EVERY_S = 5.0
BREATH_S = 0.01  # between two letters: on SQLite one writes at a time, and people write too
AFTER_TROUBLE_S = 60.0
MAILS_A_ROUND = 200
REMINDERS_FROM = 6  # the hour of the morning, local
logger = logging.getLogger(__name__)


def round_once(reminded_on: date | None = None) -> date | None:
    """One round: write the reminders of a day not reminded yet, send what waits. Returns the last day reminded.

    Never raises: the next round tries again.
    """
    from ribambelle.desk.services import mails_deliver, reminders_queue

    try:
        now = timezone.localtime()
        if now.hour >= REMINDERS_FROM and reminded_on != now.date():
            reminders_queue(today=now.date())
            reminded_on = now.date()
        mails_deliver(limit=MAILS_A_ROUND, at=now)
    except Exception:  # a round that fails must not end the rounds
        logger.exception("background round")
    return reminded_on


def letters_once(stop: threading.Event) -> bool:
    """Write what was asked for, until it is done or the event is set. False: something could not be written.

    Never raises: the next round tries again.
    """
    from ribambelle.commissions.services.letter_files import letter_files_go_on
    from ribambelle.commissions.services.letters import letters_go_on

    def is_over() -> bool:
        return stop.wait(BREATH_S)

    try:
        is_written = letters_go_on(at=timezone.now(), is_over=is_over)
        return letter_files_go_on(at=timezone.now(), is_over=is_over) and is_written
    except Exception:  # a round that fails must not end the rounds
        logger.exception("letters")
        return False


def checks_once(stop: threading.Event) -> None:
    """Bring what is to clear before the sessions in preparation up to date, so that nobody waits for it.

    Never raises: a page that is opened meanwhile does it itself, and the next round tries again.
    """
    from ribambelle.commissions.services.checks import check_lists_go_on

    try:
        check_lists_go_on(is_over=lambda: stop.wait(BREATH_S))
    except Exception:  # a round that fails must not end the rounds
        logger.exception("what is to clear")


def start() -> threading.Event:
    """Start the rounds; setting the event that is returned ends them."""
    stop = threading.Event()

    def letters() -> None:
        pause = LETTERS_EVERY_S
        while not stop.wait(pause):
            close_old_connections()
            pause = LETTERS_EVERY_S if letters_once(stop) else AFTER_TROUBLE_S
            close_old_connections()

    def rounds() -> None:
        reminded_on = None
        while not stop.wait(EVERY_S):
            close_old_connections()
            reminded_on = round_once(reminded_on)
            close_old_connections()

    def checks() -> None:
        while not stop.wait(CHECKS_EVERY_S):
            close_old_connections()
            checks_once(stop)
            close_old_connections()

    threading.Thread(target=rounds, name="ribambelle-background", daemon=True).start()
    threading.Thread(target=checks, name="ribambelle-checks", daemon=True).start()
    threading.Thread(target=letters, name="ribambelle-letters", daemon=True).start()
    return stop
