"""The files of a run: the instance as the engine reads it, and what came out, all under pseudonyms."""

import io
import json
import tempfile
import zipfile
from pathlib import Path
from typing import NamedTuple

from ribambelle.commissions.models import Run, Session
from ribambelle.commissions.rules.sealing import sealed_file
from ribambelle.commissions.selectors.outcomes import proposal_of
from ribambelle.placement import Instance, place, seal

#: A fixed moment in every archive, so that the same run always gives the same bytes.
MOMENT = (1980, 1, 1, 0, 0, 0)


class MadeFile(NamedTuple):
    """A file to hand over."""

    name: str
    content: bytes
    content_type: str


def run_file(run: Run, kind: str) -> MadeFile | None:
    """A file of a run by its kind: instance-zip, instance-json, result-zip, seal; None when there is no such kind."""
    name = f"{run.session.reference}-{run.reference}"
    match kind:
        case "instance-zip":
            return MadeFile(f"{name}-instance.zip", _zip(_folder(instance_of(run))), "application/zip")
        case "instance-json":
            return MadeFile(f"{name}-instance.json", run.instance.encode(), "application/json")
        case "result-zip":
            return MadeFile(f"{name}-resultat.zip", _zip(_result(run)), "application/zip")
        case "seal":
            return MadeFile(f"{name}.ribambelle.json", _sealed(run), "application/json")
    return None


def sealed_session(session: Session) -> MadeFile:
    """The file from which a whole sealed session is calculated again, decisions included."""
    versions = proposal_of(session).summary.get("versions", {})
    content = sealed_file(session.seal.content, {name: str(version) for name, version in versions.items()})
    return MadeFile(f"{session.reference}.ribambelle.json", content, "application/json")


def instance_of(run: Run) -> Instance:
    """The instance of a run, with its policy and its seed."""
    return Instance.from_document(json.loads(run.instance))


def _folder(instance: Instance) -> dict[str, bytes]:
    """The folder of CSV files that `ribambelle place` reads, policy and seed included."""
    with tempfile.TemporaryDirectory(prefix="ribambelle-instance-") as place_to_write:
        folder = Path(place_to_write) / "instance"
        instance.to_folder(folder)
        return {path.name: path.read_bytes() for path in folder.iterdir()}


def _result(run: Run) -> dict[str, bytes]:
    """What the command line writes: places of shares that were given back stand in a file of their own."""
    summary = {name: value for name, value in run.summary.items() if name != "reserves"}
    released = {"reserves.csv": run.summary["reserves"].encode()} if "reserves" in run.summary else {}
    return {
        **released,
        "allocation.csv": run.allocation.encode(),
        "refusals.csv": run.refusals.encode(),
        "lots.csv": run.lots.encode(),
        "summary.json": (json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode(),
    }


def _sealed(run: Run) -> bytes:
    instance = instance_of(run)
    return seal(instance, place(instance))


def _zip(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, MOMENT), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
