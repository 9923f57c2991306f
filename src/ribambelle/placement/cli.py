"""The engine on the command line. Messages are in English; results go to standard output, the rest to standard error.

Exit codes: 0 done · 2 wrong input, every problem listed, nothing written · 130 interrupted · 1 a fault of ours; `check`
adds 3 (feasible, something blocks) and 4 (infeasible).
"""

import argparse
import sys
import traceback

from ribambelle.placement.commands import check, compare, explain, generate, place, seal, select, simulate
from ribambelle.placement.commands.terms import say
from ribambelle.placement.errors import PlacementError, WrongInput

__all__ = ["main"]

COMMANDS = (place, check, explain, compare, generate, seal, select, simulate)
WRONG_INPUT, INTERRUPTED, OUR_FAULT = 2, 130, 1


def parser() -> argparse.ArgumentParser:
    """The parser of every command of the engine."""
    top = argparse.ArgumentParser(
        prog="ribambelle",
        description="Allocate places fairly: propose, check, explain. Works without network.",
        epilog="`ribambelle COMMAND --help` shows an example of each.",
    )
    parsers = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(parsers)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else WRONG_INPUT
    try:
        code: int = arguments.run(arguments)
    except PlacementError as error:
        code = _refuse(error)
    except KeyboardInterrupt:
        say("interrupted before a proposal was found; nothing was written.")
        code = INTERRUPTED
    except Exception:  # noqa: BLE001  the last resort of a command: say it is our fault, with what is needed to mend it
        say(traceback.format_exc())
        say("This is a fault of the engine, not of your files. Please report it with the lines above.")
        code = OUR_FAULT
    return code


def _refuse(error: PlacementError) -> int:
    say(str(error))
    if isinstance(error, WrongInput):
        number = len(error.problems)
        say(f"{number} {'problem' if number == 1 else 'problems'}; nothing was written.")
    return WRONG_INPUT


if __name__ == "__main__":
    sys.exit(main())
