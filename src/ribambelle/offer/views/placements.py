"""Placements by hand: the list of a setting, enter one, change it from a day on, announce a departure, undo."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.kernel import formats
from ribambelle.kernel.weeks import ALL_SLOTS, HALF_NAMES, WEEKDAY_NAMES, describe
from ribambelle.offer import selectors, services
from ribambelle.offer.forms import ChangeForm, DepartureForm, PlacementFilterForm, PlacementForm
from ribambelle.offer.models import Occupancy, Setting
from ribambelle.offer.selectors.placements import Placement
from ribambelle.offer.services import OfferError
from ribambelle.offer.views.scope import actor, scoped, sentences, tab_at
from ribambelle.papers.spreadsheets import FORMATS, Row, write_table
from ribambelle.ui.toasts import done, failed

PAGE_SIZE = 50


@requires("offer.view_placement")
def placement_list(request: HttpRequest, reference: str) -> HttpResponse:
    setting, today = scoped(request, reference), localdate()
    form = PlacementFilterForm(request.GET, setting=setting)
    found = selectors.placements_of(setting, on=today, **form.narrowed())
    if request.GET.get("export") in FORMATS:
        return _export(request, request.GET["export"], setting, found)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "setting": setting,
        "form": form,
        "page": page,
        "rows": selectors.placements_shown(request.user, page, on=today),
        "has_sections": setting.sections.exists(),
        "is_narrowed": any(value for key, value in request.GET.items() if key != "page"),
        "tab": tab_at("placements"),
    }
    return render(request, "offer/placement_list.html", context)


def _export(request: HttpRequest, fmt: str, setting: Setting, found: Any) -> HttpResponse:
    days = [f"{WEEKDAY_NAMES[slot.weekday]}, {str(HALF_NAMES[slot.half]).lower()}" for slot in ALL_SLOTS]
    columns = [_("Reference"), _("Section"), _("State"), _("First day"), _("Last day"), *days]
    rows = selectors.placements_shown(request.user, found, on=localdate())
    title = _("Placements of %(setting)s") % {"setting": setting.name}
    content = write_table(fmt, columns, _export_rows(rows), title=title)
    kind = FORMATS[fmt]
    response = HttpResponse(content, content_type=kind.content_type)
    name = f"accueils-{setting.reference}.{kind.extension}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _export_rows(rows: list[Placement]) -> Iterator[Row]:
    labels = {"running": _("there"), "coming": _("to come"), "over": _("over")}
    for row in rows:
        one = row.occupancy
        last = one.ends_on - timedelta(days=1) if one.ends_on else None
        taken = ("x" if one.slots >> slot.number & 1 else None for slot in ALL_SLOTS)
        yield (one.opaque_reference or None, one.section.name, labels[row.state], one.starts_on, last, *taken)


@requires("offer.change_placement")
def placement_new(request: HttpRequest, reference: str) -> HttpResponse:
    setting = scoped(request, reference)
    initial = {"section": request.GET.get("section"), "starts_on": localdate()}
    form = PlacementForm(request.POST or None, setting=setting, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            taken = services.occupancy_create(by=actor(request), **form.facts())
        except (OfferError, ValidationError) as refusal:
            form.add_error(None, sentences(refusal))
        else:
            text = _("%(half_days)s taken in %(section)s from %(day)s.") % {
                "half_days": describe(taken.slots).capitalize(),
                "section": taken.section.name,
                "day": formats.day_in_words(taken.starts_on),
            }
            done(request, text, undo_url=reverse("offer:placement_remove", args=[reference, taken.pk]))
            return redirect("offer:placement_list", reference)
    context = {"setting": setting, "form": form, "has_sections": setting.sections.exists()}
    return render(request, "offer/placement_form.html", context)


@requires("offer.change_placement")
def placement_change(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    setting, one = _placement(request, reference, number)
    initial = {"section": one.section.code, "week": one.slots, "from_on": max(localdate(), one.starts_on)}
    form = ChangeForm(request.POST or None, setting=setting, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.occupancy_change(by=actor(request), occupancy=one, **form.facts())
        except (OfferError, ValidationError) as refusal:
            form.add_error(None, sentences(refusal))
        else:
            text = _("From %(day)s: %(half_days)s, %(section)s.")
            named = {
                "day": formats.day_in_words(changed.starts_on),
                "half_days": describe(changed.slots),
                "section": changed.section.name,
            }
            done(request, text % named)
            return redirect("offer:placement_list", reference)
    return render(request, "offer/placement_change.html", {"setting": setting, "one": one, "form": form})


@requires("offer.change_placement")
def placement_end(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    setting, one = _placement(request, reference, number)
    last = one.ends_on - timedelta(days=1) if one.ends_on else None
    form = DepartureForm(request.POST or None, initial={"last_on": last})
    if request.method == "POST" and form.is_valid():
        had_no_end = one.ends_on is None
        try:
            ended = services.occupancy_end(by=actor(request), occupancy=one, ends_on=form.ends_on)
        except (OfferError, ValidationError) as refusal:
            form.add_error(None, sentences(refusal))
        else:
            _say_free(request, one, ended, can_undo=had_no_end)
            return redirect("offer:placement_list", reference)
    return render(request, "offer/placement_end.html", {"setting": setting, "one": one, "form": form, "last": last})


def _say_free(request: HttpRequest, one: Occupancy, ended: Occupancy | None, *, can_undo: bool) -> None:
    if ended is None or ended.ends_on is None:
        done(request, _("This placement had not begun: it is taken out."))
        return
    named = {"half_days": describe(ended.slots).capitalize(), "day": formats.day_in_words(ended.ends_on)}
    undo = reverse("offer:placement_resume", args=[one.section.setting.reference, one.pk]) if can_undo else ""
    done(request, _("%(half_days)s: free again from %(day)s.") % named, undo_url=undo)


@require_POST
@requires("offer.change_placement")
def placement_resume(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take an announced departure back."""
    _setting, one = _placement(request, reference, number)
    try:
        services.occupancy_end(by=actor(request), occupancy=one, ends_on=None)
    except OfferError as refusal:
        failed(request, str(refusal))
    else:
        done(request, _("The departure is taken back: the placement goes on."))
    return redirect("offer:placement_list", reference)


@require_POST
@requires("offer.change_placement")
def placement_remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take out a placement that was entered by mistake; a second click finds it gone, and says so."""
    setting = scoped(request, reference)
    one = Occupancy.objects.filter(section__setting=setting, pk=number).select_related("section__setting").first()
    if one is None:
        failed(request, _("This placement is not there any more: it was already taken out."))
    else:
        services.occupancy_end(by=actor(request), occupancy=one, ends_on=one.starts_on)
        done(request, _("The placement is taken out, as if it had not been entered."))
    return redirect("offer:placement_list", reference)


def _placement(request: HttpRequest, reference: str, number: int) -> tuple[Setting, Occupancy]:
    setting = scoped(request, reference)
    found = Occupancy.objects.filter(section__setting=setting, pk=number).select_related("section__setting").first()
    if found is None:
        raise Http404(number)
    return setting, found
