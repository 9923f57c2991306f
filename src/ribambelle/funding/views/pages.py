"""What the pages of this room share: one form a page, and refusals shown where the person is."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from ribambelle.funding.errors import FundingError
from ribambelle.plans.saving import saved, status_of
from ribambelle.ui.toasts import done, failed

REFUSALS = (FundingError,)
PAGE_SIZE = 50


def form_page(request: HttpRequest, form: Any, *, title: str, action: str, back: str) -> HttpResponse:
    """A page that holds one form: its title, its fields, one button, the way back."""
    context = {"form": form, "title": title, "action": action, "back": back}
    return render(request, "funding/form.html", context, status=status_of(form))


def kept(request: HttpRequest, form: forms.Form, write: Callable[[], Any]) -> Any:
    """What `write` made, or None with the refusal in the form."""
    return saved(request, form, write, REFUSALS)


def post_to(request: HttpRequest, form: forms.Form, write: Callable[[], Any], *, said: str, back: str) -> HttpResponse:
    """A small form of a sheet: done and back to it, or back with everything that is wrong said at its top."""
    if kept(request, form, write) is not None:
        done(request, said)
    else:
        for name, errors in form.errors.items():
            label = form.fields[name].label if name in form.fields else ""
            for error in errors:
                failed(request, f"{label} : {error}" if label else str(error))
    return redirect(back)
