"""Replay a sealed session from its file: calculated again here, compared byte for byte. Nothing is kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from ribambelle.accounts.access import requires
from ribambelle.commissions.forms.replaying import ReplayForm


@requires("commissions.view_session")
@require_http_methods(["GET", "POST"])
def session_replay(request: HttpRequest) -> HttpResponse:
    """Take the file, calculate everything again, say whether it is the same or where it differs."""
    form = ReplayForm(request.POST or None, request.FILES or None) if request.method == "POST" else ReplayForm()
    is_read = form.is_bound and form.is_valid()
    context = {"form": form, "found": form.cleaned_data["file"] if is_read else None}
    status = 200 if is_read or request.method == "GET" else 422
    return render(request, "commissions/session_replay.html", context, status=status)
