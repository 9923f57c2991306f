"""The journal (who did what, when, to which record) and one's own account."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ribambelle.accounts import selectors
from ribambelle.accounts.access import requires
from ribambelle.accounts.own_cards import cards_for

PAGE_SIZE = 50


@requires("accounts.view_event")
@require_GET
def event_list(request: HttpRequest) -> HttpResponse:
    events = selectors.events(text=request.GET.get("q", ""))
    page = Paginator(events, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "accounts/event_list.html", {"page": page, "q": request.GET.get("q", "")})


@require_GET
def account(request: HttpRequest) -> HttpResponse:
    """One's own account: roles, password, second factor, the way out."""
    context = {"assignments": request.user.assignments, "cards": cards_for(request.user)}  # type: ignore[union-attr]
    return render(request, "accounts/account.html", context)
