"""Who is expected and who came: the list, the sheet to print, the tablet to sign on, each person's own page."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.gatherings.enums import AgendaState, MeetingState, Presence
from ribambelle.gatherings.forms.meetings import AttendanceForm, ProposalForm
from ribambelle.gatherings.models import Attendance, Meeting
from ribambelle.gatherings.selectors.counts import counts
from ribambelle.gatherings.selectors.papers import attendance_sheet_pdf
from ribambelle.gatherings.services.meetings import (
    attendance_add,
    attendance_remove,
    attendance_sign,
    presences_set,
)
from ribambelle.gatherings.services.minutes import agenda_propose
from ribambelle.gatherings.views.meetings import meeting_of
from ribambelle.network.governance.services import person_create
from ribambelle.ui.answers import act, actor, pdf_file, wrong

CHOICES = (Presence.PRESENT, Presence.EXCUSED, Presence.ABSENT)


@requires("gatherings.view_meeting")
def attendance(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    is_editor = request.user.has_perm("gatherings.edit_meeting")
    if request.method == "POST" and is_editor:
        wanted = {
            int(name.removeprefix("presence-")): value
            for name, value in request.POST.items()
            if name.startswith("presence-") and name[9:].isdigit() and value in Presence.values
        }
        act(
            request,
            _("Presences are recorded."),
            lambda: presences_set(by=actor(request), meeting=meeting, presences=wanted),
        )
        return redirect("gatherings:attendance", reference=reference)
    lines = meeting.attendances.select_related("person").prefetch_related("representations__organisation")
    year = Meeting.objects.filter(body=meeting.body_id, reporting_year=meeting.reporting_year)
    context = {
        "meeting": meeting,
        "lines": lines,
        "choices": [(choice.value, choice.label) for choice in CHOICES],
        "here": counts(Meeting.objects.filter(pk=meeting.pk)),
        "year": counts(year),
        "form": AttendanceForm(),
        "is_editor": is_editor and not meeting.approved and not meeting.is_declared,
    }
    return render(request, "gatherings/attendance.html", context)


@require_POST
@requires("gatherings.edit_meeting")
def attendance_put(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, form = meeting_of(request, reference), AttendanceForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data

        def add() -> None:
            person = given["person"] or person_create(
                by=actor(request),
                first_name=given["first_name"],
                last_name=given["last_name"],
                email=given["email"],
            )
            attendance_add(by=actor(request), meeting=meeting, person=person, organisations=given["organisations"])

        act(request, _("One more person is on the list."), add)
    else:
        wrong(request, form)
    return redirect("gatherings:attendance", reference=reference)


@require_POST
@requires("gatherings.edit_meeting")
def attendance_take_off(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    meeting = meeting_of(request, reference)
    line = get_object_or_404(meeting.attendances.select_related("meeting", "person"), pk=number)
    act(
        request,
        _("%(person)s is off the list.") % {"person": line.person},
        lambda: attendance_remove(by=actor(request), attendance=line),
    )
    return redirect("gatherings:attendance", reference=reference)


@requires("gatherings.view_meeting")
def attendance_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    return pdf_file(attendance_sheet_pdf(meeting), f"emargement-{reference}")


@requires("gatherings.check_in")
def signing(request: HttpRequest, reference: str) -> HttpResponse:
    """The tablet that goes round: each one touches their own line."""
    meeting = meeting_of(request, reference)
    if request.method == "POST":
        number = request.POST.get("line", "")
        line = get_object_or_404(meeting.attendances.select_related("meeting", "person"), pk=int(number or 0))
        act(
            request,
            _("Thank you, %(person)s: you are present.") % {"person": line.person},
            lambda: attendance_sign(by=actor(request), attendance=line, at=timezone.now()),
        )
        return redirect("gatherings:signing", reference=reference)
    lines = meeting.attendances.select_related("person").prefetch_related("representations__organisation")
    return render(request, "gatherings/signing.html", {"meeting": meeting, "lines": lines})


@login_not_required
def convocation_own(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one expected person, by secret address: say that one cannot come, propose a point."""
    line = get_object_or_404(Attendance.objects.select_related("meeting__body", "person"), token=token)
    meeting, form = line.meeting, ProposalForm()
    is_open = meeting.state in {MeetingState.PLANNED, MeetingState.CALLED}
    if request.method == "POST" and is_open:
        answer = request.POST.get("answer")
        if answer in {Presence.EXCUSED, Presence.EXPECTED}:
            act(
                request,
                _("Noted: you are excused.") if answer == Presence.EXCUSED else _("Noted: you are expected."),
                lambda: presences_set(by=None, meeting=meeting, presences={line.pk: str(answer)}),
            )
            return redirect("gatherings:convocation_own", token=token)
        form = ProposalForm(request.POST)
        if form.is_valid():
            title = form.cleaned_data["title"]
            act(
                request,
                _("Your point is proposed. The team puts the agenda together."),
                lambda: agenda_propose(by=None, meeting=meeting, title=title, proposed_by=line.person),
            )
            return redirect("gatherings:convocation_own", token=token)
    agenda = meeting.agenda.exclude(state=AgendaState.DECLINED).select_related("proposed_by")
    context = {"line": line, "meeting": meeting, "agenda": agenda, "form": form, "is_open": is_open}
    return render(request, "gatherings/convocation_own.html", context)
