"""The week of a setting on screen; its sections and their grids."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.kernel.weeks import ALL_SLOTS, Slot, describe
from ribambelle.offer import selectors, services
from ribambelle.offer.forms import SectionForm
from ribambelle.offer.models import FreeSpan, Section, Setting
from ribambelle.offer.rules.closures import ClosedDays
from ribambelle.offer.selectors.placements import Movement
from ribambelle.offer.selectors.weeks import Half, SectionWeek
from ribambelle.offer.services import OfferError
from ribambelle.offer.views.scope import actor, scoped
from ribambelle.ui.toasts import done, failed
from ribambelle.ui.week import Cell, State

MOVEMENTS_BEFORE = timedelta(days=60)
MOVEMENTS_AFTER = timedelta(days=300)
LAST_MOVEMENTS, NEXT_MOVEMENTS = 3, 9
STATES: dict[str, State] = {"unknown": "off", "free": "", "full": "full", "over": "over"}


def cell_of(half: Half) -> Cell:
    """“10/12” with its bar; places nobody told are a question mark, said as such."""
    if half.places is None:
        return Cell("off", text="?", spoken=_("places to confirm"))
    spoken = _("%(taken)s of %(places)s taken") % {"taken": half.taken, "places": half.places}
    return Cell(STATES[half.state], f"{half.taken}/{half.places}", spoken=spoken, level=half.percent)


def free_cell_of(half: Half) -> Cell:
    """For families: how many are free, never who or how many are there."""
    if half.free is None:
        return Cell("off", text="?", spoken=_("to confirm"))
    if half.free <= 0:
        return Cell("full", "0", text=pgettext("half-day", "full"))
    return Cell("", str(half.free), text=pgettext("half-days", "free"))


def _shut(closed: Sequence[ClosedDays], on: date) -> set[Slot]:
    """The half-days of the week of a day on which everything is closed."""
    monday = on - timedelta(days=on.weekday())
    return {
        slot
        for number, slot in enumerate(ALL_SLOTS)
        if any(one.covers(monday + timedelta(days=number // 2)) for one in closed)
    }


def week_context(setting: Setting, closed: Sequence[ClosedDays], *, on: date, today: date) -> dict[str, Any]:
    """What the page of a setting shows of its week: sections with their cells, occupation, peak, movements.

    On days `closed` that week nobody comes, and nothing is free.
    """
    shut = _shut(closed, on)
    shown = Cell("off", text=pgettext("half-day", "closed"))
    weeks = selectors.section_weeks(setting.sections.all(), on=on)
    ordered = [weeks[section.pk] for section in setting.sections.all()]
    halves = [half for week in ordered for half in week.halves if half.places is not None]
    taken, places = sum(half.taken for half in halves), sum(half.places or 0 for half in halves)
    return {
        "weeks": [
            {"section": week.section, "cells": [shown if h.slot in shut else cell_of(h) for h in week.halves]}
            for week in ordered
        ],
        "free_total": sum(max(half.free or 0, 0) for half in halves if half.slot not in shut) if halves else None,
        "taken_total": taken,
        "places_total": places,
        "occupation_share": taken / places if places else None,
        "peak": _peak(ordered),
        "next_free": _next_free(setting, on),
        "movements": _around(setting, on, today),
    }


def _around(setting: Setting, on: date, today: date) -> list[Movement]:
    """The last changes before the week shown, and the next ones: enough to know what moves, not a register."""
    since, until = min(on, today) - MOVEMENTS_BEFORE, max(on, today) + MOVEMENTS_AFTER
    found = selectors.movements(setting, since=since, until=until)
    past = [one for one in found if one.on <= on]
    return [*past[-LAST_MOVEMENTS:], *found[len(past) :][:NEXT_MOVEMENTS]]


def _next_free(setting: Setting, on: date) -> FreeSpan | None:
    """The first half-days to become free after a day; of several the same day, the youngest section."""
    later = FreeSpan.objects.filter(section__setting=setting, starts_on__gt=on, starts_on__lte=on + MOVEMENTS_AFTER)
    return later.select_related("section").order_by("starts_on", "section__min_age_months", "pk").first()


def _peak(weeks: list[SectionWeek]) -> dict[str, Any] | None:
    """The half-day on which most children are there; the first of the week when several tie."""
    totals = []
    for number in range(10):
        halves = [week.halves[number] for week in weeks if week.halves[number].places is not None]
        if halves:
            totals.append((sum(h.taken for h in halves), -number, sum(h.places or 0 for h in halves)))
    if not totals:
        return None
    taken, number, places = max(totals)
    return {"taken": taken, "places": places, "half_day": describe(1 << -number)}


@requires("offer.change_setting")
def section_new(request: HttpRequest, reference: str) -> HttpResponse:
    setting = scoped(request, reference)
    form = SectionForm(request.POST or None, initial={"valid_from": localdate()})
    return _save(request, setting, None, form)


@requires("offer.change_setting")
def section_edit(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    setting = scoped(request, reference)
    section = setting.sections.filter(code=code).first()
    if section is None:
        raise Http404(code)
    today = localdate()
    week = selectors.section_weeks([section], on=today)[section.pk]
    initial = {
        "name": section.name,
        "min_age_months": section.min_age_months,
        "max_age_months": section.max_age_months,
        "source": section.source,
        "valid_from": today,
        **{f"slot_{half.slot.number}": half.places for half in week.halves},
    }
    return _save(request, setting, section, SectionForm(request.POST or None, initial=initial))


def _save(request: HttpRequest, setting: Setting, section: Section | None, form: SectionForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.section_put(by=actor(request), setting=setting, section=section, **form.facts())
        except OfferError as refusal:
            form.add_error(None, str(refusal))
        except ValidationError as refusal:
            form.add_error(None, refusal.messages)
        else:
            done(request, _("%(section)s is recorded.") % {"section": saved.name})
            return redirect("offer:setting_record", setting.reference)
    return render(request, "offer/section_form.html", {"setting": setting, "section": section, "form": form})


@require_POST
@requires("offer.change_setting")
def section_remove(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    setting = scoped(request, reference)
    section = setting.sections.filter(code=code).first()
    if section is None:
        raise Http404(code)
    try:
        services.section_remove(by=actor(request), section=section)
    except OfferError as refusal:
        failed(request, str(refusal))
        return redirect("offer:section_edit", setting.reference, code)
    done(request, _("%(section)s is taken out.") % {"section": section.name})
    return redirect("offer:setting_record", setting.reference)
