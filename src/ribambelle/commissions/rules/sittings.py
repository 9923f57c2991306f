"""Quorum and recusals: who counts, who must stay out of a dossier."""

from collections.abc import Collection
from math import ceil


def members_needed(quorum: str, number: int | None, voters: int) -> int:
    """How many of the members with a vote must be there. `number` only where the rule is a fixed number.

    >>> [members_needed(rule, None, 9) for rule in ("none", "half", "majority", "two-thirds")]
    [0, 5, 5, 6]
    >>> members_needed("majority", None, 8), members_needed("half", None, 8), members_needed("number", 3, 9)
    (5, 4, 3)
    """
    match quorum:
        case "none":
            return 0
        case "half":
            return ceil(voters / 2)
        case "majority":
            return voters // 2 + 1
        case "two-thirds":
            return ceil(voters * 2 / 3)
        case "number" if number:
            return number
    raise ValueError(f"quorum {quorum!r} is unknown, or lacks its number.")


def is_recused(
    requests: Collection[str], settings: Collection[str], own_requests: Collection[str], own_settings: Collection[str]
) -> bool:
    """Whether a member who withdrew for these requests and settings stays out of a dossier.

    The dossier: `own_requests`, and `own_settings` it asks for or is given.
    """
    return not set(requests).isdisjoint(own_requests) or not set(settings).isdisjoint(own_settings)
