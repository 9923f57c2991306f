"""Who can take this child? For staff, and for families."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from ribambelle.accounts.access import requires
from ribambelle.offer import selectors
from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.forms import SearchForm
from ribambelle.offer.models import Availability, Setting
from ribambelle.offer.rules import Hours, Match, Wish, freshness
from ribambelle.offer.selectors.closures import AHEAD as CLOSURES_AHEAD
from ribambelle.offer.selectors.closures import closures_of
from ribambelle.offer.selectors.facts import FRESH_MARKS, week_confirmed
from ribambelle.offer.selectors.map import settings_map
from ribambelle.offer.views.weeks import free_cell_of
from ribambelle.offer.wording import REASONS, ages_in_words, openings_in_words, questions_in_words

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One setting found, in words."""

    number: int
    setting: Setting
    ages: str
    hours: list[str]
    modes: list[str]
    unknown: str
    free: int | None
    free_count: int
    missed: int
    confirmed_on: date | None
    mark: str


def _line(number: int, match: Match, setting: Setting, wish: Wish, today: date) -> Line:
    confirmed = min((line.confirmed_on for line in setting.confirmations.all()), default=None)
    return Line(
        number=number,
        setting=setting,
        ages=ages_in_words(setting.min_age_months, setting.max_age_months),
        hours=openings_in_words([Hours(o.weekday, o.opens_at, o.closes_at) for o in setting.openings.all()]),
        modes=[mode.get_mode_display() for mode in setting.modes.all() if mode.is_offered],
        unknown=questions_in_words(match.unknown),
        free=match.free_slots,
        free_count=match.free_count,
        missed=wish.slots & ~(match.free_slots or 0),
        confirmed_on=confirmed,
        mark=FRESH_MARKS[freshness(confirmed, today)],
    )


def _context(request: HttpRequest, among: QuerySet[Setting]) -> dict[str, Any]:
    """Both pages search alike: the same form, the same selector, the same order."""
    today = localdate()
    form = SearchForm(request.GET)
    wish = form.wish()
    among = form.narrow_care(among)
    found = selectors.search_settings(wish, among=among, on=form.entry_on(today), today=today)
    page = Paginator([*found.certain, *found.to_confirm], PAGE_SIZE).get_page(request.GET.get("page"))
    settings = selectors.settings_of(page)
    lines = [
        _line(number, match, settings[match.facts.reference], wish, today)
        for number, match in enumerate(page, page.start_index())
    ]
    return {
        "form": form,
        "is_asked": wish != Wish() or bool(form.cleaned_data.get("care")),
        "wish": wish,
        "wished_count": wish.slots.bit_count(),
        "page": page,
        "certain": [line for line in lines if not line.unknown],
        "to_confirm": [line for line in lines if line.unknown],
        "certain_count": len(found.certain),
        "to_confirm_count": len(found.to_confirm),
        "out_count": len(found.out),
        "reasons": [(REASONS[question], count) for question, count in found.reasons().items()],
        "whole": sum(match.free_slots == wish.slots for match in found.certain) if wish.slots else None,
        "map": settings_map((line.setting for line in lines), first=page.start_index()),
    }


@requires("offer.view_setting")
def search(request: HttpRequest) -> HttpResponse:
    among = Setting.objects.visible_to(request.user)
    return render(request, "offer/search.html", _context(request, among))


@login_not_required
def public_search(request: HttpRequest) -> HttpResponse:
    return render(request, "offer/public_search.html", _context(request, Setting.objects.all()))


@login_not_required
def public_setting(request: HttpRequest, reference: str) -> HttpResponse:
    """What a family may know of an open setting: never who is there."""
    today = localdate()
    setting = (
        Setting.objects.filter(status=SettingStatus.OPEN, reference=reference)
        .select_related("commune", "manager", "attached_to")
        .prefetch_related(
            "openings", "modes", "sections", "confirmations", "listings", "authorisations", "funded", "closures"
        )
        .first()
    )
    if setting is None:
        raise Http404(reference)
    weeks = selectors.section_weeks(setting.sections.all(), on=today)
    context = {
        "setting": setting,
        "facts": selectors.facts_known(setting, today=today),
        "weeks": [
            {"section": section, "cells": [free_cell_of(half) for half in weeks[section.pk].halves]}
            for section in setting.sections.all()
        ],
        "today": today,
        "closures": closures_of(setting, since=today, until=today + CLOSURES_AHEAD),
        "week_confirmed": week_confirmed(setting, today=today),
        "availability": Availability.objects.filter(setting=setting).first() if not weeks else None,
        "map": settings_map([setting]),
    }
    return render(request, "offer/public_setting.html", context)
