"""`ribambelle select`: seats at events, or two-sided matching, from one JSON document."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from ribambelle.placement.commands.terms import epilog
from ribambelle.placement.errors import WrongInput
from ribambelle.placement.problems import Problem
from ribambelle.placement.select import Candidate, Event, Host, Selection, match, select

__all__ = ["add", "run"]


def add(parsers: Any) -> None:
    """Declare the command."""
    parser = parsers.add_parser(
        "select",
        help="limited seats at events, or two-sided matching",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description='Reads {"events": [{"reference", "seats", "per_organisation", "kept"}],\n'
        '       "candidates": [{"reference", "wishes", "organisation", "groups", "refused_before", "points"}]}\n'
        'or    {"hosts": [{"reference", "ranking", "places"}], "applicants": {"name": ["host", ...]}}\n'
        "and prints who was taken where, why the others were not, and the lots.",
        epilog=epilog("ribambelle select docs/reference/engine-seats.json --seed 7"),
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="a JSON document")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the lottery (0); publish it beforehand")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Read, select, print."""
    selection = _select(arguments.file, arguments.seed)
    document = {
        "taken": dict(sorted(selection.taken.items())),
        "refused": [refused._asdict() for refused in selection.refused],
        "lots": selection.lots,
        "blocking_options": len(selection.run.report.blocking),
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
    return 0


def _select(file: Path, seed: int) -> Selection:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if "hosts" in document:
            hosts = [Host(**{**row, "ranking": tuple(row["ranking"])}) for row in document["hosts"]]
            return match(hosts, document["applicants"], seed=seed)
        events = [Event(**row) for row in document["events"]]
        return select(events, [_candidate(row) for row in document["candidates"]], seed=seed)
    except OSError as error:
        raise _wrong(file, f"this file cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _wrong(file, f"this is not a document to select from ({error!r})") from error


def _candidate(row: dict[str, Any]) -> Candidate:
    return Candidate(**{**row, "wishes": tuple(row["wishes"]), "groups": frozenset(row.get("groups", ()))})


def _wrong(file: Path, what: str) -> WrongInput:
    return WrongInput([Problem(str(file), 0, "", what, "See `ribambelle select --help`")])
