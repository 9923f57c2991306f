"""Pages of the design system itself: the components, the search over everything, light or dark."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from ribambelle.accounts.access import requires
from ribambelle.ui import scheme, showcase
from ribambelle.ui.search import elsewhere_for
from ribambelle.ui.search import search as find


@requires("ui.view_components")
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component once, with its states."""
    return render(request, "ui/components.html", showcase.context(request.GET))


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Whatever this person may see that holds every word."""
    text = request.GET.get("q", "").strip()
    groups = find(user=request.user, text=text)
    context = {"text": text, "groups": groups, "elsewhere": [] if groups else elsewhere_for(request.user)}
    return render(request, "ui/search.html", context)


@login_not_required
@require_POST
def choose_scheme(request: HttpRequest) -> HttpResponse:
    """Keep light, dark or the device's choice, and go back to the page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = redirect(back)
    chosen = request.POST.get("scheme", "")
    if chosen in scheme.SCHEMES:
        response.set_cookie(
            scheme.COOKIE,
            chosen,
            max_age=scheme.YEAR_SECONDS,
            samesite="Lax",
            secure=request.is_secure(),
            httponly=True,
        )
    return response
