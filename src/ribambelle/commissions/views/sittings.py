"""Who sits: composition, offices, presence, recusals, the meeting of the body; and the commission's own quorum."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.forms import QuorumForm
from ribambelle.commissions.forms.deciding import MemberAddForm, RecusalForm, member_lines
from ribambelle.commissions.models import Commission, Recusal, Session, Sitting, SittingMember
from ribambelle.commissions.selectors.sittings import Bench
from ribambelle.commissions.services import sessions as session_services
from ribambelle.commissions.services import sittings as services
from ribambelle.commissions.views.author import author
from ribambelle.commissions.views.sessions import found
from ribambelle.offer.models import Setting
from ribambelle.ui.answers import act
from ribambelle.ui.toasts import done


@requires("commissions.change_session")
@require_GET
def sitting(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, found(request, reference))


def _page(request: HttpRequest, session: Session, *, status: int = 200, **forms: Any) -> HttpResponse:
    made = Sitting.objects.filter(session=session).select_related("meeting").first()
    members = made.members.select_related("user", "person") if made else SittingMember.objects.none()
    context = {
        "session": session,
        "sitting": made,
        "bench": Bench(session),
        "lines": member_lines(members),
        "recusals": Recusal.objects.filter(member__in=members).select_related("member"),
        "add_form": MemberAddForm(),
        "recusal_form": _recusal_form(session),
        "is_open": session.status != SessionStatus.SEALED,
        **forms,
    }
    return render(request, "commissions/sitting.html", context, status=status)


def _recusal_form(session: Session, data: Any = None) -> RecusalForm:
    chosen = session.settings.all()
    settings = (chosen if chosen.exists() else Setting.objects.all()).order_by("name")
    return RecusalForm(
        data,
        members=SittingMember.objects.filter(sitting__session=session),
        settings=settings.values_list("reference", "name"),
        requests=set(session.keys.values_list("request_reference", flat=True)),
    )


def _act(request: HttpRequest, reference: str, said: str, call: Callable[[Session], Any]) -> HttpResponse:
    session = found(request, reference)
    act(request, said, lambda: call(session))
    return redirect("commissions:sitting", reference=reference)


@requires("commissions.change_session")
@require_POST
def sitting_compose(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("The composition is taken over: note who is there.")
    return _act(request, reference, said, lambda session: services.sitting_compose(by=author(request), session=session))


@requires("commissions.change_session")
@require_POST
def meeting_call(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("The meeting is planned: call its members from there.")
    return _act(request, reference, said, lambda session: services.meeting_call(by=author(request), session=session))


@requires("commissions.change_session")
@require_POST
def presences_take_over(request: HttpRequest, reference: str) -> HttpResponse:
    said = _("Presences are those of the attendance list.")
    return _act(
        request, reference, said, lambda session: services.presences_take_over(by=author(request), session=session)
    )


@requires("commissions.change_session")
@require_POST
def members_set(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    lines = member_lines(SittingMember.objects.filter(sitting__session=session), request.POST)
    problems: list[str] = []
    if all([line.form.is_valid() for line in lines]):
        values = {line.member.pk: line.form.cleaned_data for line in lines}
        try:
            services.members_set(by=author(request), session=session, values=values)
        except ValidationError as error:
            problems = error.messages
        else:
            done(request, _("The composition is recorded."))
            return redirect("commissions:sitting", reference=reference)
    return _page(request, session, status=422, lines=lines, problems=problems)


@requires("commissions.change_session")
@require_POST
def member_add(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    form = MemberAddForm(request.POST)
    if form.is_valid():
        try:
            services.member_add(by=author(request), session=session, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("%(name)s sits.") % {"name": form.cleaned_data["name"]})
            return redirect("commissions:sitting", reference=reference)
    return _page(request, session, status=422, add_form=form)


@requires("commissions.change_session")
@require_POST
def recusal_note(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    form = _recusal_form(session, request.POST)
    if form.is_valid():
        try:
            services.recusal_note(by=author(request), at=timezone.now(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("The recusal is noted."))
            return redirect("commissions:sitting", reference=reference)
    return _page(request, session, status=422, recusal_form=form)


@requires("commissions.change_session")
@require_POST
def recusal_take_back(request: HttpRequest, reference: str, recusal: int) -> HttpResponse:
    session = found(request, reference)
    noted = get_object_or_404(Recusal, pk=recusal, member__sitting__session=session)
    act(
        request,
        _("The recusal no longer counts."),
        lambda: services.recusal_take_back(by=author(request), recusal=noted, at=timezone.now()),
    )
    return redirect("commissions:sitting", reference=reference)


@requires("commissions.change_session")
@require_http_methods(["GET", "POST"])
def commission_edit(request: HttpRequest, commission: str) -> HttpResponse:
    changed = get_object_or_404(Commission, reference=commission)
    initial = {name: getattr(changed, name) for name in ("name", "body", "quorum", "quorum_number")}
    form = QuorumForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            session_services.commission_update(by=author(request), commission=changed, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            done(request, _("Commission “%(name)s” is recorded.") % {"name": form.cleaned_data["name"]})
            return redirect("commissions:session_list")
    context = {"form": form, "commission": changed}
    return render(request, "commissions/commission_edit.html", context, status=422 if form.is_bound else 200)
