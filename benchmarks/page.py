"""The table as a page of the documentation."""

from pathlib import Path

from benchmarks.measure import LEAST, Seen, Task, machine

__all__ = ["PAGE", "kept", "page"]

PAGE = Path("docs/reference/performance.md")
MARKS = {True: "reached", False: "**not reached**", None: "", LEAST: LEAST}


def page(rows: list[tuple[Task, Seen]]) -> str:
    """The whole page: machine and versions, then one row for each line measured."""
    head = [
        "# Performance of the engine",
        "",
        f"Measured on {machine()}.",
        "",
        "Written by `./run bench --country --esda PATH --write`, each line in a process of its own; `--only` and",
        "`--skip` measure some lines again and keep the others. Fixed seeds; every allocation goes through the",
        "independent checker in the same run. Goals on time are held against CPU time, which other work on the machine",
        "changes little.",
        "",
        "| | what | goal | measured | checked | |",
        "|---|---|---|---|---|---|",
    ]
    lines = [
        f"| {task.number} | {task.what} | {task.goal} | {seen.measured} | {seen.checked} | {MARKS[seen.reached]} |"
        for task, seen in rows
    ]
    return "\n".join([*head, *lines]) + "\n"


def kept(task: Task) -> Seen | None:
    """What the page says of a line, when it was written on this machine with these versions; else None."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    if f"Measured on {machine()}." not in text:
        return None
    back = {mark: reached for reached, mark in MARKS.items()}
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[:3] == [task.number, task.what, task.goal]:
            return Seen(cells[3], cells[4], back[cells[5]])
    return None
