"""The tracked files of the project, by kind."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "src" / "ribambelle"
BINARY = {".png", ".woff2", ".ttf", ".xlsx", ".xls", ".ods", ".pdf", ".mo", ".zip", ".odt", ".docx"}


@cache
def tracked() -> tuple[Path, ...]:
    """What git tracks, and what it would track: new files count before they are committed, links to others do not."""
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("not a git checkout: the tracked files are not known")
    paths = (ROOT / line for line in done.stdout.splitlines())
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())


def texts(*suffixes: str) -> list[Path]:
    """The tracked text files, or those with one of these suffixes."""
    return [path for path in tracked() if path.suffix not in BINARY and (not suffixes or path.suffix in suffixes)]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))
