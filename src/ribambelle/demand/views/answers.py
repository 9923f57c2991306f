"""The answer to an act on a request: done, with its undo, or refused in words; then back to a page."""

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from ribambelle.demand.errors import DemandError
from ribambelle.demand.models import Request
from ribambelle.ui import toasts


class Said(NamedTuple):
    """What is said of an act that is done.

    `undo_url` takes it back, empty when nothing does; `link` (address, words) leads to what is left to do.
    """

    text: str
    undo_url: str = ""
    link: tuple[str, str] | None = None


def paper_link(request: Request) -> tuple[str, str]:
    """Where the acknowledgement is printed."""
    return reverse("demand:acknowledgement", args=[request.reference]), _("Open the paper")


def acted(http: HttpRequest, url: str, act: Callable[[], Said]) -> HttpResponse:
    """Do it, say what is done or what refused it, and go to a page."""
    try:
        said = act()
    except DemandError as error:
        toasts.failed(http, str(error))
    else:
        toasts.done(http, said.text, undo_url=said.undo_url, link=said.link)
    return redirect(url)
