"""`ribambelle check`: is an allocation allowed, and who is passed over?"""

import argparse
import json
import sys
from typing import Any

from ribambelle.placement.allocation_reading import read_allocation
from ribambelle.placement.checker import Report, check
from ribambelle.placement.commands.terms import add_allocation, add_instance, epilog
from ribambelle.placement.instance import Instance

__all__ = ["add", "run"]


def add(parsers: Any) -> None:
    """Declare the command."""
    parser = parsers.add_parser(
        "check",
        help="check an allocation independently of what made it",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Check places, sections, ages, siblings, reserves, held places; list whoever is passed over.",
        epilog=epilog(
            "ribambelle check docs/reference/engine-example proposal",
            "exit code: 0 feasible, nothing blocks · 3 feasible, something blocks · 4 infeasible · 2 wrong input",
        ),
    )
    add_instance(parser)
    add_allocation(parser)
    parser.add_argument("--json", action="store_true", help="print the report as JSON on standard output")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read both, check, tell."""
    instance = Instance.read(arguments.instance)
    report = check(instance, read_allocation(arguments.allocation))
    sys.stdout.write(_json(report) if arguments.json else _text(report))
    return report.exit_code


def _json(report: Report) -> str:
    document = {
        **report.totals(),
        "violations": [violation._asdict() for violation in report.violations],
        "blocking": [block._asdict() for block in report.blocking],
    }
    return json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _text(report: Report) -> str:
    lines = [str(violation) for violation in report.violations]
    for block in report.blocking:
        how = "a usable place is left empty" if block.waste else "someone behind was served before"
        lines.append(f'blocks: {block.party}: rank {block.rank} at "{block.setting}": {how}.')
    verdict = "feasible" if report.feasible else f"infeasible: {len(report.violations)} rules broken"
    lines.append(
        f"{verdict}; {len(report.blocking)} blocking options, {len(report.waste)} of them waste; "
        f"{report.placed_children} children placed, {report.half_days_filled} slots filled"
    )
    return "\n".join(lines) + "\n"
