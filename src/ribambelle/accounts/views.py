"""The journal: who did what, when, to which record."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ribambelle.accounts import selectors
from ribambelle.accounts.access import requires

PAGE_SIZE = 50


@requires("accounts.view_event")
def event_list(request: HttpRequest) -> HttpResponse:
    events = selectors.events(text=request.GET.get("q", ""))
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/event_list.html", {"page": page, "q": request.GET.get("q", "")})
