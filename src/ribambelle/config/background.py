"""What runs beside the web server: mail that waits. One thread of the process that watches the server.

Stopped at any moment, even by kill -9, it loses and repeats nothing: what it calls is safe to be cut.
"""

import logging
import threading

from django.db import close_old_connections
from django.utils import timezone

EVERY_S = 20.0
MAILS_A_ROUND = 200
logger = logging.getLogger(__name__)


def round_once() -> None:
    """One round: send what waits. Never raises: the next round tries again."""
    from ribambelle.desk.services import mails_deliver

    close_old_connections()
    try:
        mails_deliver(limit=MAILS_A_ROUND, at=timezone.now())
    except Exception:  # a round that fails must not end the rounds
        logger.exception("background round")
    finally:
        close_old_connections()


def start() -> threading.Event:
    """Start the rounds; setting the event that is returned ends them."""
    stop = threading.Event()

    def rounds() -> None:
        while not stop.wait(EVERY_S):
            round_once()

    threading.Thread(target=rounds, name="ribambelle-background", daemon=True).start()
    return stop
