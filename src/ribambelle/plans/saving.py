"""One way to save a form: services refuse with words, the form shows them, nothing typed is lost."""

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest

from ribambelle.accounts.models import User

Record = TypeVar("Record")


def saved(
    request: HttpRequest,
    form: forms.Form,
    write: Callable[[], Record],
    refusals: tuple[type[Exception], ...],
) -> Record | None:
    """What `write` made of a valid form that was sent; None when there is nothing to save, or a refusal to show."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return write()
    except ValidationError as error:
        form.add_error(None, ValidationError(error.messages))
    except refusals as error:
        for problem in str(error).splitlines():
            form.add_error(None, problem)
    return None


def author(request: HttpRequest) -> User:
    """Who writes, on a page that is closed to strangers."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def status_of(form: forms.Form) -> int:
    """422 when something is to be corrected: programs see it, and so does the browser's history."""
    return 422 if form.errors else 200
