"""What a run hands back, and the files it writes."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ribambelle.placement.allocation import Allocation, FinalReserve, Placed
from ribambelle.placement.checker import Report
from ribambelle.placement.writing import csv_bytes, write_folder

__all__ = ["Refusal", "Result", "allocation_files"]


class Refusal(NamedTuple):
    """Why one option was refused. A blank (None) is something that has no meaning for that reason.

    ``reason``: ``full`` (section), ``licence`` (the whole licence rather than the section), ``reserve`` (what is left
    is kept for groups), ``siblings`` (room for one, not for all), ``closed``, ``age``, ``blocks`` (not everyone's could
    be satisfied at once) or ``no wish``. ``load``: children counted before this party there. ``cutoff``: points of the
    last admitted there.
    """

    party: str
    rank: int | None
    setting: str = ""
    reason: str = ""
    section: str = ""
    slot: str = ""
    places: int | None = None
    load: int | None = None
    cutoff: str = ""
    points: str = ""


def _plain(rows: Iterable[tuple[Any, ...]]) -> list[list[object]]:
    return [["" if cell is None else cell for cell in row] for row in rows]


def allocation_files(allocation: Allocation, refusals: Iterable[Refusal]) -> dict[str, bytes]:
    """``allocation.csv``, ``refusals.csv``, ``lots.csv``, and ``reserves.csv`` when unused places were given back."""
    files = {
        "allocation.csv": csv_bytes(Placed._fields, allocation.rows),
        "refusals.csv": csv_bytes(Refusal._fields, _plain(refusals)),
        "lots.csv": csv_bytes(("party", "lot"), sorted(allocation.lots.items())),
    }
    if allocation.reserves:
        files["reserves.csv"] = csv_bytes(FinalReserve._fields, allocation.reserves)
    return files


@dataclass(frozen=True, slots=True)
class Result:
    """A proposal with its reasons and its check.

    ``allocation`` rows, lots and final reserves; ``refusals`` of every option better than what its party obtained;
    ``report`` of the independent checker; ``summary`` as written to ``summary.json`` (without times: there is no clock
    here); ``stopped`` when the run was cut short.
    """

    allocation: Allocation
    refusals: tuple[Refusal, ...]
    report: Report
    summary: dict[str, Any]
    stopped: bool = False

    @property
    def lots(self) -> dict[str, int]:
        """The lot of every party, written or drawn."""
        return self.allocation.lots

    def files(self) -> dict[str, bytes]:
        """The CSV files, by name: the same bytes for the same instance, policy and seed."""
        return allocation_files(self.allocation, self.refusals)

    def write(self, folder: str | Path, extra: dict[str, Any] | None = None) -> None:
        """Write the CSV files and ``summary.json`` (with ``extra`` in it), whole or not at all."""
        summary = json.dumps({**self.summary, **(extra or {})}, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        write_folder(Path(folder), {**self.files(), "summary.json": summary.encode()})
