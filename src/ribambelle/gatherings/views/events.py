"""Events as the team sees them: list, new, record, seats, sessions, registrations, selection, check-in."""

import secrets
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.gatherings.enums import EventState, RegistrationState
from ribambelle.gatherings.forms.events import EventFilters, EventForm, RegistrationForm, SeatsForm, SessionForm
from ribambelle.gatherings.models import Event, EventSession, Registration
from ribambelle.gatherings.selectors import events as selectors
from ribambelle.gatherings.selectors.counts import EventNumber, event_number
from ribambelle.gatherings.selectors.papers import certificate_pdf
from ribambelle.gatherings.services.events import event_create, event_move, event_update, seats_set, session_add
from ribambelle.gatherings.services.registrations import check_in_set, registration_ask, registration_cancel
from ribambelle.gatherings.services.selection import selection_run
from ribambelle.papers.spreadsheets import Column
from ribambelle.ui.answers import PAGE_SIZE, act, actor, into_form, pdf_file, table_file, wrong
from ribambelle.ui.toasts import done

NUMBERS: tuple[EventNumber, ...] = ("asked", "seated", "seats", "sessions")


def event_of(request: HttpRequest, reference: str) -> Event:
    """The event, if this person may see it; else not found."""
    visible = selectors.with_numbers(Event.objects.visible_to(request.user).select_related("body", "selection"))
    return get_object_or_404(visible, reference=reference)


@requires("gatherings.view_event")
def event_list(request: HttpRequest) -> HttpResponse:
    form = EventFilters(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = selectors.events(
        by=actor(request), text=wanted.get("q", ""), kind=wanted.get("kind", ""), state=wanted.get("state", "")
    )
    columns: list[Any] = [
        _("Reference"),
        _("Title"),
        _("Kind"),
        _("State"),
        _("Asked"),
        _("Seated"),
        _("Seats"),
        _("How one knows"),
        Column(_("Price"), "cents"),
    ]
    if file := table_file(request.GET.get("export", ""), "evenements", columns, map(_row, found), str(_("Events"))):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "is_editor": request.user.has_perm("gatherings.edit_event")}
    return render(request, "gatherings/event_list.html", context)


def _row(event: Any) -> list[Any]:
    numbers = (
        [event.declared_asked, event.declared_seated, event.declared_seats, _("declared")]
        if event.is_declared
        else [event.asked, event.seated, event.capacity, _("counted from the list")]
    )
    head = [event.reference, event.title, event.get_kind_display(), event.get_state_display()]
    return [*head, *numbers, event.price_cents]


@requires("gatherings.edit_event")
def event_new(request: HttpRequest) -> HttpResponse:
    form = EventForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        event = into_form(form, lambda: event_create(by=actor(request), **form.cleaned_data))
        if event:
            done(request, _("The event is written down as a draft. Add its sessions, then open registration."))
            return redirect("gatherings:event_record", reference=event.reference)
    return render(request, "gatherings/event_form.html", {"form": form})


@requires("gatherings.edit_event")
def event_edit(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_of(request, reference)
    form = EventForm(request.POST or None, instance=event)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if into_form(form, lambda: event_update(by=actor(request), event=event, **fields)):
            done(request, _("The event is changed."))
            return redirect("gatherings:event_record", reference=reference)
    return render(request, "gatherings/event_form.html", {"form": form, "event": event})


@requires("gatherings.view_event")
def event_record(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_of(request, reference)
    found = selectors.registrations(event)
    columns = [_("Reference"), _("Name"), _("E-mail"), _("Service"), _("State"), _("Seat"), _("Asked on")]
    rows = (
        [r.reference, r.name, r.email, r.organisation_name, r.get_state_display(), r.seat and r.seat.number, r.asked_at]
        for r in (found if request.GET.get("export") else ())
    )
    if file := table_file(request.GET.get("export", ""), f"inscriptions-{reference}", columns, rows, event.title):
        return file
    context = {
        "event": event,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "sessions": event.sessions.all(),
        "numbers": {name: event_number(event, name) for name in NUMBERS},
        "unmet": selectors.unmet_need(event),
        "results": selectors.evaluation_results(event),
        "comments": selectors.comments(event),
        "session_form": SessionForm(),
        "seats_form": SeatsForm(initial={"seats": event.seats.count()}),
        "registration_form": RegistrationForm(),
        "is_editor": request.user.has_perm("gatherings.edit_event"),
    }
    return render(request, "gatherings/event_record.html", context)


@require_POST
@requires("gatherings.edit_event")
def event_state(request: HttpRequest, reference: str) -> HttpResponse:
    event, wanted = event_of(request, reference), request.POST.get("state", "")
    if wanted in EventState.values:
        state = EventState(wanted)
        act(
            request,
            _("“%(event)s” is now: %(state)s.") % {"event": event, "state": state.label},
            lambda: event_move(by=actor(request), event=event, state=state),
        )
    return redirect("gatherings:event_record", reference=reference)


@require_POST
@requires("gatherings.edit_event")
def session_put(request: HttpRequest, reference: str) -> HttpResponse:
    event, form = event_of(request, reference), SessionForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        act(request, _("The session is added."), lambda: session_add(by=actor(request), event=event, **fields))
    else:
        wrong(request, form)
    return redirect("gatherings:event_record", reference=reference)


@require_POST
@requires("gatherings.edit_event")
def seats_put(request: HttpRequest, reference: str) -> HttpResponse:
    event, form = event_of(request, reference), SeatsForm(request.POST)
    if form.is_valid():
        seats = form.cleaned_data["seats"]
        act(
            request,
            _("The number of seats is changed; those who waited got the new ones."),
            lambda: seats_set(by=actor(request), event=event, seats=seats, at=timezone.now()),
        )
    else:
        wrong(request, form)
    return redirect("gatherings:event_record", reference=reference)


@require_POST
@requires("gatherings.edit_event")
def registration_put(request: HttpRequest, reference: str) -> HttpResponse:
    """Somebody who called: the team writes the registration for them."""
    event, form = event_of(request, reference), RegistrationForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        act(
            request,
            _("The registration is written down; a message left to the person."),
            lambda: registration_ask(by=actor(request), event=event, at=timezone.now(), **fields),
        )
    else:
        wrong(request, form)
    return redirect("gatherings:event_record", reference=reference)


@require_POST
@requires("gatherings.edit_event")
def registration_drop(request: HttpRequest, reference: str) -> HttpResponse:
    visible = Event.objects.visible_to(request.user).values("pk")
    registration = get_object_or_404(
        Registration.objects.filter(event__in=visible).select_related("event"), reference=reference
    )
    act(
        request,
        _("The registration is cancelled; the next in line got the seat."),
        lambda: registration_cancel(by=actor(request), registration=registration, at=timezone.now()),
    )
    return redirect("gatherings:event_record", reference=registration.event.reference)


@require_POST
@requires("gatherings.edit_event")
def select(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_of(request, reference)
    act(
        request,
        _("The seats are given. Each person was written to, with the reason."),
        lambda: selection_run(by=actor(request), event=event, seed=secrets.token_hex(8), at=timezone.now()),
    )
    return redirect("gatherings:event_selection", reference=reference)


@requires("gatherings.view_event")
def event_selection(request: HttpRequest, reference: str) -> HttpResponse:
    """The result of a selection: the rule as published, the seed, a line and a reason for each person."""
    event = event_of(request, reference)
    selection = event.seating_run
    lines = selection.lines.select_related("registration__organisation") if selection else []
    columns = [
        _("Rank"),
        _("Reference"),
        _("Name"),
        _("Service"),
        _("Seat"),
        _("Reason"),
        _("Refused before"),
        _("Lot"),
    ]
    rows = (
        [
            line.rank,
            line.registration.reference,
            line.registration.name,
            line.registration.organisation_name,
            _("yes") if line.is_seated else _("no"),
            line.get_reason_display(),
            line.times_refused,
            line.lot,
        ]
        for line in lines
    )
    if file := table_file(request.GET.get("export", ""), f"selection-{reference}", columns, rows, event.title):
        return file
    return render(request, "gatherings/selection.html", {"event": event, "selection": selection, "lines": lines})


@requires("gatherings.check_in")
def check_in(request: HttpRequest, number: int) -> HttpResponse:
    session = get_object_or_404(EventSession.objects.select_related("event"), pk=number)
    if request.method == "POST":
        present = {int(value) for value in request.POST.getlist("present") if value.isdigit()}
        act(
            request,
            _("Presences are recorded."),
            lambda: check_in_set(by=actor(request), session=session, present=present, at=timezone.now()),
        )
        return redirect("gatherings:check_in", number=number)
    context = {
        "session": session,
        "event": session.event,
        "lines": selectors.registrations(session.event, state=RegistrationState.SEATED),
        "present": selectors.presence_of(session),
    }
    return render(request, "gatherings/check_in.html", context)


@requires("gatherings.view_event")
def certificate(request: HttpRequest, reference: str) -> HttpResponse:
    visible = Event.objects.visible_to(request.user).values("pk")
    came = Registration.objects.filter(event__in=visible, check_ins__isnull=False).select_related("event").distinct()
    registration = get_object_or_404(came, reference=reference)
    return pdf_file(certificate_pdf(registration), f"attestation-{reference}")
