"""`python -m benchmarks`: measure, print the table, and with ``--write`` put it in docs/reference/performance.md.

Goals on time are held against CPU time, which other work on the machine does not change; wall time stands beside.
"""

import argparse
import sys
import time
from pathlib import Path

from benchmarks import baselines, esda, large, small
from benchmarks.apart import answer, measure_apart
from benchmarks.measure import Options, Task, machine
from benchmarks.page import PAGE, kept, page

TASKS: tuple[Task, ...] = (
    small.command_line(),
    small.library(1000),
    small.library(5000),
    small.library(25_000, country=True),
    small.corrupted(),
    small.start_up(),
    *(large.kernels(100_000, number="2", limit_s=1, seed=seed) for seed in (1, 2, 3)),
    *(large.whole_country(700_000, 20_000, seed=seed) for seed in (1, 2, 3)),
    large.optimal(1000, 1),
    large.optimal(5000, 3),
    large.optimal(25_000, 15, country=True),
    large.optimal(100_000, 75, country=True),
    esda.against(1000, times=250),
    esda.against(5000, times=500),
    large.common(100_000, country=True),
    large.common(700_000, country=True),
    baselines.without_stable(2000, limit_s=60),
    baselines.library(1000),
    baselines.greedy(5000),
    *(baselines.textbook(children) for children in (100, 300, 1000)),
    baselines.fairness(1000),
    baselines.fairness(25_000, country=True),
)


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    arguments = _arguments()
    options = Options(arguments.esda and arguments.esda.resolve(), arguments.esda_limit)
    if arguments.alone:
        answer(next(task for task in TASKS if task.what == arguments.alone), options)
        return 0
    print(machine(), flush=True)
    large.warm_up()
    began, found, missed = time.perf_counter(), {}, False
    for task in TASKS:
        if _wanted(task, arguments):
            seen = measure_apart(task, options)
            missed |= seen.reached is False
            print("  ".join((task.number.rjust(2), task.what.ljust(66), task.goal, *seen[:2])), flush=True)
            found[task.what] = seen
    print(f"{(time.perf_counter() - began) / 60:.1f} minutes", flush=True)
    if arguments.write:
        rows = [(task, found.get(task.what) or kept(task)) for task in TASKS]
        PAGE.write_text(page([(task, seen) for task, seen in rows if seen is not None]), encoding="utf-8")
    return 1 if missed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--country", action="store_true", help="also the lines at the size of a country (20 minutes)")
    parser.add_argument("--esda", type=Path, metavar="PATH", help="a copy of the published ExtendedSDA repository")
    parser.add_argument(
        "--esda-limit",
        type=float,
        default=600,
        metavar="S",
        help="when to stop it; the table then says how many times faster at least (600)",
    )
    parser.add_argument("--only", action="append", metavar="TEXT", help="only the lines with this in their name")
    parser.add_argument("--skip", action="append", default=[], metavar="TEXT", help="not the lines with this in theirs")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE}; lines not measured are kept")
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    return parser.parse_args()


def _wanted(task: Task, arguments: argparse.Namespace) -> bool:
    if any(text in task.what for text in arguments.skip):
        return False
    if arguments.only:
        return any(text in task.what for text in arguments.only)
    return arguments.country or not task.country


if __name__ == "__main__":
    sys.exit(main())
