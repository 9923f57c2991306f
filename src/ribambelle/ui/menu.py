"""The navigation: each room declares its entries, the page shows those its reader may open."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the side navigation. `order` sorts; from 100 on under “Report”, from 200 under “Set up”."""

    code: str
    label: str | Promise
    icon: str
    url_name: str
    order: int
    permission: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


menu: Registry[Entry] = Registry("menu entry")


def entries_for(user: Any) -> list[Entry]:
    """The entries this person may open, in order."""
    allowed = [entry for entry in menu if not entry.permission or user.has_perm(entry.permission)]
    return sorted(allowed, key=lambda entry: entry.order)
