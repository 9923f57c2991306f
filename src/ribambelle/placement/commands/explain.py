"""`ribambelle explain`: why a party was refused, and what would have changed it."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ribambelle.placement.allocation_reading import read_allocation
from ribambelle.placement.changes import smallest_changes
from ribambelle.placement.commands.terms import add_allocation, add_instance, epilog, say
from ribambelle.placement.explaining import explain
from ribambelle.placement.instance import Instance
from ribambelle.placement.interruption import Interruption

__all__ = ["add", "run"]


def add(parsers: Any) -> None:
    """Declare the command."""
    parser = parsers.add_parser(
        "explain",
        help="why a party was refused, and the smallest change that would have helped",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Give the reason of every refused option of a party, then solve again to find the smallest single\n"
        "change (points, a slot less, one more wish) that would have given it something better.",
        epilog=epilog("ribambelle explain docs/reference/engine-example proposal p3"),
    )
    add_instance(parser)
    add_allocation(parser)
    parser.add_argument("party", metavar="PARTY", help="the identifier of a party")
    parser.add_argument("--no-changes", action="store_true", help="reasons only: nothing is solved again")
    parser.add_argument("--json", action="store_true", help="print as JSON on standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, explain, search."""
    instance = Instance.read(arguments.instance)
    allocation = read_allocation(arguments.allocation)
    explanations = explain(instance, allocation, arguments.party)
    changes = []
    with Interruption() as interruption:
        if explanations and not arguments.no_changes:
            policy = _policy(arguments.allocation, instance)
            changes = smallest_changes(instance, allocation, arguments.party, policy=policy, stop=interruption)
    if arguments.json:
        document = {
            "refusals": [{**item.refusal._asdict(), "text": item.text} for item in explanations],
            "changes": [{"kind": c.kind, "rank": c.rank, "setting": c.setting, "text": str(c)} for c in changes],
        }
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    else:
        for item in explanations:
            sys.stdout.write((f"wish {item.refusal.rank}: " if item.refusal.rank else "") + item.text + "\n")
        if not explanations:
            sys.stdout.write("Nothing was refused: this party has its best wish.\n")
        for change in changes:
            sys.stdout.write(f"Change: {change}.\n")
    if interruption.interrupted:
        say("interrupted: the search for changes is not complete.")
        return 130
    return 0


def _policy(allocation: Path, instance: Instance) -> str:
    """The policy the allocation was made with, when its summary says so."""
    summary = allocation / "summary.json"
    if summary.is_file():
        try:
            return str(json.loads(summary.read_text(encoding="utf-8"))["policy"])
        except (ValueError, KeyError, TypeError):
            say(f"{summary}: not readable; the policy is taken from the instance.")
    return str(instance.options.get("policy", "stable"))
