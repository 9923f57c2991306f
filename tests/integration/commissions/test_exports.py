"""The same run through the command line on the exported instance: the same bytes; and a seal that replays."""

import io
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import Run
from ribambelle.commissions.services import sessions
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2027, 4, 16, tzinfo=UTC)
COMMAND = Path(sys.executable).parent / "ribambelle"


def run_of(policy: Policy) -> Run:
    session = territory.session(30)
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    return sessions.session_run(by=None, session=session, policies=[policy], seed=48213, at=AT)[0]


def exported(client: Client, run: Run, kind: str) -> bytes:
    kwargs = {"reference": run.session.reference, "run": run.reference, "kind": kind}
    response = client.get(reverse("commissions:run_file", kwargs=kwargs))
    assert response.status_code == 200
    return response.content


def ribambelle(*arguments: str | Path) -> str:
    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("policy", list(Policy))
def test_the_command_line_gives_the_same_bytes(
    policy: Policy, client_of: Callable[[Role], Client], tmp_path: Path
) -> None:
    run = run_of(policy)
    client = client_of(Role.COORDINATOR)
    with zipfile.ZipFile(io.BytesIO(exported(client, run, "instance-zip"))) as archive:
        archive.extractall(tmp_path / "folder")
    (tmp_path / "instance.json").write_bytes(exported(client, run, "instance-json"))
    for source in ("folder", "instance.json"):
        out = tmp_path / f"out-{source}"
        ribambelle("place", tmp_path / source, "--out", out)
        assert (out / "allocation.csv").read_bytes() == run.allocation.encode()
        assert (out / "refusals.csv").read_bytes() == run.refusals.encode()
        assert (out / "lots.csv").read_bytes() == run.lots.encode()
    with zipfile.ZipFile(io.BytesIO(exported(client, run, "result-zip"))) as archive:
        assert archive.read("allocation.csv") == run.allocation.encode()


def test_a_sealed_run_replays(client_of: Callable[[Role], Client], tmp_path: Path) -> None:
    run = run_of(Policy.STABLE)
    path = tmp_path / "seal.json"
    path.write_bytes(exported(client_of(Role.COORDINATOR), run, "seal"))
    ribambelle("replay", path)


def test_an_unknown_file_is_not_found(client_of: Callable[[Role], Client]) -> None:
    run = run_of(Policy.STABLE)
    client = client_of(Role.COORDINATOR)
    for reference, kind in ((run.reference, "secrets"), ("stable-1", "seal"), ("stable", "seal")):
        kwargs = {"reference": run.session.reference, "run": reference, "kind": kind}
        assert client.get(reverse("commissions:run_file", kwargs=kwargs)).status_code == 404
