"""The first account of an empty installation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from ribambelle.accounts.first_visit import forget_first_code, is_first_code
from ribambelle.accounts.forms import FirstAccountForm
from ribambelle.accounts.services import first_account_open

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
def first_account(request: HttpRequest, code: str) -> HttpResponse:
    """Open the account of the first coordinator and go in."""
    if not is_first_code(code):
        raise Http404(code)
    form = FirstAccountForm(request.POST or None, initial={"law": settings.LAW, "body_name": settings.BODY_NAME})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        del found["again"]
        user = first_account_open(**found)
        forget_first_code()
        login(request, user, backend=BACKEND)
        messages.success(request, _("Your account is open. Here is where to begin."))
        return redirect("portal:home")
    return render(request, "accounts/first_account.html", {"form": form})
