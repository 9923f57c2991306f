"""What every page needs around its content."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from ribambelle.ui.menu import entries_for


def chrome(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "body_name": settings.BODY_NAME,
        "accent": settings.ACCENT,
        "is_demo": settings.DEMO,
        "menu": entries_for(user) if signed_in else [],
    }
