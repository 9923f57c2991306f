"""Outgoing mail on screen: what waits, what left, what could not, and trying again."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ribambelle.accounts.access import requires
from ribambelle.desk import selectors, services
from ribambelle.desk.forms import MailFilter
from ribambelle.desk.models import OutgoingMail
from ribambelle.papers.spreadsheets import FORMATS, write_table
from ribambelle.ui import toasts

PAGE_SIZE = 50
#: A personal link is kept out of the stored text: its place is filled in as the mail leaves.
PLACE_OF_LINK = re.compile(r"\{link:\d+\}")
MAY_SEE, MAY_RETRY = "desk.view_mail", "desk.read_mail"


def _filtered(request: HttpRequest) -> tuple[MailFilter, Any]:
    kinds = [(kind.code, kind.label) for kind in selectors.kinds_for(request.user)]  # type: ignore[arg-type]
    form = MailFilter(request.GET or None, kinds=kinds)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = selectors.mails(
        request.user,  # type: ignore[arg-type]
        text=asked.get("q", ""),
        state=asked.get("state", ""),
        kind=asked.get("kind", ""),
    )
    return form, rows


@requires(MAY_SEE)
@require_GET
def mail_list(request: HttpRequest) -> HttpResponse:
    form, rows = _filtered(request)
    if request.GET.get("export") in FORMATS:
        kind = FORMATS[request.GET["export"]]
        headings, lines = selectors.mail_table(rows)
        content = write_table(request.GET["export"], headings, lines, title=_("Mails"))
        response = HttpResponse(content, content_type=kind.content_type)
        response["Content-Disposition"] = f'attachment; filename="courriers.{kind.extension}"'
        return response
    context = {
        "form": form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "counts": selectors.state_counts(request.user),  # type: ignore[arg-type]
        "server_is_set": selectors.mail_server_is_set(),
        "may_retry": request.user.has_perm(MAY_RETRY),
    }
    return render(request, "desk/mail_list.html", context)


def _mail(request: HttpRequest, number: int) -> OutgoingMail:
    return get_object_or_404(selectors.mails(request.user), pk=number)  # type: ignore[arg-type]


@requires(MAY_SEE)
@require_GET
def mail_detail(request: HttpRequest, number: int) -> HttpResponse:
    mail = _mail(request, number)
    context = {
        "mail": mail,
        "text": PLACE_OF_LINK.sub(_("(here, the personal link of the family)"), mail.text),
        "attachments": mail.attachments.defer("content"),
        "may_read": selectors.may_read(request.user, mail),  # type: ignore[arg-type]
        "may_retry": request.user.has_perm(MAY_RETRY) and mail.state != "sent",
        "server_is_set": selectors.mail_server_is_set(),
    }
    return render(request, "desk/mail_detail.html", context)


@requires(MAY_RETRY)
@require_POST
def mail_retry(request: HttpRequest, number: int) -> HttpResponse:
    mail = _mail(request, number)
    try:
        services.mail_retry(by=request.user, mail=mail, at=timezone.now())  # type: ignore[arg-type]
        toasts.done(request, _("The mail is tried again."))
    except ValidationError as error:
        toasts.failed(request, " ".join(error.messages))
    return redirect("desk:mail_detail", number=number)


@requires(MAY_RETRY)
@require_POST
def mails_retry(request: HttpRequest) -> HttpResponse:
    count = services.mails_retry(by=request.user, mails=selectors.mails(request.user), at=timezone.now())  # type: ignore[arg-type]
    text = ngettext("%(count)s mail is tried again.", "%(count)s mails are tried again.", count) % {"count": count}
    toasts.done(request, text)
    return redirect("desk:mail_list")
