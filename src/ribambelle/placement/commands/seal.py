"""`ribambelle seal` and `ribambelle replay`: a run anyone can repeat to the same bytes."""

import argparse
import sys
from pathlib import Path
from typing import Any

from ribambelle.placement.commands.terms import add_instance, epilog, say
from ribambelle.placement.errors import WrongInput
from ribambelle.placement.instance import Instance
from ribambelle.placement.interruption import Interruption
from ribambelle.placement.problems import Problem
from ribambelle.placement.progress import Bar
from ribambelle.placement.sealing import replay, seal
from ribambelle.placement.solving import POLICIES, place
from ribambelle.placement.writing import write_file

__all__ = ["add"]


def add(parsers: Any) -> None:
    """Declare both commands."""
    parser = parsers.add_parser(
        "seal",
        help="run and seal: instance, policy, seed, lots, allocation and refusals in one file",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Run without time limit, with one worker and a fixed seed; write all of it with fingerprints.",
        epilog=epilog("ribambelle seal docs/reference/engine-example run.seal.json --seed 7"),
    )
    add_instance(parser)
    parser.add_argument("file", type=Path, metavar="FILE", help="where to write the sealed run")
    parser.add_argument("--policy", choices=POLICIES, help="default: the instance's policy.toml, else stable")
    parser.add_argument("--seed", type=int, metavar="N", help="draws the lots that are not written (default 0)")
    parser.set_defaults(run=run_seal)
    again = parsers.add_parser(
        "replay",
        help="run a sealed run again and compare",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Verify the fingerprint of a sealed run, run it again, and compare byte for byte.",
        epilog=epilog("ribambelle replay run.seal.json", "exit code: 0 the same · 3 something differs · 2 wrong input"),
    )
    again.add_argument("file", type=Path, metavar="FILE", help="a file written by seal")
    again.set_defaults(run=run_replay)


def run_seal(arguments: argparse.Namespace) -> int:
    """Place, then seal. An interrupted run is not sealed."""
    instance = Instance.read(arguments.instance)
    with Interruption() as interruption, Bar() as bar:
        result = place(
            instance, policy=arguments.policy, seed=arguments.seed, workers=1, stop=interruption, progress=bar
        )
    if interruption.interrupted:
        say("interrupted: nothing was sealed.")
        return 130
    write_file(arguments.file, seal(instance, result))
    sys.stdout.write(f"sealed in {arguments.file}\n")
    return 0


def run_replay(arguments: argparse.Namespace) -> int:
    """Verify, run again, compare."""
    try:
        data = arguments.file.read_bytes()
    except OSError as error:
        what = f"this file cannot be read ({error.strerror})"
        problem = Problem(str(arguments.file), 0, "", what, "Give a file written by `ribambelle seal`")
        raise WrongInput([problem]) from error
    report = replay(data)
    if report.same:
        sys.stdout.write(f"the same, byte for byte; fingerprint {report.fingerprint}\n")
        return 0
    sys.stdout.write(f"different: {', '.join(report.differences)}; fingerprint {report.fingerprint}\n")
    return 3
