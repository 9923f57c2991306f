"""Agenda, minutes, decisions, what is to be done, approval."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.gatherings.enums import AgendaState
from ribambelle.gatherings.forms.meetings import ActionPointForm, AgendaForm, ApproveForm, DecisionForm
from ribambelle.gatherings.models import ActionPoint, Meeting
from ribambelle.gatherings.selectors import meetings as selectors
from ribambelle.gatherings.selectors.papers import minutes_paper as minutes_as
from ribambelle.gatherings.services.minutes import (
    action_point_add,
    action_point_done,
    agenda_decide,
    agenda_propose,
    decision_add,
    minutes_approve,
    minutes_content,
    notes_write,
)
from ribambelle.gatherings.views.meetings import meeting_of
from ribambelle.papers.rendering import PAPERS
from ribambelle.ui.answers import PAGE_SIZE, act, actor, into_form, paper_attached, pdf_file, table_file, wrong
from ribambelle.ui.toasts import done


@requires("gatherings.view_meeting")
def agenda(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    is_editor = request.user.has_perm("gatherings.edit_meeting") and not meeting.approved
    form = AgendaForm(request.POST or None)
    if request.method == "POST" and is_editor and form.is_valid():
        fields = form.cleaned_data
        item = into_form(
            form,
            lambda: agenda_propose(by=actor(request), meeting=meeting, state=AgendaState.ACCEPTED, **fields),
        )
        if item:
            done(request, _("“%(point)s” is on the agenda.") % {"point": item})
            return redirect("gatherings:agenda", reference=reference)
    items = meeting.agenda.select_related("proposed_by")
    context = {"meeting": meeting, "items": items, "form": form, "is_editor": is_editor}
    return render(request, "gatherings/agenda.html", context)


@require_POST
@requires("gatherings.edit_meeting")
def agenda_point(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    meeting = meeting_of(request, reference)
    item = get_object_or_404(meeting.agenda.select_related("meeting"), pk=number)
    state = AgendaState.DECLINED if request.POST.get("state") == AgendaState.DECLINED else AgendaState.ACCEPTED
    act(
        request,
        _("“%(point)s”: %(state)s.") % {"point": item, "state": state.label},
        lambda: agenda_decide(by=actor(request), item=item, state=state),
    )
    return redirect("gatherings:agenda", reference=reference)


@requires("gatherings.view_meeting")
def minutes(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    is_editor = request.user.has_perm("gatherings.edit_meeting") and not meeting.approved
    if request.method == "POST" and is_editor:
        notes = {
            int(name[6:]): str(value).strip()
            for name, value in request.POST.items()
            if name.startswith("notes-") and name[6:].isdigit()
        }
        act(request, _("The minutes are kept."), lambda: notes_write(by=actor(request), meeting=meeting, notes=notes))
        return redirect("gatherings:minutes", reference=reference)
    context = {
        "meeting": meeting,
        "items": meeting.agenda.filter(state=AgendaState.ACCEPTED),
        "decisions": meeting.decisions.select_related("item"),
        "points": meeting.action_points.select_related("owner"),
        "coming_back": selectors.coming_back(meeting),
        "decision_form": DecisionForm(meeting=meeting),
        "point_form": ActionPointForm(),
        "approve_form": ApproveForm(
            meeting=meeting,
            initial={"approved_on": timezone.localdate(), "approved_in": selectors.next_of(meeting)},
        ),
        "is_editor": is_editor,
    }
    return render(request, "gatherings/minutes.html", context)


@require_POST
@requires("gatherings.edit_meeting")
def decision_put(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    form = DecisionForm(request.POST, meeting=meeting)
    if form.is_valid():
        fields = form.cleaned_data
        act(request, _("The decision is noted."), lambda: decision_add(by=actor(request), meeting=meeting, **fields))
    else:
        wrong(request, form)
    return redirect("gatherings:minutes", reference=reference)


@require_POST
@requires("gatherings.edit_meeting")
def action_point_put(request: HttpRequest, reference: str) -> HttpResponse:
    meeting, form = meeting_of(request, reference), ActionPointForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        act(
            request,
            _("Noted. It comes back at the next meeting until it is done."),
            lambda: action_point_add(by=actor(request), meeting=meeting, **fields),
        )
    else:
        wrong(request, form)
    return redirect("gatherings:minutes", reference=reference)


@requires("gatherings.view_meeting")
def action_point_list(request: HttpRequest) -> HttpResponse:
    found = selectors.open_action_points(by=actor(request))
    columns = [_("What"), _("Who"), _("Before"), _("Body"), _("Meeting of")]
    rows = (
        [p.text, str(p.owner or ""), p.due_on, p.meeting.body.name, p.meeting.held_on]
        for p in (found if request.GET.get("export") else ())
    )
    if file := table_file(request.GET.get("export", ""), "suites", columns, rows, str(_("To do"))):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "today": timezone.localdate(),
        "is_editor": request.user.has_perm("gatherings.edit_meeting"),
    }
    return render(request, "gatherings/action_point_list.html", context)


@require_POST
@requires("gatherings.edit_meeting")
def action_point_check(request: HttpRequest, number: int) -> HttpResponse:
    visible = Meeting.objects.visible_to(request.user).values("pk")
    point = get_object_or_404(ActionPoint.objects.filter(meeting__in=visible), pk=number)
    act(
        request,
        _("Done: %(what)s") % {"what": point.text},
        lambda: action_point_done(by=actor(request), point=point, on=timezone.localdate()),
    )
    back = Meeting.objects.filter(reference=request.POST.get("back", "")).first()
    if back:
        return redirect("gatherings:minutes", reference=back.reference)
    return redirect("gatherings:action_point_list")


@require_POST
@requires("gatherings.edit_meeting")
def minutes_freeze(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    form = ApproveForm(request.POST, meeting=meeting)
    if form.is_valid():
        on, approved_in = form.cleaned_data["approved_on"], form.cleaned_data["approved_in"]
        act(
            request,
            _("The minutes are approved. Nothing in this meeting changes any more."),
            lambda: minutes_approve(by=actor(request), meeting=meeting, on=on, approved_in=approved_in),
        )
    else:
        wrong(request, form)
    return redirect("gatherings:minutes", reference=reference)


@requires("gatherings.view_meeting")
def minutes_paper(request: HttpRequest, reference: str) -> HttpResponse:
    meeting = meeting_of(request, reference)
    frozen = meeting.approved
    content = frozen.content if frozen else minutes_content(meeting)
    fmt = request.GET.get("export", "pdf")
    if fmt not in PAPERS:
        raise Http404(fmt)
    seal = (frozen.fingerprint, frozen.approved_on) if frozen else ("", None)
    paper = minutes_as(meeting, content, *seal, fmt=fmt)
    if fmt == "pdf":
        return pdf_file(paper, f"compte-rendu-{reference}")
    return paper_attached(paper, fmt, f"compte-rendu-{reference}")
