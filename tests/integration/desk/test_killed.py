"""kill −9 in the middle of an import: all or nothing, then done once. A database of its own."""

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

PROGRAM = "tests.integration.desk.killed"
NOTHING = {"state": "reported", "lines": 0, "events": 0}
DONE = {"state": "applied", "lines": 40, "events": 41}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of an installation apart from the test database, migrated."""
    env = {**os.environ, "RIBAMBELLE_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "ribambelle.config.settings"}
    if settings.EXPECTED_VENDOR == "postgresql":
        import psycopg

        name = f"ribambelle_import_{os.getpid()}"
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
    return json.loads(run(env, "-m", PROGRAM, *arguments).splitlines()[-1])


def test_a_killed_import_leaves_nothing_and_is_done_once(installation: dict[str, str]) -> None:
    assert verb(installation, "prepare") == NOTHING
    for table in ("network_organisation", "accounts_event", "desk_importrun"):
        command = [sys.executable, "-m", PROGRAM, "apply", table]
        with subprocess.Popen(command, env=installation, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "reached\n"
            process.kill()
        assert verb(installation, "state") == NOTHING, table
    assert verb(installation, "apply") == DONE
    again = subprocess.run(
        [sys.executable, "-m", PROGRAM, "apply"],
        env=installation,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "AlreadyApplied" in again.stderr
    assert verb(installation, "state") == DONE


def test_two_clicks_at_once_bring_in_one_import(installation: dict[str, str]) -> None:
    verb(installation, "prepare")
    command = [sys.executable, "-m", PROGRAM, "apply"]
    clicks = [
        subprocess.Popen(
            command, env=installation, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        for _click in range(2)
    ]
    answers = [click.communicate(timeout=120)[1] for click in clicks]

    assert sorted(click.returncode for click in clicks) == [0, 1]
    assert any("AlreadyApplied" in answer for answer in answers)
    assert verb(installation, "state") == DONE
