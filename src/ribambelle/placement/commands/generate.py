"""`ribambelle generate`: a realistic synthetic instance."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ribambelle.placement.commands.terms import epilog
from ribambelle.placement.generator import generate
from ribambelle.placement.writing import write_file

__all__ = ["add", "run"]


def add(parsers: Any) -> None:
    """Declare the command."""
    parser = parsers.add_parser(
        "generate",
        help="make a realistic synthetic instance",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Write a synthetic instance: the same for the same numbers and seed.",
        epilog=epilog("ribambelle generate --children 1000 --settings 29 --seed 1 valley"),
    )
    parser.add_argument("--children", type=_positive, default=1000, metavar="N", help="children (1000)")
    parser.add_argument("--settings", type=_positive, metavar="M", help="settings (one for 35 children)")
    parser.add_argument("--seed", type=_seed, default=0, metavar="S", help="whole number from 0 (0)")
    parser.add_argument("out", type=Path, metavar="OUT", help="a new folder, or a name that ends in .json")
    parser.set_defaults(run=run)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        message = "give a whole number from 1"
        raise argparse.ArgumentTypeError(message)
    return number


def _seed(text: str) -> int:
    number = int(text)
    if number < 0:
        message = "give a whole number from 0"
        raise argparse.ArgumentTypeError(message)
    return number


def run(arguments: argparse.Namespace) -> int:
    """Generate and write."""
    instance = generate(children=arguments.children, settings=arguments.settings, seed=arguments.seed)
    if arguments.out.suffix == ".json":
        write_file(arguments.out, instance.to_json().encode())
    else:
        instance.to_folder(arguments.out)
    facts = instance.facts
    sys.stdout.write(
        f"{len(facts.children)} children, {len(facts.parties)} parties, {len(facts.settings)} settings, "
        f"{len(facts.wish_party)} wishes, written in {arguments.out}\n"
    )
    return 0
