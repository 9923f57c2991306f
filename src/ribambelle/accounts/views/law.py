"""The law this installation works under, and what changing it changes."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ribambelle.accounts import selectors, services
from ribambelle.accounts.access import requires
from ribambelle.accounts.forms import LawChangeForm
from ribambelle.accounts.models import User


@requires("accounts.change_law")
@require_http_methods(["GET", "POST"])
def law(request: HttpRequest) -> HttpResponse:
    """Read it, or say another once its consequences were read."""
    stated = selectors.law_stated()
    form = LawChangeForm(request.POST or None, initial={"law": stated})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["law"]
        services.law_set(by=cast(User, request.user), law=said)
        messages.success(request, _("From now on, delays are counted under this law: %(law)s.") % {"law": said.label})
        return redirect("accounts:law")
    context = {
        "form": form,
        "stated": stated,
        "events": selectors.events_of(kind="accounts.installation", reference="law"),
    }
    return render(request, "accounts/law.html", context, status=422 if form.is_bound else 200)
