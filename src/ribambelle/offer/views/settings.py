"""The directory: list, record, history; create and edit a setting, its places, and confirm its facts."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ribambelle.accounts.access import requires
from ribambelle.accounts.enums import Role
from ribambelle.kernel.tables import fold
from ribambelle.offer import selectors, services
from ribambelle.offer.enums import Mode, SettingStatus
from ribambelle.offer.forms import (
    AuthorisedFormSet,
    ConfirmForm,
    FilterForm,
    FundedFormSet,
    SettingForm,
    WeekOnForm,
    lines_of,
)
from ribambelle.offer.models import Availability, Setting
from ribambelle.offer.rules import Hours
from ribambelle.offer.selectors.closures import closed_in_week
from ribambelle.offer.selectors.facts import week_confirmed
from ribambelle.offer.selectors.history import history_of
from ribambelle.offer.selectors.map import settings_map
from ribambelle.offer.services import OfferError
from ribambelle.offer.views.scope import actor, sentences, setting_or_404, tab_at
from ribambelle.offer.views.weeks import week_context
from ribambelle.offer.wording import openings_in_words
from ribambelle.papers.spreadsheets import FORMATS, Row, write_table
from ribambelle.ui.toasts import done

PAGE_SIZE = 50
STATUS_STATES = {SettingStatus.OPEN: "ok", SettingStatus.PLANNED: "wait", SettingStatus.CLOSED: "off"}


@requires("offer.view_setting")
def setting_list(request: HttpRequest) -> HttpResponse:
    today = localdate()
    form = FilterForm(request.GET)
    narrowed = form.narrowed()
    found = selectors.settings_for(actor(request), narrowed, on=today)
    if request.GET.get("export") in FORMATS:
        return _export(request.GET["export"], found)
    page = Paginator(found.prefetch_related("openings", "modes"), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "totals": selectors.settings_totals(found),
        "map": settings_map(page, first=page.start_index()),
        "can_add": request.user.has_perm("offer.add_setting"),
        "is_narrowed": any(value for key, value in request.GET.items() if key not in {"sort", "page"}),
    }
    return render(request, "offer/setting_list.html", context)


def _export(fmt: str, found: Iterable[Setting]) -> HttpResponse:
    title = _("Settings of care")
    columns = [
        _("Reference"),
        _("Name"),
        _("Kind"),
        _("Status"),
        _("Commune"),
        _("Manager"),
        _("Authorised places"),
        _("Funded places"),
        _("From (months)"),
        _("Up to (months)"),
        _("Opening hours"),
        *(str(mode.label) for mode in Mode),
        _("Address"),
        _("Postal code"),
        _("Locality"),
        _("Telephone"),
        _("E-mail"),
    ]
    content = write_table(fmt, columns, _export_rows(found), title=title)
    kind = FORMATS[fmt]
    response = HttpResponse(content, content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="offre.{kind.extension}"'
    return response


def _export_rows(found: Any) -> Iterator[Row]:
    for setting in found.prefetch_related("openings", "modes"):
        hours = [Hours(o.weekday, o.opens_at, o.closes_at) for o in setting.openings.all()]
        said = {mode.mode: _("yes") if mode.is_offered else _("no") for mode in setting.modes.all()}
        yield (
            setting.reference,
            setting.name,
            setting.get_kind_display(),
            setting.get_status_display(),
            str(setting.commune or "") or None,
            str(setting.manager or "") or None,
            setting.authorised_places,
            setting.funded_places,
            setting.min_age_months,
            setting.max_age_months,
            " ; ".join(openings_in_words(hours)) or None,
            *(said.get(mode.value) for mode in Mode),
            setting.address or None,
            setting.postal_code or None,
            setting.locality or None,
            setting.phone or None,
            setting.email or None,
        )


@requires("offer.view_setting")
def setting_record(request: HttpRequest, reference: str) -> HttpResponse:
    today = localdate()
    form = WeekOnForm(request.GET if "on" in request.GET else None, initial={"on": today})
    on = form.chosen(today)
    setting = setting_or_404(request.user, reference, on=on)
    facts = selectors.facts_known(setting, today=today)
    closed = closed_in_week(setting, on=on)
    context = {
        "setting": setting,
        "facts": facts,
        "to_confirm": sum(fact.needs_confirming for fact in facts),
        "can_change": request.user.has_perm("offer.change_setting"),
        "is_coordinator": request.user.has_role(Role.COORDINATOR),  # type: ignore[union-attr]
        "week_form": form,
        "on": on,
        "status_state": STATUS_STATES[SettingStatus(setting.status)],
        "tab": tab_at("week"),
        "before": on - timedelta(days=7),
        "after": on + timedelta(days=7),
        "closed": closed,
        "week_confirmed": week_confirmed(setting, today=today),
        "availability": Availability.objects.filter(setting=setting).first(),
        **week_context(setting, closed, on=on, today=today),
    }
    return render(request, "offer/setting_record.html", context)


@requires("offer.view_history")
def setting_history(request: HttpRequest, reference: str) -> HttpResponse:
    setting = setting_or_404(request.user, reference, on=localdate())
    context = {
        "setting": setting,
        "history": history_of(setting),
        "tab": tab_at("history"),
        "kinds": setting.kinds.all(),
    }
    return render(request, "offer/setting_history.html", context)


@requires("offer.add_setting")
def setting_new(request: HttpRequest) -> HttpResponse:
    form = SettingForm(request.POST or None)
    alike: list[Setting] = []
    key = ""
    if request.method == "POST" and form.is_valid():
        name, commune = form.cleaned_data["name"], form.cleaned_data["commune"]
        key = f"{fold(name)} {commune.reference if commune else ''}"
        alike = [] if request.POST.get("other_than") == key else selectors.settings_alike(name=name, commune=commune)
    if request.method == "POST" and form.is_valid() and not alike:
        try:
            setting = services.setting_create(by=actor(request), on=localdate(), **form.facts())
        except (OfferError, ValidationError) as refusal:
            form.add_error(None, sentences(refusal))
        else:
            done(request, _("%(name)s is recorded.") % {"name": setting.name})
            return redirect("offer:setting_record", setting.reference)
    context = {"form": form, "setting": None, "alike": alike, "other_than": key}
    return render(request, "offer/setting_form.html", context)


@requires("offer.change_setting")
def setting_edit(request: HttpRequest, reference: str) -> HttpResponse:
    setting = setting_or_404(request.user, reference, on=localdate())
    form = SettingForm(request.POST or None, instance=setting)
    if request.method == "POST" and form.is_valid():
        try:
            services.setting_update(by=actor(request), on=localdate(), setting=setting, **form.facts())
        except (OfferError, ValidationError) as refusal:
            form.add_error(None, sentences(refusal))
        else:
            done(request, _("The record is up to date."))
            return redirect("offer:setting_record", setting.reference)
    # the form writes what was typed onto its instance: the page's title keeps the recorded name
    named = setting_or_404(request.user, reference, on=localdate())
    return render(request, "offer/setting_form.html", {"form": form, "setting": named})


@requires("offer.change_setting")
def setting_places(request: HttpRequest, reference: str) -> HttpResponse:
    setting = setting_or_404(request.user, reference, on=localdate())
    authorised = AuthorisedFormSet(request.POST or None, prefix="a", initial=_lines(setting.authorisations.all()))
    funded = FundedFormSet(request.POST or None, prefix="f", initial=_lines(setting.funded.all()))
    problem = ""
    if request.method == "POST" and all([authorised.is_valid(), funded.is_valid()]):
        try:
            services.places_replace(
                by=actor(request),
                on=localdate(),
                setting=setting,
                authorised=lines_of(authorised),
                funded=lines_of(funded),
            )
        except (OfferError, ValidationError) as refusal:
            problem = " ".join(sentences(refusal))
        else:
            done(request, _("Both registers of places are up to date."))
            return redirect("offer:setting_record", setting.reference)
    context = {"setting": setting, "authorised": authorised, "funded": funded, "problem": problem}
    return render(request, "offer/places_form.html", context)


def _lines(lines: Iterable[Any]) -> list[dict[str, Any]]:
    names = ("programme", "places", "valid_from", "valid_to", "source", "young_places", "young_under_months")
    return [{name: getattr(line, name) for name in names if hasattr(line, name)} for line in lines]


@requires("offer.change_setting")
def setting_confirm(request: HttpRequest, reference: str) -> HttpResponse:
    today = localdate()
    setting = setting_or_404(request.user, reference, on=today)
    facts = selectors.facts_known(setting, today=today)
    known = [fact for fact in facts if fact.is_known]
    stale = [fact.topic.value for fact in known if fact.needs_confirming]
    form = ConfirmForm(request.POST or None, known=known, initial={"topics": stale, "on": today})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        number = services.facts_confirm(
            by=actor(request), setting=setting, topics=found["topics"], on=found["on"], source=found["said_by"]
        )
        done(request, _("%(number)s facts confirmed.") % {"number": number})
        return redirect("offer:setting_record", setting.reference)
    unknown = [fact for fact in facts if not fact.is_known]
    return render(request, "offer/confirm_form.html", {"setting": setting, "form": form, "unknown": unknown})
