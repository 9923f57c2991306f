"""What the engine raises.

PlacementError
├── WrongInput        the instance or the allocation is wrong; carries every problem, not only the first
├── NotApplicable     the policy cannot answer for this instance (a missing common order, a missing library)
└── CannotSeal        the run is not reproducible: it was stopped by the clock
"""

from ribambelle.placement.problems import Problem

__all__ = ["CannotSeal", "NotApplicable", "PlacementError", "WrongInput"]


class PlacementError(Exception):
    """Anything the engine refuses, with a message meant to be read."""


class WrongInput(PlacementError):
    """The input is wrong. ``problems`` lists everything found, in the order of files and lines."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class NotApplicable(PlacementError):
    """The policy asked for cannot answer for this instance."""


class CannotSeal(PlacementError):
    """Only a run that can be repeated exactly may be sealed."""
