"""The public home and the staff home."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from ribambelle.commissions.selectors.rule_texts import rules_in_force
from ribambelle.offer.forms import SearchForm
from ribambelle.portal import selectors


@login_not_required
@require_GET
def public_home(request: HttpRequest) -> HttpResponse:
    """What anyone sees first."""
    context = {"form": SearchForm(None), "rules": rules_in_force(timezone.localdate())}
    return render(request, "portal/public_home.html", context)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this person, day by day, and the figures of their work."""
    today = timezone.localdate()
    return render(request, "portal/home.html", selectors.home(user=request.user, today=today))
