"""kill −9 in the middle of an import: all or nothing, then done once. A database of its own."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.killing import Env, installation_apart, kill_at, verb
from tests.shared import ROOT

PROGRAM = "tests.integration.desk.killed"
NOTHING = {"state": "reported", "lines": 0, "events": 0}
DONE = {"state": "applied", "lines": 40, "events": 41}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Env]:
    with installation_apart(tmp_path, "import") as env:
        yield env


def test_a_killed_import_leaves_nothing_and_is_done_once(installation: Env) -> None:
    assert verb(installation, PROGRAM, "prepare") == NOTHING
    for table in ("network_organisation", "accounts_event", "desk_importrun"):
        kill_at(installation, PROGRAM, "apply", table)
        assert verb(installation, PROGRAM, "state") == NOTHING, table
    assert verb(installation, PROGRAM, "apply") == DONE
    again = subprocess.run(
        [sys.executable, "-m", PROGRAM, "apply"],
        env=installation,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "AlreadyApplied" in again.stderr
    assert verb(installation, PROGRAM, "state") == DONE


def test_two_clicks_at_once_bring_in_one_import(installation: Env) -> None:
    verb(installation, PROGRAM, "prepare")
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
    assert verb(installation, PROGRAM, "state") == DONE
