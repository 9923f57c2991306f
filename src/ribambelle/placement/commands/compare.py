"""`ribambelle compare`: several policies on one instance."""

import argparse
import json
import sys
from typing import Any

from ribambelle.placement.commands.terms import add_instance, epilog, say
from ribambelle.placement.comparing import compare
from ribambelle.placement.instance import Instance
from ribambelle.placement.interruption import Interruption
from ribambelle.placement.progress import Bar
from ribambelle.placement.solving import COMPARED

__all__ = ["add", "run"]

COLUMNS = (
    "policy",
    "placed_children",
    "half_days_filled",
    "first_wishes",
    "sum_of_ranks",
    "blocking_options",
    "waste",
    "price_of_fairness",
)


def add(parsers: Any) -> None:
    """Declare the command."""
    parser = parsers.add_parser(
        "compare",
        help="run several policies and show them side by side",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run several policies on one instance, check each, and show their figures side by side.",
        epilog=epilog("ribambelle compare docs/reference/engine-example --policies order,stable,optimal,fill"),
    )
    add_instance(parser)
    parser.add_argument(
        "--policies", type=_policies, default=tuple(COMPARED), metavar="LIST", help=f"of {','.join(COMPARED)}"
    )
    parser.add_argument("--seed", type=int, metavar="N", help="draws the lots that are not written (default 0)")
    parser.add_argument("--time-limit", type=float, metavar="S", help="stop after S seconds with the best found")
    parser.add_argument("--json", action="store_true", help="print as JSON on standard output")
    parser.set_defaults(run=run)


def _policies(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",") if name.strip())
    unknown = [name for name in names if name not in COMPARED]
    if unknown or not names:
        message = f"unknown policy {', '.join(unknown) or '(none)'}; choose from {', '.join(COMPARED)}"
        raise argparse.ArgumentTypeError(message)
    return names


def run(arguments: argparse.Namespace) -> int:
    """Run each policy, show the table."""
    instance = Instance.read(arguments.instance)
    with Interruption(arguments.time_limit) as interruption, Bar() as bar:
        rows = compare(instance, arguments.policies, seed=arguments.seed, stop=interruption, progress=bar)
    if arguments.json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    else:
        sys.stdout.write(_table(rows))
    stopped = [row["policy"] for row in rows if row.get("stopped")]
    if stopped:
        cause = (
            "interrupted" if interruption.interrupted else f"the time limit of {arguments.time_limit:g} s was reached"
        )
        say(f"{cause}: the figures of {', '.join(stopped)} are those of the best proposals found so far.")
    return 130 if interruption.interrupted and stopped else 0


def _table(rows: list[dict[str, Any]]) -> str:
    cells = [[name.replace("_", " ") for name in COLUMNS]]
    cells += [[str(row.get(name, "")) for name in COLUMNS] for row in rows]
    widths = [max(len(line[column]) for line in cells) for column in range(len(COLUMNS))]
    lines = [
        "  ".join(
            cell.ljust(width) if place == 0 else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        for line in cells
    ]
    lines += [f"{row['policy']}: {row['remark']}" for row in rows if row["remark"]]
    for row in rows:
        if row.get("gap"):
            gaps = ", ".join(f"{count} {name}" for name, count in row["gap"].items())
            lines.append(f"{row['policy']}: not proved; at most {gaps} from the bound")
        elif row.get("proved"):
            lines.append(f"{row['policy']}: proved")
    return "\n".join(lines) + "\n"
