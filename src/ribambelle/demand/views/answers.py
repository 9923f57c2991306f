"""The answer to an act on a request: done, with its undo, or refused in words; then back to a page."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from ribambelle.demand.errors import DemandError
from ribambelle.ui import toasts


class Said(NamedTuple):
    """What is said of an act that is done; `undo_url` takes it back, empty when nothing does."""

    text: str
    undo_url: str = ""


def acted(http: HttpRequest, url: str, act: Callable[[], Said]) -> HttpResponse:
    """Do it, say what is done or what refused it, and go to a page."""
    try:
        said = act()
    except DemandError as error:
        toasts.failed(http, str(error))
    else:
        toasts.done(http, said.text, undo_url=said.undo_url)
    return redirect(url)
