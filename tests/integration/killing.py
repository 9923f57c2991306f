"""kill −9 in the middle of a write: an installation apart, a process that stops for ever at a given write, its end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.shared import ROOT

Env = dict[str, str]


@contextmanager
def installation_apart(folder: Path, name: str) -> Iterator[Env]:
    """The environment of an installation with a database of its own, migrated; gone afterwards."""
    env = {**os.environ, "RIBAMBELLE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "ribambelle.config.settings"}
    if settings.EXPECTED_VENDOR == "postgresql":
        import psycopg

        database = f"ribambelle_{name}_{os.getpid()}"
        url = os.environ["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
        base, _, query = url.partition("?")
        env["DATABASE_URL"] = f"{base.rsplit('/', 1)[0]}/{database}" + (f"?{query}" if query else "")
    run(env, "-m", "ribambelle.config.cli", "migrate", "--verbosity", "0")
    yield env
    if settings.EXPECTED_VENDOR == "postgresql":
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


def run(env: Env, *arguments: str) -> str:
    """What Python prints with these arguments; the test fails where it fails."""
    done = subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def verb(env: Env, program: str, *arguments: str) -> Any:
    """The last line, as JSON, that a program prints."""
    return json.loads(run(env, "-m", program, *arguments).splitlines()[-1])


def kill_at(env: Env, program: str, *arguments: str) -> None:
    """Start a program, wait until it says it reached its point, kill it there."""
    command = [sys.executable, "-m", program, *arguments]
    with subprocess.Popen(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "reached\n"
        process.kill()


@contextmanager
def stopping_at(table: str, *, after: int = 1) -> Iterator[None]:
    """In the program to kill: say so and stop for ever right after the `after`-th write to a table; "": never."""
    from django.db import connection

    written = 0

    def pausing(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal written
        result = execute(sql, params, many, context)
        if table and sql.startswith(("INSERT", "UPDATE")) and f'"{table}"' in sql:
            written += 1
            if written >= after:
                sys.stdout.write("reached\n")
                sys.stdout.flush()
                time.sleep(600)
        return result

    with connection.execute_wrapper(pausing):
        yield
