"""The door of the family's pages: a personal link instead of an account.

A page of the family is a view decorated with `family_page`: it takes the token of its address and receives the
`Holder` it stands for. Wrong tokens are counted by address of the network: after twenty in ten minutes, none is looked
up for a while.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.demand.selectors.links import link_of
from ribambelle.demand.services.links import link_used

MISSES, MINUTES = 20, 10
View = Callable[..., HttpResponse]


def family_page(view: View) -> View:
    """A view of the family: `view(request, holder, …)` at an address with `<str:token>`.

    The page is kept by no cache and no search engine, and tells its address to nobody.
    """

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        counted = f"demand.links:{get_adapter(request).get_client_ip(request)}"
        if cache.get(counted, 0) >= MISSES:
            remedy = _("Wait ten minutes, then open the link of your letter again, whole.")
            return _refused(request, _("Too many wrong addresses"), remedy, status=429)
        now = timezone.now()
        holder = link_of(token, today=timezone.localdate(now))
        if holder is None:
            if not cache.add(counted, 1, MINUTES * 60):
                cache.incr(counted)
            remedy = _(
                "Copy the whole address of your letter; if it still does not open, ask your desk for a new link."
            )
            return _refused(request, _("This link is not valid, or no longer is"), remedy, status=404)
        link_used(at=now, link=holder.link)
        return _closed(view(request, holder, *args, **kwargs))

    return opened


def _refused(request: HttpRequest, title: str, remedy: str, *, status: int) -> HttpResponse:
    context = {"title": title, "remedy": remedy}
    return _closed(render(request, "demand/family_closed.html", context, status=status))


def _closed(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = (
        "same-origin"  # “no-referrer” makes browsers send “Origin: null”, which no form survives
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
