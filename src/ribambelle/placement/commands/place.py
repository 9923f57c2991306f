"""`ribambelle place`: propose, check, explain, write."""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

from ribambelle.placement.commands.terms import add_instance, epilog, say
from ribambelle.placement.instance import Instance
from ribambelle.placement.interruption import Interruption
from ribambelle.placement.progress import Bar
from ribambelle.placement.result import Result
from ribambelle.placement.solving import POLICIES, place

__all__ = ["add", "run"]


def add(parsers: Any) -> None:
    """Declare the command."""
    parser = parsers.add_parser(
        "place",
        help="propose an allocation, check it and explain every refusal",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Propose an allocation, check it independently, and write it with the reason of every refusal.\n"
        "Writes allocation.csv, refusals.csv, lots.csv, summary.json (reserves.csv too when unused ones are released).",
        epilog=epilog(
            "ribambelle place docs/reference/engine-example --policy stable --seed 7 --out proposal",
            "exit code: 0 written · 2 wrong input · 130 interrupted, best found written · 1 our fault",
        ),
    )
    add_instance(parser)
    parser.add_argument("--policy", choices=POLICIES, help="default: the instance's policy.toml, else stable")
    parser.add_argument("--seed", type=int, metavar="N", help="draws the lots that are not written (default 0)")
    parser.add_argument("--time-limit", type=float, metavar="S", help="stop after S seconds with the best found")
    parser.add_argument("--out", type=Path, default=Path("proposal"), metavar="DIR", help="where to write (proposal)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON on standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, place, write."""
    started = time.perf_counter()
    instance = Instance.read(arguments.instance)
    for warning in instance.warnings:
        say(f"warning: {warning}")
    read_at = time.perf_counter()
    limit = arguments.time_limit or instance.options.get("time_limit_s")
    with Interruption(limit) as interruption, Bar() as bar:
        result = place(instance, policy=arguments.policy, seed=arguments.seed, stop=interruption, progress=bar)
        times = {
            "read_s": round(read_at - started, 3),
            "place_check_explain_s": round(time.perf_counter() - read_at, 3),
        }
        result.write(arguments.out, {"times": times})
    if arguments.json:
        summary = {**result.summary, "times": times}
        sys.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
    else:
        _tell(result, arguments.out)
    if result.stopped:
        cause = "interrupted" if interruption.interrupted else f"the time limit of {limit:g} s was reached"
        say(f"{cause}: the best proposal found so far is written in {arguments.out}; it cannot be sealed")
    return 130 if interruption.interrupted and result.stopped else 0


def _tell(result: Result, out: Path) -> None:
    summary = result.summary
    lines = [
        f"{summary['placed_children']} of {summary['children']} children placed, "
        f"{summary['half_days_filled']} slots filled, wishes by rank {summary['wishes_by_rank']}",
        f"check: {'feasible' if result.report.feasible else 'INFEASIBLE'}, "
        f"{len(result.report.blocking)} blocking options, {len(result.report.waste)} of them waste",
        f"{len(result.refusals)} refusals explained: {summary['refusals_by_reason']}",
        f"written in {out}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
