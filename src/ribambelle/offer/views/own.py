"""The home of a director: each of their settings, with what waits there."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from ribambelle.accounts.access import requires
from ribambelle.offer.selectors.own import own_of, own_settings

PAGE_SIZE = 20


@requires("offer.change_placement")
def own_list(request: HttpRequest) -> HttpResponse:
    found = own_settings(request.user).prefetch_related("closures")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    today = localdate()
    context = {"page": page, "own": own_of(page, today=today), "today": today}
    return render(request, "offer/own_list.html", context)
