"""What runs beside the web server: mail that waits, reminders each morning. One thread of the process that watches it.

Stopped at any moment, even by kill -9, it loses and repeats nothing: what it calls is safe to be cut.
"""

import logging
import threading
from datetime import date

from django.db import close_old_connections
from django.utils import timezone

EVERY_S = 20.0
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


def start() -> threading.Event:
    """Start the rounds; setting the event that is returned ends them."""
    stop = threading.Event()

    def rounds() -> None:
        reminded_on = None
        while not stop.wait(EVERY_S):
            close_old_connections()
            reminded_on = round_once(reminded_on)
            close_old_connections()

    threading.Thread(target=rounds, name="ribambelle-background", daemon=True).start()
    return stop
