"""Closures of a setting: those told, public holidays, and one form to add."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.offer import services
from ribambelle.offer.forms import ClosureForm
from ribambelle.offer.models import Setting
from ribambelle.offer.selectors.closures import closures_of
from ribambelle.offer.services import OfferError
from ribambelle.offer.views.scope import actor, scoped, sentences, tab_at
from ribambelle.papers.spreadsheets import FORMATS, write_table
from ribambelle.ui.toasts import done, failed

YEAR = timedelta(days=365)


@requires("offer.view_setting")
def closure_list(request: HttpRequest, reference: str) -> HttpResponse:
    setting, today = scoped(request, reference), localdate()
    can_change = request.user.has_perm("offer.change_placement")
    form = ClosureForm(request.POST or None)
    if request.method == "POST" and can_change and form.is_valid():
        try:
            services.closure_add(by=actor(request), setting=setting, **form.facts())
        except (OfferError, ValidationError) as refusal:
            form.add_error(None, sentences(refusal))
        else:
            done(request, _("The closure is recorded: the week, the calendar and the public page tell it."))
            return redirect("offer:closure_list", reference)
    if request.GET.get("export") in FORMATS:
        return _export(request.GET["export"], setting, today)
    context = {
        "setting": setting,
        "told": setting.closures.all(),
        "ahead": closures_of(setting, since=today, until=today + YEAR),
        "form": form,
        "can_change": can_change,
        "tab": tab_at("closures"),
    }
    return render(request, "offer/closure_list.html", context)


def _export(fmt: str, setting: Setting, today: date) -> HttpResponse:
    kinds = {"once": _("exceptional"), "yearly": _("every year"), "holiday": _("public holiday")}
    rows: Any = (
        (setting.reference, one.starts_on, one.last_on, one.reason, kinds[one.kind])
        for one in closures_of(setting, since=today, until=today + YEAR)
    )
    columns = [_("Reference"), _("First day closed"), _("Last day closed"), _("Reason"), _("Kind")]
    title = _("Closures of %(setting)s") % {"setting": setting.name}
    response = HttpResponse(write_table(fmt, columns, rows, title=title), content_type=FORMATS[fmt].content_type)
    name = f"fermetures-{setting.reference}.{FORMATS[fmt].extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@requires("offer.change_placement")
def closure_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    setting = scoped(request, reference)
    closure = setting.closures.filter(pk=number).first()
    if closure is None:
        failed(request, _("This closure is not there any more: it was already taken out."))
        return redirect("offer:closure_list", reference)
    services.closure_remove(by=actor(request), closure=closure)
    done(request, _("The closure is taken out: the setting is open on these days."))
    return redirect("offer:closure_list", reference)
