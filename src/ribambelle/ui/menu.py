"""The navigation: each room declares its entries, the page shows those its reader may open."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from ribambelle.kernel.registries import Registry

REPORT, SET_UP = 100, 200
ON_A_PHONE = 4  # entries of the first section that stay in the row of a small screen


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

    @property
    def section(self) -> str | Promise:
        if self.order < REPORT:
            return ""
        if self.order < SET_UP:
            return pgettext_lazy("navigation", "Report")
        return pgettext_lazy("navigation", "Set up")


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as this page shows it: is it where we are, does it wait in the footer on a phone?"""

    entry: Entry
    is_current: bool
    is_later: bool


menu: Registry[Entry] = Registry("menu entry")
#: What anyone may open, in the header and footer of public pages.
public_menu: Registry[Entry] = Registry("public menu entry")


def entries_for(user: Any) -> list[Entry]:
    """The entries this person may open, in order."""
    allowed = [entry for entry in menu if not entry.permission or user.has_perm(entry.permission)]
    return sorted(allowed, key=lambda entry: entry.order)


def public_entries() -> list[Entry]:
    """The entries of public pages, in order."""
    return sorted(public_menu, key=lambda entry: entry.order)


def lines_of(entries: list[Entry], path: str) -> list[Line]:
    """The entries with the one where `path` stands: the longest address that begins it."""
    here = max((entry.url for entry in entries if path.startswith(entry.url)), key=len, default=None)
    return [
        Line(entry, is_current=entry.url == here, is_later=index >= ON_A_PHONE or entry.order >= REPORT)
        for index, entry in enumerate(entries)
    ]
