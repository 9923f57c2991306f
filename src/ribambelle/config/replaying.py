"""`ribambelle replay FILE` of a whole sealed session: read, calculated again, compared. No database is asked."""

import sys
from pathlib import Path

from ribambelle.commissions.rules.sealing import NotASeal, is_sealed_session, replay

SAME, DIFFERENT, WRONG = 0, 3, 2


def sealed_session(arguments: list[str]) -> Path | None:
    """The file to replay, when what is asked is the replay of a sealed session rather than of one run."""
    if len(arguments) != 2 or arguments[0] != "replay":
        return None
    path = Path(arguments[1])
    return path if path.is_file() and is_sealed_session(path.read_bytes()) else None


def main(path: Path) -> int:
    """Replay and say so. Exit code: 0 the same, 3 something differs, 2 not the original file."""
    try:
        found = replay(path.read_bytes())
    except NotASeal as error:
        sys.stderr.write(f"{path}: {error}\n")
        return WRONG
    if found.same:
        sys.stdout.write(
            f"session {found.reference}, {found.decisions} acts: the same, byte for byte; "
            f"fingerprint {found.fingerprint}\n"
        )
        return SAME
    sys.stdout.write(f"session {found.reference} differs: {', '.join(found.differences)}\n")
    return DIFFERENT
