"""Files out: CSV with LF, and folders that appear whole or not at all."""

import csv
import io
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from ribambelle.placement.errors import WrongInput
from ribambelle.placement.problems import Problem

__all__ = ["csv_bytes", "write_file", "write_folder"]


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """UTF-8, commas, LF, booleans as true/false."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow(["true" if cell is True else "false" if cell is False else cell for cell in row])
    return stream.getvalue().encode()


def _refuse(path: Path, what: str, remedy: str) -> WrongInput:
    return WrongInput([Problem(str(path), 0, "", what, remedy)])


def write_folder(folder: Path, files: Mapping[str, bytes], *, replace: bool = True) -> None:
    """Write all files beside the folder, then put them in place.

    A new folder appears by one rename. Into an existing one each file is renamed in turn, so that no file is ever half
    written.

    Raises
    ------
    WrongInput
        When the place cannot be written, or is not empty and ``replace`` is false.
    """
    try:
        if folder.exists() and not folder.is_dir():
            raise _refuse(folder, "this is a file", "Name a folder")
        if not replace and folder.exists() and any(folder.iterdir()):
            raise _refuse(folder, "this folder is not empty", "Name a new folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        waiting = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        raise _refuse(folder, f"this folder cannot be made ({error.strerror})", "Name another with --out") from error
    try:
        waiting.chmod(0o755)
        for name, content in files.items():
            (waiting / name).write_bytes(content)
        if folder.exists() and any(folder.iterdir()):
            for name in files:
                (waiting / name).replace(folder / name)
        else:
            waiting.replace(folder)
    except OSError as error:
        raise _refuse(folder, f"the files cannot be written ({error.strerror})", "Free some room") from error
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def write_file(path: Path, content: bytes) -> None:
    """Write one file, whole or not at all."""
    waiting = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_bytes(content)
        waiting.replace(path)
    except OSError as error:
        raise _refuse(path, f"this file cannot be written ({error.strerror})", "Name another place") from error
    finally:
        waiting.unlink(missing_ok=True)
