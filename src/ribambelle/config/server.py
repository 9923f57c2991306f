"""Start the web server, wait until it answers, run the background rounds beside it (`serve` and `demo`)."""

import errno
import gc
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from django.utils.translation import gettext as _

from ribambelle.config import background

WORKERS = 2
HEALTH = "/sante/"
STOPPED = {0, -signal.SIGTERM, -signal.SIGINT}


class PortTaken(RuntimeError):
    """Something else answers on the port."""


class ServerStopped(RuntimeError):
    """The server ended by itself."""


def collect_rarely() -> None:
    """Look less often for unreachable cycles, and never among what was there at the start.

    A page that reads two thousand requests makes some hundreds of thousands of small objects; at Python's own rate
    nearly half of its time went into going through them. What nothing refers to any more is still freed at once.
    """
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def ensure_port_is_free(host: str, port: int) -> None:
    """Raise `PortTaken`, with the remedy, when the port cannot be bound."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = _("another program has it") if error.errno == errno.EADDRINUSE else error.strerror
            said = _(
                "Port %(port)s of %(host)s cannot be used: %(why)s. Stop it, or take another port: --port %(next)s"
            )
            raise PortTaken(said % {"port": port, "host": host, "why": why, "next": port + 1}) from error


def is_up(host: str, port: int) -> bool:
    """Whether the health page answers."""
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{HEALTH}", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def serve(*, host: str, port: int, on_ready: Callable[[], None], patience_s: float = 60.0) -> None:
    """Run the server until it is told to stop.

    `on_ready` is called once, when the first page is served. SIGINT and SIGTERM stop the server's processes too.

    Raises
    ------
    PortTaken, TimeoutError, ServerStopped
        It could not begin, did not answer in time, or ended by itself.
    """
    ensure_port_is_free(host, port)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", str(WORKERS), "--blocking-threads", "1", "--no-ws", "--log-level", "warning"]
    # a session of its own: Ctrl-C reaches us alone, and we tell the server once
    server = subprocess.Popen([*command, "ribambelle.config.wsgi:application"], start_new_session=True)  # noqa: S603
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: server.terminate())
    deadline = time.monotonic() + patience_s
    while server.poll() is None and not is_up(host, port):
        if time.monotonic() > deadline:
            server.terminate()
            said = _("The server did not answer within %(seconds)s s: its messages stand above.")
            raise TimeoutError(said % {"seconds": round(patience_s)})
        time.sleep(0.1)
    if server.poll() is None:
        on_ready()
    rounds = background.start()
    code = server.wait()
    rounds.set()
    if code not in STOPPED:
        raise ServerStopped(_("The server stopped with code %(code)s: its messages stand above.") % {"code": code})
