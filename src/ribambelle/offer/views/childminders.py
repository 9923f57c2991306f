"""Childminders by service, and one form in which a service declares what all of them have free."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ribambelle.accounts.access import requires
from ribambelle.kernel.weeks import ALL_SLOTS, HALF_NAMES, WEEKDAY_NAMES
from ribambelle.network.models import Organisation
from ribambelle.offer import services
from ribambelle.offer.forms import ServiceForms
from ribambelle.offer.selectors.childminders import Childminder, childminders_of, services_of
from ribambelle.offer.services import OfferError
from ribambelle.offer.views.scope import actor
from ribambelle.papers.spreadsheets import FORMATS, Row, write_table
from ribambelle.ui.toasts import done


@requires("offer.view_setting")
def service_list(request: HttpRequest) -> HttpResponse:
    found = services_of(request.user, on=localdate())
    fmt = request.GET.get("export", "")
    if fmt in FORMATS:
        columns = [
            _("Service"),
            _("Commune"),
            _("Childminders"),
            _("Agreed places"),
            _("With half-days free"),
            _("Never declared"),
            _("Oldest declaration"),
        ]
        rows = (
            (
                one.organisation.name,
                str(one.organisation.commune or "") or None,
                one.childminders,
                one.places,
                one.with_free,
                one.undeclared,
                one.oldest,
            )
            for one in found
        )
        return _file(fmt, write_table(fmt, columns, rows, title=_("Childminding services")), "services")
    return render(request, "offer/service_list.html", {"services": found})


def _file(fmt: str, content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=FORMATS[fmt].content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{FORMATS[fmt].extension}"'
    return response


@requires("offer.view_setting")
def service_record(request: HttpRequest, organisation: str) -> HttpResponse:
    today = localdate()
    service = Organisation.objects.filter(reference=organisation).first()
    if service is None:
        raise Http404(organisation)
    rows = childminders_of(request.user, service, on=today, today=today)
    fmt = request.GET.get("export", "")
    if fmt in FORMATS:
        return _file(fmt, _table(fmt, service, rows), f"accueillantes-{organisation}")
    can_change = request.user.has_perm("offer.change_placement")
    data = request.POST if request.method == "POST" and can_change else None
    form = ServiceForms(data, childminders=[row.setting for row in rows], today=today)
    if data is not None and form.is_valid() and _declare(request, form):
        return redirect("offer:service_record", organisation)
    context = {
        "service": service,
        "lines": [(row, line) for row, (_one, line) in zip(rows, form.lines, strict=True)],
        "form": form,
        "can_change": can_change,
    }
    return render(request, "offer/service_record.html", context)


def _declare(request: HttpRequest, form: ServiceForms) -> bool:
    said = form.said.cleaned_data
    lines = form.declared()
    if not lines:
        form.said.add_error(None, _("Nothing is changed nor ticked: tick “still right” where nothing changes."))
        return False
    try:
        number = services.availabilities_declare(
            by=actor(request), on=said["said_on"], said_by=said["said_by"], lines=lines
        )
    except OfferError as refusal:
        form.said.add_error(None, str(refusal))
        return False
    text = ngettext("%(n)s availability recorded.", "%(n)s availabilities recorded.", number)
    done(request, text % {"n": number})
    return True


def _table(fmt: str, service: Organisation, rows: list[Childminder]) -> bytes:
    days = [f"{WEEKDAY_NAMES[slot.weekday]}, {str(HALF_NAMES[slot.half]).lower()}" for slot in ALL_SLOTS]
    columns = [
        _("Reference"),
        _("Name"),
        _("Commune"),
        _("Agreed places"),
        _("Free from"),
        *days,
        _("Confirmed on"),
        _("According to"),
    ]
    return write_table(fmt, columns, _rows(rows), title=service.name)


def _rows(rows: list[Childminder]) -> Iterator[Row]:
    for row in rows:
        known = row.availability
        free = (None if known is None else "x" if known.slots >> slot.number & 1 else "" for slot in ALL_SLOTS)
        yield (
            row.setting.reference,
            row.setting.name,
            str(row.setting.commune or row.setting.locality) or None,
            row.places,
            known.free_from if known else None,
            *free,
            known.confirmed_on if known else None,
            known.confirmed_by if known else None,
        )
