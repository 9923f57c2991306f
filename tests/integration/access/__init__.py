"""The rows of the URL × role table, one module a room."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from ribambelle.accounts.enums import Role

EVERYONE = frozenset(Role)


@dataclass(frozen=True)
class Row:
    """Who may open a URL.

    `prepare` makes the records the URL needs; `otherwise` is what the other signed-in roles get: "denied" (403), or
    "not found" where a record out of one's scope must not even be known to exist.
    """

    allowed: frozenset[Role]
    kwargs: dict[str, Any] = field(default_factory=dict)
    method: Literal["get", "post"] = "get"
    data: dict[str, Any] | None = None
    prepare: Callable[[], Any] | None = None
    anonymous: Literal["sign-in", "allowed", "denied", "not found"] = "sign-in"
    otherwise: Literal["denied", "not found", "allowed"] = "denied"
