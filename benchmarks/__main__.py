"""`python -m benchmarks`: print the table of figures."""

import sys

from benchmarks import small
from benchmarks.measure import Line, machine


def lines() -> list[Line]:
    """Every figure, measured now."""
    return [small.command_line(), *(small.library(children) for children in (1000, 5000, 25_000))]


def main() -> int:
    """Measure and print; 1 when a goal is missed."""
    print(machine())
    missed = 0
    for line in lines():
        mark = {True: "reached", False: "MISSED", None: ""}[line.reached]
        print(f"{line.number:>2}  {line.what:<62} {line.goal:<10} {line.measured:<12} {line.checked:<28} {mark}")
        missed += line.reached is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
