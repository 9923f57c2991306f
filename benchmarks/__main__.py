"""`python -m benchmarks`: measure, print the table, and with ``--write`` put it in docs/reference/performance.md.

Goals on time are held against CPU time, which other work on the machine does not change; wall time stands beside.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import baselines, esda, large, small
from benchmarks.measure import Line, machine

PAGE = Path("docs/reference/performance.md")


def quick(path: Path | None) -> Iterator[Callable[[], Line]]:
    """Lines that take seconds; ``path``: where the ExtendedSDA code is, if anywhere."""
    yield small.command_line
    for children in (1000, 5000):
        yield lambda children=children: small.library(children)
    yield small.corrupted
    yield small.start_up
    for children, limit_s in ((1000, 1.0), (5000, 3.0)):
        yield lambda children=children, limit_s=limit_s: large.optimal(children, limit_s)
    yield lambda: large.kernels(100_000, None, number="2", limit_s=1, most=0, seed=1)
    yield lambda: baselines.without_stable(2000, limit_s=60.0)
    for families, times in ((1000, 250), (5000, 500)):
        yield lambda families=families, times=times: esda.against(path, families, times=times)
    yield lambda: baselines.library(1000)
    yield lambda: baselines.greedy(5000)
    for children in (100, 300, 1000):
        yield lambda children=children: baselines.textbook(children)
    yield lambda: baselines.fairness(1000)


def country() -> Iterator[Callable[[], Line]]:
    """Lines that take minutes and several gigabytes."""
    for seed in (1, 2, 3):
        yield lambda seed=seed: large.kernels(700_000, 20_000, number="3", limit_s=4, most=160, seed=seed)
    yield lambda: large.repaired(100_000, number="3", limit_s=120, most=15, seed=1)
    yield lambda: large.common(100_000)
    yield lambda: large.common(700_000)
    yield lambda: small.library(25_000)
    yield lambda: large.optimal(25_000, 15.0)
    yield lambda: large.optimal(100_000, 75.0)
    yield lambda: baselines.fairness(25_000)


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--country", action="store_true", help="also the lines at the size of a country")
    parser.add_argument("--esda", type=Path, metavar="PATH", help="a copy of the published ExtendedSDA repository")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE}")
    arguments = parser.parse_args()
    print(machine(), flush=True)
    large.warm_up()
    lines = []
    for measure in [*quick(arguments.esda), *(country() if arguments.country else ())]:
        line = measure()
        lines.append(line)
        print(
            "  ".join((line.number.rjust(2), line.what.ljust(60), line.goal, line.measured, line.checked)), flush=True
        )
    if arguments.write:
        PAGE.write_text(page(lines), encoding="utf-8")
    return 1 if any(line.reached is False for line in lines) else 0


def page(lines: list[Line]) -> str:
    """The table as a page of the documentation."""
    rows = [
        f"| {line.number} | {line.what} | {line.goal} | {line.measured} | {line.checked} | {MARKS[line.reached]} |"
        for line in lines
    ]
    head = [
        "# Performance of the engine",
        "",
        f"Measured on {machine()}, by `python -m benchmarks --write` (`--country` for the largest). Fixed seeds; every",
        "allocation goes through the independent checker in the same run. Goals on time are held against CPU time.",
        "",
        "| | what | goal | measured | checked | |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows]) + "\n"


MARKS = {True: "reached", False: "**not reached**", None: ""}

if __name__ == "__main__":
    sys.exit(main())
