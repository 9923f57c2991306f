"""What stands behind the reference of a placement. This room knows no child: rooms above say, to those who may know."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Known:
    """Who it is, and the page that tells more."""

    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Behind:
    """`find(user, references)` names those of the references this person may see; the others are absent.

    Asked only of people who hold `permission`; its queries do not grow with the references.
    """

    code: str
    permission: str
    find: Callable[[Any, Collection[str]], Mapping[str, Known]]


behinds: Registry[Behind] = Registry("what stands behind a reference")


def who_is_behind(user: Any, references: Collection[str]) -> dict[str, Known]:
    """What the rooms above tell this person of these references."""
    wanted = {reference for reference in references if reference}
    found: dict[str, Known] = {}
    for behind in behinds if wanted else ():
        if user.has_perm(behind.permission):
            found |= behind.find(user, wanted)
    return found
