"""An allocation from its files: ``allocation.csv``, with the ``lots.csv`` and ``reserves.csv`` beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

from ribambelle.placement.allocation import Allocation, FinalReserve, Placed
from ribambelle.placement.errors import WrongInput
from ribambelle.placement.problems import Problems
from ribambelle.placement.reading import read_raw_csv

__all__ = ["read_allocation"]

WHOLE = re.compile(r"-?[0-9]{1,16}")


def read_allocation(path: str | Path) -> Allocation:
    """Read a folder written by ``place``, or one ``allocation.csv``.

    Raises
    ------
    WrongInput
        With every problem of every file.
    """
    path = Path(path)
    folder = path if path.is_dir() else path.parent
    file = path / "allocation.csv" if path.is_dir() else path
    problems = Problems()
    rows = [
        Placed(cells[0], int(cells[1]), *cells[2:])
        for _, cells in _rows(file, Placed._fields, {"rank"}, problems, needed=True)
    ]
    lots: dict[str, int] = {}
    for line, (party, lot) in _rows(folder / "lots.csv", ("party", "lot"), {"lot"}, problems):
        if party in lots:
            problems.error("lots.csv", line, party, "its lot stands twice", "Keep one lot per party")
        lots[party] = int(lot)
    final = [
        FinalReserve(setting, section, slot, group, int(places), release.lower() == "true")
        for _, (setting, section, slot, group, places, release) in _rows(
            folder / "reserves.csv", FinalReserve._fields, {"places"}, problems
        )
    ]
    if problems.errors:
        raise WrongInput(problems.errors)
    rows.sort(key=lambda row: (row.party, row.child))
    return Allocation(tuple(rows), lots, tuple(final))


def _rows(
    file: Path, columns: tuple[str, ...], numbers: set[str], problems: Problems, *, needed: bool = False
) -> Iterator[tuple[int, tuple[str, ...]]]:
    if not file.is_file():
        if needed:
            problems.error(str(file), 0, "", "there is no such file", "Give the folder written by `ribambelle place`")
        return
    table = read_raw_csv(file, columns, problems)
    if any(column not in table.columns for column in columns):
        return
    cells = zip(*(table.columns[column] for column in columns), strict=True)
    for line, row in zip(table.lines, cells, strict=True):
        wrong = [
            column for column, cell in zip(columns, row, strict=True) if column in numbers and not WHOLE.fullmatch(cell)
        ]
        for column in wrong:
            problems.error(file.name, line, row[0], f"{column} is not a whole number", "Correct it")
        if not wrong:
            yield line, row
