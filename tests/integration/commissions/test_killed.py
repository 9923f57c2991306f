"""kill −9 in the middle of a freeze: nothing of it stands, and it can be done again. A database of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.shared import ROOT

TABLES = ("commissions_frozensnapshot", "commissions_pseudonymkey", "commissions_session", "accounts_event")
NOTHING = {"status": "prepared", "snapshots": 0, "keys": 0, "events": 0}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation apart from the test database, migrated."""
    env = {**os.environ, "RIBAMBELLE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ribambelle.config.settings"}
    if settings.EXPECTED_VENDOR == "postgresql":
        import psycopg

        name = f"ribambelle_killed_{os.getpid()}"
        url = os.environ["DATABASE_URL"]
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        base, _, query = url.partition("?")
        env["DATABASE_URL"] = f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
    run(env, "-m", "ribambelle.config.cli", "migrate", "--verbosity", "0")
    yield env
    if settings.EXPECTED_VENDOR == "postgresql":
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(env: dict[str, str], *arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], env=env, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def verb(env: dict[str, str], *arguments: str) -> Any:
    return json.loads(run(env, "-m", "tests.integration.commissions.killed", *arguments).splitlines()[-1])


def test_a_killed_freeze_leaves_nothing(installation: dict[str, str]) -> None:
    assert verb(installation, "prepare") == NOTHING
    for table in TABLES:
        command = [sys.executable, "-m", "tests.integration.commissions.killed", "freeze", table]
        with subprocess.Popen(command, env=installation, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "reached\n"
            process.kill()
        assert verb(installation, "state") == NOTHING, table
    frozen = verb(installation, "freeze")
    assert frozen["keys"] >= 7
    assert frozen == {"status": "frozen", "snapshots": 1, "keys": frozen["keys"], "events": 1}


def test_killed_letters_go_on_where_they_stopped(installation: dict[str, str]) -> None:
    module = "tests.integration.commissions.killed_letters"
    run(installation, "-m", module, "prepare")
    for table in ("commissions_placeoffer", "demand_request", "commissions_letter", "desk_outgoingmail"):
        command = [sys.executable, "-m", module, "send", table]
        with subprocess.Popen(command, env=installation, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "reached\n"
            process.kill()
        state = json.loads(run(installation, "-m", module, "state").splitlines()[-1])
        assert state["proposals"] == state["places"] == state["proposed"] == state["told"], table
        assert state["mails"] == state["by_mail"], "a letter and its mail stand together"
    done = json.loads(run(installation, "-m", module, "send").splitlines()[-1])
    assert done["letters"] == done["requests"] == done["mails"]
    assert done["proposals"] == done["places"] == done["proposed"] == done["told"] > 0
    assert json.loads(run(installation, "-m", module, "send").splitlines()[-1]) == done
