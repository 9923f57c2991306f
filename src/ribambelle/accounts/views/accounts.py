"""Everybody's accounts: the coordination opens them, gives and takes back roles, closes them."""

from collections.abc import Callable, Iterator
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ribambelle.accounts import selectors, services
from ribambelle.accounts.access import requires
from ribambelle.accounts.enums import Role
from ribambelle.accounts.forms import AccountForm, RoleForm
from ribambelle.accounts.invitations import DAYS, invitation_link, invitation_send, is_mail_sent
from ribambelle.accounts.models import RoleAssignment, User
from ribambelle.accounts.scopes import scope_name
from ribambelle.papers.spreadsheets import FORMATS, Row, write_table

PAGE_SIZE = 50


def _actor(request: HttpRequest) -> User:
    return cast(User, request.user)


def _act(request: HttpRequest, text: str, call: Callable[[], Any]) -> None:
    """Do it and say it is done, or say what prevented it."""
    try:
        call()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, text)


@requires("accounts.change_user")
def account_list(request: HttpRequest) -> HttpResponse:
    text, role = request.GET.get("q", ""), request.GET.get("role", "")
    found = selectors.accounts(text=text, role=role if role in Role.values else "")
    if (fmt := request.GET.get("export", "")) in FORMATS:
        return _export(fmt, _rows(found))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "q": text, "role": role, "roles": Role.choices, "is_filtered": bool(text or role)}
    return render(request, "accounts/account_list.html", context)


def _export(fmt: str, rows: Iterator[Row]) -> HttpResponse:
    columns = (_("Name"), _("E-mail"), _("Roles"), pgettext("account", "Open"), _("Last sign-in"))
    kind = FORMATS[fmt]
    response = HttpResponse(write_table(fmt, columns, rows, title=_("Accounts")), content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="comptes.{kind.extension}"'
    return response


def _rows(found: object) -> Iterator[Row]:
    for user in found:  # type: ignore[attr-defined]
        roles = ", ".join(str(assignment) for assignment in user.assignments)
        yield (user.name, user.email, roles, _("yes") if user.is_active else _("no"), user.last_login)


@requires("accounts.change_user")
def account_new(request: HttpRequest) -> HttpResponse:
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = {"email": form.cleaned_data["email"], "name": form.cleaned_data["name"], **form.chosen}
        try:
            user = services.account_open(by=_actor(request), **fields)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            invitation_send(by=_actor(request), user=user)
            messages.success(request, _("The account of %(name)s is open.") % {"name": user.name})
            return redirect("accounts:account_record", user.pk)
    return render(request, "accounts/account_new.html", {"form": form})


@requires("accounts.change_user")
@never_cache
def account_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles, its invitation as long as nobody signed in, what was done to it."""
    user = get_object_or_404(User.objects.prefetch_related("roles"), pk=pk)
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.role_assign(by=_actor(request), user=user, **form.chosen)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            messages.success(request, _("The role is given."))
            return redirect("accounts:account_record", pk)
    context = {
        "account": user,
        "form": form,
        "roles": [(one, scope_name(one.scope_kind, one.scope_reference)) for one in user.assignments],
        "link": invitation_link(user) if user.is_active and user.last_login is None else "",
        "days": DAYS,
        "is_mail_sent": is_mail_sent(),
        "events": selectors.events_of(kind="accounts.user", reference=str(pk))[:20],
    }
    return render(request, "accounts/account_record.html", context)


@requires("accounts.change_user")
@require_POST
def account_invite(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk, is_active=True)
    text = (
        _("The invitation leaves again for %(email)s.")
        if is_mail_sent()
        else _("No mail server is set: the invitation of %(email)s does not leave. Hand its link over.")
    )
    _act(
        request,
        text % {"email": user.email},
        lambda: invitation_send(by=_actor(request), user=user),
    )
    return redirect("accounts:account_record", pk)


@requires("accounts.change_user")
@require_POST
def account_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an open account, open a closed one."""
    user = get_object_or_404(User, pk=pk)
    text = _("The account is closed: nobody enters with it.") if user.is_active else _("The account is open again.")
    _act(request, text, lambda: services.account_switch(by=_actor(request), user=user, is_active=not user.is_active))
    return redirect("accounts:account_record", pk)


@requires("accounts.change_user")
@require_POST
def role_withdraw(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    assignment = get_object_or_404(RoleAssignment, pk=role, user=pk)
    _act(
        request,
        _("The role is taken back."),
        lambda: services.role_withdraw(by=_actor(request), assignment=assignment),
    )
    return redirect("accounts:account_record", pk)
