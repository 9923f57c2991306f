"""`ribambelle simulate`: many rule texts × sessions × seeds, before the vote."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from ribambelle.placement.commands.terms import epilog, say
from ribambelle.placement.interruption import Interruption
from ribambelle.placement.progress import Bar
from ribambelle.placement.simulating import COLUMNS, read_plan, simulate
from ribambelle.placement.writing import csv_bytes, write_file

__all__ = ["add", "run"]


def add(parsers: Any) -> None:
    """Declare the command."""
    parser = parsers.add_parser(
        "simulate",
        help="many rule texts × sessions × seeds × policies",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run a plan in local processes, or on a Dask cluster, and write one line of figures per run.\n"
        "Interrupted or killed, the same command goes on where it was.",
        epilog=epilog(
            "ribambelle simulate docs/reference/engine-plan.toml --out figures.csv",
            "on a cluster: ribambelle simulate plan.toml --out figures.csv --scheduler tcp://127.0.0.1:8786",
        ),
    )
    parser.add_argument("plan", type=Path, metavar="PLAN", help="a TOML file: sessions, rules, policies, seeds")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="results, .csv or .parquet")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="N", help="local processes")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster (extra `cluster`)")
    parser.add_argument("--time-limit", type=float, metavar="S", help="stop after S seconds; go on another time")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read the plan, run what is missing, write."""
    plan = read_plan(arguments.plan)
    journal = arguments.out.with_name(f"{arguments.out.name}.journal")
    with Interruption(arguments.time_limit) as interruption, Bar() as bar:
        rows = simulate(
            plan,
            journal,
            workers=max(1, arguments.workers),
            scheduler=arguments.scheduler,
            stop=interruption,
            progress=bar,
        )
    if rows is None:
        cause = (
            "interrupted" if interruption.interrupted else f"the time limit of {arguments.time_limit:g} s was reached"
        )
        say(f"{cause}: what was run is kept in {journal}; the same command goes on from there.")
        return 130
    cells = [[row[name] for name in COLUMNS] for row in rows]
    write_file(arguments.out, _parquet(cells) if arguments.out.suffix == ".parquet" else csv_bytes(COLUMNS, cells))
    journal.unlink(missing_ok=True)
    sys.stdout.write(f"{len(rows)} runs, written in {arguments.out}\n")
    return 0


def _parquet(cells: list[list[Any]]) -> bytes:
    import io

    import polars

    stream = io.BytesIO()
    columns = {name: [row[place] for row in cells] for place, name in enumerate(COLUMNS)}
    polars.DataFrame(columns, strict=False).write_parquet(stream)
    return stream.getvalue()
