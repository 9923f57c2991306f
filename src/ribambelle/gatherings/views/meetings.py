"""Meetings: list, new, record, change, call, cancel, papers and calendar."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.gatherings.enums import AgendaState
from ribambelle.gatherings.forms.meetings import DeclareForm, MeetingFilters, MeetingForm, ReasonForm
from ribambelle.gatherings.models import Meeting
from ribambelle.gatherings.selectors import meetings as selectors
from ribambelle.gatherings.selectors.calendars import entry_of
from ribambelle.gatherings.selectors.counts import counts
from ribambelle.gatherings.selectors.papers import convocation_pdf
from ribambelle.gatherings.services.convocation import Called, meeting_call
from ribambelle.gatherings.services.meetings import meeting_cancel, meeting_declare, meeting_plan, meeting_update
from ribambelle.papers.calendars import write_calendar
from ribambelle.ui.answers import PAGE_SIZE, act, actor, into_form, pdf_file, table_file, wrong
from ribambelle.ui.toasts import done, failed


def meeting_of(request: HttpRequest, reference: str) -> Meeting:
    """The meeting, if this person may see it; else not found."""
    visible = Meeting.objects.visible_to(request.user).select_related("body", "series", "minutes__approved_in")
    return get_object_or_404(visible, reference=reference)


@requires("gatherings.view_meeting")
def meeting_list(request: HttpRequest) -> HttpResponse:
    form = MeetingFilters(request.GET, years=selectors.years())
    wanted = form.cleaned_data if form.is_valid() else {}
    found = selectors.meetings(
        by=actor(request),
        text=wanted.get("q", ""),
        body=wanted.get("body", ""),
        year=wanted.get("year", ""),
        state=wanted.get("state", ""),
        series=request.GET.get("series", ""),
    )
    shown = selectors.with_presence(found)
    if file := table_file(request.GET.get("export", ""), "reunions", _columns(), map(_row, shown), str(_("Meetings"))):
        return file
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "gatherings/meeting_list.html", {"form": form, "page": page, "counts": counts(found)})


def _columns() -> list[str]:
    return [
        _("Reference"),
        _("Date"),
        _("Body"),
        _("Title"),
        _("Series"),
        _("Reporting year"),
        _("State"),
        _("Persons"),
        _("Services"),
        _("How one knows"),
        _("Source"),
    ]


def _row(meeting: Any) -> list[Any]:
    persons, services, how = None, None, ""
    if meeting.is_declared:
        persons, services, how = meeting.declared_persons, meeting.declared_services, _("declared")
    elif meeting.listed:
        persons, services, how = meeting.present, meeting.services, _("counted from the list")
    return [
        meeting.reference,
        meeting.held_on,
        meeting.body.name,
        meeting.title,
        meeting.series.name if meeting.series else "",
        meeting.reporting_year,
        meeting.get_state_display(),
        persons,
        services,
        how,
        meeting.source,
    ]


@requires("gatherings.edit_meeting")
def meeting_create(request: HttpRequest) -> HttpResponse:
    form = MeetingForm(request.POST or None, initial={"body": request.GET.get("body")})
    if request.method == "POST" and form.is_valid():
        meeting = into_form(form, lambda: meeting_plan(by=actor(request), **form.cleaned_data))
        if meeting:
            done(request, _("The meeting is written down. Check who is expected, then call it."))
            return redirect("gatherings:meeting_record", reference=meeting.reference)
    return render(request, "gatherings/meeting_form.html", {"form": form})


@requires("gatherings.edit_meeting")
def meeting_edit(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    form = MeetingForm(request.POST or None, instance=meeting)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if into_form(form, lambda: meeting_update(by=actor(request), meeting=meeting, **fields)):
            done(request, _("The meeting is changed. Calendars that hold it will learn of it."))
            return redirect("gatherings:meeting_record", reference=reference)
    return render(request, "gatherings/meeting_form.html", {"form": form, "meeting": meeting})


@requires("gatherings.view_meeting")
def meeting_record(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    context = {
        "meeting": meeting,
        "agenda": meeting.agenda.select_related("proposed_by"),
        "lines": selectors.expected_with_mail(meeting),
        "coming_back": selectors.coming_back(meeting),
        "reason_form": ReasonForm(),
        "declare_form": DeclareForm(
            initial={
                "persons": meeting.declared_persons,
                "services": meeting.declared_services,
                "source": meeting.source,
            }
        ),
        "is_editor": request.user.has_perm("gatherings.edit_meeting"),
    }
    return render(request, "gatherings/meeting_record.html", context)


@require_POST
@requires("gatherings.edit_meeting")
def meeting_call_send(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    answer: list[Called] = []
    act(
        request,
        _("The meeting is called."),
        lambda: answer.append(meeting_call(by=actor(request), meeting=meeting, at=timezone.now())),
    )
    for called in answer:
        if called.sent or not called.waiting:
            done(request, ngettext("%(n)s mail left.", "%(n)s mails left.", called.sent) % {"n": called.sent})
        if called.waiting:
            text = ngettext("%(n)s mail waits to leave.", "%(n)s mails wait to leave.", called.waiting)
            done(request, text % {"n": called.waiting})
        if called.without_address:
            names = ", ".join(called.without_address)
            failed(
                request, _("Without an e-mail address: %(names)s. Print the convocation for them.") % {"names": names}
            )
        if called.refused:
            addresses = ", ".join(called.refused)
            failed(
                request,
                _("The mail server refused: %(addresses)s. Call again to try again.") % {"addresses": addresses},
            )
    return redirect("gatherings:meeting_record", reference=reference)


@require_POST
@requires("gatherings.edit_meeting")
def meeting_cancel_confirm(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, form = meeting_of(request, reference), ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        act(
            request,
            _("The meeting is cancelled. It stays in the list, struck out."),
            lambda: meeting_cancel(by=actor(request), meeting=meeting, reason=reason),
        )
    else:
        wrong(request, form)
    return redirect("gatherings:meeting_record", reference=reference)


@require_POST
@requires("gatherings.edit_meeting")
def meeting_declare_numbers(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, form = meeting_of(request, reference), DeclareForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        act(
            request,
            _("The numbers of the source are kept, and said to be declared."),
            lambda: meeting_declare(by=actor(request), meeting=meeting, **fields),
        )
    else:
        wrong(request, form)
    return redirect("gatherings:meeting_record", reference=reference)


@requires("gatherings.view_meeting")
def convocation_paper(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    agenda = [item for item in meeting.agenda.all() if item.state == AgendaState.ACCEPTED]
    return pdf_file(convocation_pdf(meeting, agenda), f"convocation-{reference}")


@requires("gatherings.view_meeting")
def meeting_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    content = write_calendar([entry_of(meeting)], name=str(meeting), stamped_at=timezone.now())
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{reference}.ics"'},
    )
