"""kill −9 in the middle of a freeze or of a seal: nothing of it stands, and it can be done again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.killing import Env, installation_apart, kill_at, verb

PROGRAM = "tests.integration.commissions.killed"
FROZEN = ("commissions_frozensnapshot", "commissions_pseudonymkey", "commissions_session", "accounts_event")
SEALED = ("commissions_seal", "commissions_session", "accounts_event")
NOTHING = {"status": "prepared", "snapshots": 0, "keys": 0, "seals": 0, "events": 0}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Env]:
    with installation_apart(tmp_path, "killed") as env:
        yield env


def test_a_killed_freeze_or_seal_leaves_nothing(installation: Env) -> None:
    assert verb(installation, PROGRAM, "prepare") == NOTHING
    for table in FROZEN:
        kill_at(installation, PROGRAM, "freeze", table)
        assert verb(installation, PROGRAM, "state") == NOTHING, table
    frozen = verb(installation, PROGRAM, "freeze")
    assert frozen["keys"] >= 7
    assert frozen == {"status": "frozen", "snapshots": 1, "keys": frozen["keys"], "seals": 0, "events": 1}
    decided = verb(installation, PROGRAM, "decide")
    assert decided == frozen | {"status": "run"}
    for table in SEALED:
        kill_at(installation, PROGRAM, "seal", table)
        assert verb(installation, PROGRAM, "state") == decided, table
    assert verb(installation, PROGRAM, "seal") == decided | {"status": "sealed", "seals": 1, "events": 2}
