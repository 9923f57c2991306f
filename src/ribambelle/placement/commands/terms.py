"""What every command shares: the words of its help, and where it speaks."""

import argparse
import sys
from pathlib import Path

__all__ = ["add_allocation", "add_instance", "epilog", "say"]


def say(text: str) -> None:
    """To the person at the keyboard, on standard error."""
    sys.stderr.write(text + "\n")


def epilog(example: str, *more: str) -> str:
    """The end of a command's help."""
    return "\n".join([f"example:\n  {example}", *more])


def add_instance(parser: argparse.ArgumentParser) -> None:
    """The argument INSTANCE."""
    parser.add_argument("instance", type=Path, metavar="INSTANCE", help="a folder of CSV files, or an instance.json")


def add_allocation(parser: argparse.ArgumentParser) -> None:
    """The argument ALLOCATION."""
    parser.add_argument(
        "allocation",
        type=Path,
        metavar="ALLOCATION",
        help="the folder written by place, or its allocation.csv",
    )
