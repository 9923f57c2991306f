"""What a person sets for themselves on their account page: each room adds its card."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card of the account page: `template` is included with what `context(user)` gives."""

    code: str
    template: str
    context: Callable[[Any], dict[str, Any]]
    permission: str = ""


own_cards: Registry[OwnCard] = Registry("card of the account page")


def cards_for(user: Any) -> list[dict[str, Any]]:
    """The cards this person may use, by code: each with its template and what it shows."""
    return [
        {"template": card.template, **card.context(user)}
        for card in own_cards
        if not card.permission or user.has_perm(card.permission)
    ]
