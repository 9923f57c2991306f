"""“Done”, said once at the top of the next page, with the way back where there is one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.functional import Promise

_UNDO = "undo="


def done(request: HttpRequest, text: str | Promise, *, undo_url: str = "") -> None:
    """Announce what was just done; `undo_url` is posted to by the toast's button “Annuler”."""
    messages.success(request, str(text), extra_tags=f"{_UNDO}{undo_url}" if undo_url else "")


def failed(request: HttpRequest, text: str | Promise) -> None:
    """Say what could not be done, why, and what to do instead."""
    messages.error(request, str(text))


def undo_url_of(message: Any) -> str:
    """The address given to `done`, or nothing."""
    tags = message.extra_tags or ""
    return tags[len(_UNDO) :] if tags.startswith(_UNDO) else ""
