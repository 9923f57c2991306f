"""What the coordinating body is called, and how it is reached."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ribambelle.accounts import selectors, services
from ribambelle.accounts.access import requires
from ribambelle.accounts.forms import BodyForm
from ribambelle.accounts.models import User


@requires("accounts.change_body")
@require_http_methods(["GET", "POST"])
def body(request: HttpRequest) -> HttpResponse:
    """Read it, or say it otherwise."""
    said = selectors.coordinating_body()
    form = BodyForm(request.POST or None, initial={"body_name": said.name, "body_contact": said.contact})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        services.body_set(by=cast(User, request.user), name=found["body_name"], contact=found["body_contact"])
        messages.success(request, _("Pages, letters and mails bear it from now on."))
        return redirect("accounts:body")
    context = {"form": form, "events": selectors.events_of(kind="accounts.installation", reference="body")}
    return render(request, "accounts/body.html", context, status=422 if form.is_bound else 200)
