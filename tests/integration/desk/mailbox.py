"""A real mail server in the test's own process: what leaves is read as it arrives."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller


class Inbox:
    """What the server received. Addresses that begin with `refuse` get 550, with `later` 450.

    While `held` is set, a message is received and not answered: `reached` tells that one is there.
    """

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.held = False
        self.reached = threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("refuse"):
            return "550 no such person here"
        if address.startswith("later"):
            return "450 come back later"
        if self.held:
            self.reached.set()
            import asyncio

            await asyncio.sleep(600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return sorted(str(message["to"]) for message in self.messages)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def mail_server(inbox: Inbox, port: int) -> Iterator[Inbox]:
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield inbox
    controller.stop()


def use(settings: Any, port: int) -> None:
    """Make the product send to that port."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
