"""“Done”, said once at the top of the next page, with the way back where there is one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

_UNDO, _LINK = "undo=", "link="


def done(request: HttpRequest, text: str | Promise, *, undo_url: str = "", link: tuple[str, str] | None = None) -> None:
    """Announce what was just done.

    `undo_url` is posted to by the toast's button “Annuler”; `link` is an address and its words, to what is left to do.
    """
    tags = [f"{_UNDO}{undo_url}"] if undo_url else []
    tags += [f"{_LINK}{' '.join(link)}"] if link else []
    messages.success(request, str(text), extra_tags="\n".join(tags))


def failed(request: HttpRequest, text: str | Promise) -> None:
    """Say what could not be done, why, and what to do instead."""
    messages.error(request, str(text))


def undo_url_of(message: Any) -> str:
    """The address given to `done`, or nothing."""
    return _tag(message, _UNDO)


def link_of(message: Any) -> tuple[str, str] | None:
    """The address and the words given to `done` as `link`, or None."""
    url, _blank, words = _tag(message, _LINK).partition(" ")
    return (url, words) if url else None


def _tag(message: Any, name: str) -> str:
    tags = (message.extra_tags or "").split("\n")
    return next((tag.removeprefix(name) for tag in tags if tag.startswith(name)), "")
