"""The catalogue of criteria: what a family answers once, and what every rule text may cite by its code.

A code is stable and means one thing, whichever grid cites it. Three origins:

- *asked*: the family answers, with evidence;
- *implied*: met as soon as one of the codes of `implied_by` is met (a grid speaks of “the parent or parents work”,
  the family said which of the two);
- *computed*: follows from the dates of the request and the cut-off of the session.

Codes of one `group` exclude each other: one is met, so the others are not.
The catalogue covers every criterion with points of the published grids it was read against: Pessac 2022,
Médoc Estuaire, Toulouse 2015, Paris 18e 2014 (first series) and one town's undated leaflet.
"""

from difflib import get_close_matches
from typing import Final

from ribambelle.demand.criteria.catalogue import CATALOGUE
from ribambelle.demand.criteria.definition import Definition

__all__ = ["BY_CODE", "CATALOGUE", "Definition", "UnknownCriterion", "criterion_by_code"]

BY_CODE: Final[dict[str, Definition]] = {definition.code: definition for definition in CATALOGUE}


class UnknownCriterion(KeyError):
    """A code that the catalogue does not hold."""

    def __str__(self) -> str:
        return str(self.args[0])


def criterion_by_code(code: str) -> Definition:
    """The definition of a code.

    Raises
    ------
    UnknownCriterion
        Naming the code and the nearest ones.

    Examples
    --------
    >>> criterion_by_code("social-follow-up").maximum
    100
    """
    try:
        return BY_CODE[code]
    except KeyError:
        near = get_close_matches(code, BY_CODE, n=3) or list(BY_CODE)[:3]
        raise UnknownCriterion(
            f"criterion {code!r} is not in the catalogue. Nearest: {', '.join(near)}. Correct the code, or add it."
        ) from None
