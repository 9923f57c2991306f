"""What other rooms do when a request changes state: a proposed place is freed, a placement ends.

Each follower runs in the transaction of the move, after it, for `by` at `at`; it raises `errors.MoveStopped` to refuse.
"""

from collections.abc import Callable
from dataclasses import dataclass

from ribambelle.demand.models import RequestMove
from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class MoveFollower:
    """`follow(move)`: the move as written, with its request, author and moment."""

    code: str
    follow: Callable[[RequestMove], None]


move_followers: Registry[MoveFollower] = Registry("follower of moves")
