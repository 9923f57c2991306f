"""What is free from when, across settings; and a setting that says its free half-days are right."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.kernel.weeks import ALL_SLOTS, HALF_NAMES, WEEKDAY_NAMES
from ribambelle.offer import selectors, services
from ribambelle.offer.enums import Topic
from ribambelle.offer.forms import FreeForm
from ribambelle.offer.models import Setting
from ribambelle.offer.selectors.free import FreeFilter
from ribambelle.offer.views.scope import actor, scoped
from ribambelle.papers.spreadsheets import FORMATS, Row, write_table
from ribambelle.ui.paging import KeyPaginator
from ribambelle.ui.toasts import done

PAGE_SIZE = 50


@requires("offer.view_setting")
def free_list(request: HttpRequest) -> HttpResponse:
    form = FreeForm(request.GET)
    narrowed = form.narrowed(localdate())
    found = selectors.free_from(Setting.objects.visible_to(request.user), narrowed)
    if request.GET.get("export") in FORMATS:
        return _export(request.GET["export"], found, narrowed)
    totals = selectors.free_totals(found)
    lines = partial(selectors.free_lines, narrowed=narrowed)
    context = {
        "form": form,
        "page": KeyPaginator(found, PAGE_SIZE, load=lines, count=totals.lines).get_page(request.GET.get("page")),
        "totals": totals,
        "since": narrowed.since,
        "last": narrowed.until - timedelta(days=1),
        "is_narrowed": any(value for key, value in request.GET.items() if key != "page"),
    }
    return render(request, "offer/free_list.html", context)


def _export(fmt: str, found: Any, narrowed: FreeFilter) -> HttpResponse:
    days = [f"{WEEKDAY_NAMES[slot.weekday]}, {str(HALF_NAMES[slot.half]).lower()}" for slot in ALL_SLOTS]
    columns = [
        _("Reference"),
        _("Setting"),
        _("Commune"),
        _("Section"),
        _("From (months)"),
        _("Up to (months)"),
        _("Free from"),
        _("Last day free"),
        _("Free places"),
        *days,
    ]
    content = write_table(fmt, columns, _export_rows(found), title=_("What is free from when"))
    kind = FORMATS[fmt]
    response = HttpResponse(content, content_type=kind.content_type)
    name = f"places-libres-{narrowed.since.isoformat()}.{kind.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _export_rows(found: Any) -> Iterator[Row]:
    for span in found.iterator(chunk_size=1000):
        section = span.section
        setting = section.setting
        yield (
            setting.reference,
            setting.name,
            str(setting.commune or setting.locality) or None,
            section.name,
            section.min_age_months,
            section.max_age_months,
            span.free_on,
            span.ends_on - timedelta(days=1) if span.ends_on else None,
            span.free,
            *(span.free if span.wished >> slot.number & 1 else None for slot in ALL_SLOTS),
        )


@require_POST
@requires("offer.change_placement")
def week_confirm(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that the free half-days shown are right today."""
    setting = scoped(request, reference)
    services.facts_confirm(by=actor(request), setting=setting, topics=[Topic.WEEK], on=localdate())
    done(request, _("%(setting)s: free half-days confirmed today.") % {"setting": setting.name})
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect("offer:setting_record", reference)
