"""What every page needs around its content."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.functional import SimpleLazyObject

from ribambelle.accounts.selectors import coordinating_body
from ribambelle.ui import menu
from ribambelle.ui.guides import guide_url
from ribambelle.ui.scheme import scheme_of
from ribambelle.ui.search import examples_for


def chrome(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    match = getattr(request, "resolver_match", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "coordination": SimpleLazyObject(coordinating_body),
        "accent": settings.ACCENT,
        "scheme": scheme_of(request),
        "is_demo": settings.DEMO,
        "guide_url": guide_url(match.view_name if match else ""),
        "home_url": resolve_url(settings.LOGIN_REDIRECT_URL),
        "search_examples": partial(examples_for, user) if signed_in else "",
        "menu": menu.lines_of(menu.entries_for(user), request.path) if signed_in else [],
        "public_menu": menu.lines_of(menu.public_entries(), request.path),
    }
