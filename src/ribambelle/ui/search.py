"""Search everything: each room says what of its own can be found; the box in the top bar asks them all."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry
from ribambelle.ui.menu import Entry

ENOUGH = 8  # results shown of one kind
EXAMPLES = 4  # kinds the box names


@dataclass(frozen=True, slots=True)
class Found:
    """One thing found: its name, where it opens, and one line that tells it from its neighbours."""

    title: str
    url: str
    text: str | Promise = ""
    icon: str = "right"


@dataclass(frozen=True, slots=True)
class Searchable:
    """A kind of thing that can be found.

    `find(user, words, limit)` returns at most `limit` things that hold every word (lower case, at least one), among
    those the person may see, in one query. `more_url(words)` is the list that shows the others, filtered alike.
    `example`: one of them with its article (“a request”), for the box itself.
    """

    code: str
    label: str | Promise
    find: Callable[[Any, list[str], int], Iterable[Found]]
    order: int = 50
    permission: str = ""
    more_url: Callable[[list[str]], str] | None = None
    example: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Group:
    """What was found of one kind; `more_url` leads to the others when there are more than `ENOUGH`."""

    label: str | Promise
    found: list[Found]
    more_url: str = ""


searchables: Registry[Searchable] = Registry("searchable thing")
#: Forms that answer a need rather than a name: shown when the box found nothing.
elsewhere: Registry[Entry] = Registry("form to try when nothing is found")


def search(*, user: Any, text: str) -> list[Group]:
    """Everything this person may see that holds every word of the text, by kind; nothing for an empty text."""
    words = text.lower().split()
    if not words:
        return []
    groups = []
    for searchable in _searched_by(user):
        found = list(searchable.find(user, words, ENOUGH + 1))
        if found:
            more = searchable.more_url(words) if searchable.more_url and len(found) > ENOUGH else ""
            groups.append(Group(searchable.label, found[:ENOUGH], more))
    return groups


def _searched_by(user: Any) -> Iterator[Searchable]:
    """What this person may look for, in order."""
    for searchable in sorted(searchables, key=lambda each: each.order):
        if not searchable.permission or user.has_perm(searchable.permission):
            yield searchable


def examples_for(user: Any) -> str:
    """What this person may look for, for the box: “a request, a setting”; empty when nothing."""
    named = (str(searchable.example) for searchable in _searched_by(user) if searchable.example)
    return ", ".join(islice(named, EXAMPLES))


def elsewhere_for(user: Any) -> list[Entry]:
    """The forms this person may open when the box found nothing, in order."""
    allowed = [entry for entry in elsewhere if not entry.permission or user.has_perm(entry.permission)]
    return sorted(allowed, key=lambda entry: entry.order)
