"""What anyone sees: events to register for, the form, one's own page by its secret address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.gatherings.enums import EventState, RegistrationState
from ribambelle.gatherings.forms.events import EvaluationForm, RegistrationForm
from ribambelle.gatherings.models import Event, Registration
from ribambelle.gatherings.selectors import events as selectors
from ribambelle.gatherings.selectors.papers import certificate_pdf
from ribambelle.gatherings.services.registrations import evaluation_put, registration_ask, registration_cancel
from ribambelle.ui.answers import act, into_form, pdf_file
from ribambelle.ui.toasts import done


@login_not_required
def public_list(request: HttpRequest) -> HttpResponse:
    return render(request, "gatherings/public_list.html", {"events": selectors.public_events()})


@login_not_required
def register(request: HttpRequest, reference: str) -> HttpResponse:
    """The registration form; its answer leads to the person's own page."""
    shown = selectors.with_numbers(Event.objects.exclude(state=EventState.DRAFT))
    event = get_object_or_404(shown, reference=reference)
    form = RegistrationForm(request.POST or None)
    is_open = event.state == EventState.OPEN and not (event.closes_on and timezone.localdate() >= event.closes_on)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        registration = into_form(form, lambda: registration_ask(by=None, event=event, at=timezone.now(), **fields))
        if registration:
            return redirect("gatherings:registration_own", token=registration.token)
    context = {"event": event, "sessions": event.sessions.all(), "form": form, "is_open": is_open}
    return render(request, "gatherings/register.html", context)


def _own(token: str) -> Registration:
    found = Registration.objects.select_related("event", "seat", "selection_line__selection")
    return get_object_or_404(found, token=token)


@login_not_required
def registration_own(request: HttpRequest, token: str) -> HttpResponse:
    registration = _own(token)
    context = {
        "registration": registration,
        "event": registration.event,
        "sessions": registration.event.sessions.all(),
        "ahead": selectors.ahead_of(registration),
        "has_come": registration.check_ins.exists(),
        "line": getattr(registration, "selection_line", None),
    }
    return render(request, "gatherings/registration_own.html", context)


@require_POST
@login_not_required
def registration_give_back(request: HttpRequest, token: str) -> HttpResponse:
    registration = _own(token)
    act(
        request,
        _("Your registration is cancelled. Thank you for telling us."),
        lambda: registration_cancel(by=None, registration=registration, at=timezone.now()),
    )
    return redirect("gatherings:registration_own", token=token)


@login_not_required
def evaluate(request: HttpRequest, token: str) -> HttpResponse:
    registration = _own(token)
    if registration.state != RegistrationState.SEATED:
        raise Http404
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if into_form(form, lambda: evaluation_put(registration=registration, at=timezone.now(), **fields)):
            done(request, _("Thank you. Your answer is shown without your name."))
            return redirect("gatherings:registration_own", token=token)
    return render(request, "gatherings/evaluate.html", {"event": registration.event, "form": form})


@login_not_required
def certificate_own(_request: HttpRequest, token: str) -> HttpResponse:
    registration = _own(token)
    if not registration.check_ins.exists():
        raise Http404
    return pdf_file(certificate_pdf(registration), f"attestation-{registration.reference}")
