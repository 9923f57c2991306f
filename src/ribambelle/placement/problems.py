"""A problem of the input: where, who, what is wrong, what to do."""

from typing import NamedTuple

__all__ = ["Problem", "Problems"]


class Problem(NamedTuple):
    """One thing wrong. ``line`` is the line of the file (1 = header) or the row in memory; 0: whole file."""

    file: str
    line: int
    culprit: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        who = f" {self.culprit}:" if self.culprit else ""
        return f"{where}:{who} {self.what}. {self.remedy}"

    def as_dict(self) -> dict[str, str | int]:
        """The problem as plain values, for JSON."""
        return self._asdict()


class Problems:
    """Collects errors and warnings so that everything wrong is told at once."""

    def __init__(self) -> None:
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def error(self, file: str, line: int, culprit: str, what: str, remedy: str) -> None:
        """Note something that forbids going on."""
        self.errors.append(Problem(file, line, culprit, what, remedy))

    def warn(self, file: str, line: int, culprit: str, what: str, remedy: str) -> None:
        """Note something worth a look that forbids nothing."""
        self.warnings.append(Problem(file, line, culprit, what, remedy))
