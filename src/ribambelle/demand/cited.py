"""Which criteria count at present: the rooms that hold rule texts say which ones theirs cite."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from ribambelle.demand.criteria import BY_CODE
from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Citing:
    """`codes(today)`: the criteria cited by what applies that day, or is adopted to apply later."""

    code: str
    codes: Callable[[date], Iterable[str]]


citings: Registry[Citing] = Registry("provider of cited criteria")


def cited_criteria(today: date) -> frozenset[str]:
    """The criteria that count, with those that imply them; empty when no rule text is adopted."""
    cited = {code for provider in citings for code in provider.codes(today) if code in BY_CODE}
    return frozenset(cited.union(*(BY_CODE[code].implied_by for code in cited)))
