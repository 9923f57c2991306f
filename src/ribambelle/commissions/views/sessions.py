"""Sessions: list, preparation, freeze, check list, run, comparison, files of the instance, key."""

import secrets

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import law
from ribambelle.commissions.enums import Jurisdiction, Policy, SessionStatus
from ribambelle.commissions.forms import CommissionForm, RunForm, SessionForm
from ribambelle.commissions.models import Commission, LotteryDraw, Run, Seal, Session
from ribambelle.commissions.selectors import files
from ribambelle.commissions.selectors.changes import changes_since
from ribambelle.commissions.selectors.checks import HowFar, how_far
from ribambelle.commissions.selectors.reserved import reserves_read
from ribambelle.commissions.selectors.sequels import urgent_requests
from ribambelle.commissions.selectors.sessions import (
    comparison,
    keys_of,
    session_for,
    session_rows,
    sessions_for,
)
from ribambelle.commissions.selectors.updates import not_updated
from ribambelle.commissions.services import sessions as services
from ribambelle.commissions.services.lottery import lottery_draw
from ribambelle.commissions.views.author import author
from ribambelle.commissions.views.checks import check_page, to_clear_of
from ribambelle.ui.answers import table_file
from ribambelle.ui.steps import Step, steps
from ribambelle.ui.toasts import done, failed

PAGE_SIZE = 50
SEEDS = 1_000_000  # a seed short enough to be read aloud


@requires("commissions.view_session")
@require_GET
def session_list(request: HttpRequest) -> HttpResponse:
    columns = [
        *(_("Session"), _("Reference"), _("Commission"), _("Held on"), _("For an entry on"), _("State")),
        *(pgettext("of a session", "Scope"), _("Requests")),
    ]
    file = table_file(
        request.GET.get("export", ""), "seances", columns, session_rows(request.user), _("Sessions of the commissions")
    )
    if file is not None:
        return file
    page = Paginator(sessions_for(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    commissions = list(Commission.objects.all())
    context = {
        "page": page,
        "has_commission": bool(commissions),
        "commissions": commissions,
        "urgent": urgent_requests().count(),
    }
    return render(request, "commissions/session_list.html", context)


@requires("commissions.change_session")
@require_http_methods(["GET", "POST"])
def session_create(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        session = services.session_create(by=author(request), **form.cleaned_data)
        done(request, _("Session %(reference)s is prepared.") % {"reference": session.reference})
        return redirect("commissions:session_record", reference=session.reference)
    status = 422 if form.is_bound else 200
    return render(request, "commissions/session_form.html", {"form": form}, status=status)


@requires("commissions.change_session")
@require_http_methods(["GET", "POST"])
def session_edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Say it otherwise, as long as nothing is frozen; here it is given up too."""
    session = found(request, reference)
    if session.status != SessionStatus.PREPARED:
        failed(request, _("Session %(reference)s is frozen: it is no longer changed.") % {"reference": reference})
        return redirect("commissions:session_record", reference=reference)
    names = ("commission", "title", "season", "held_on", "cut_off_on", "entry_on", "rule")
    initial = {name: getattr(session, name) for name in names}
    initial["settings"] = list(session.settings.values_list("reference", flat=True))
    form = SessionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.session_update(by=author(request), session=session, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("Session %(reference)s is changed.") % {"reference": reference})
            return redirect("commissions:session_record", reference=reference)
    status = 422 if form.is_bound else 200
    return render(request, "commissions/session_form.html", {"form": form, "session": session}, status=status)


@requires("commissions.change_session")
@require_POST
def session_delete(request: HttpRequest, reference: str) -> HttpResponse:
    """Give up a session that is being prepared."""
    try:
        services.session_delete(by=author(request), session=found(request, reference))
    except ValidationError as error:
        failed(request, " ".join(error.messages))
        return redirect("commissions:session_record", reference=reference)
    done(request, _("Session %(reference)s is given up; the journal keeps what it was.") % {"reference": reference})
    return redirect("commissions:session_list")


@requires("commissions.change_session")
@require_http_methods(["GET", "POST"])
def commission_create(request: HttpRequest) -> HttpResponse:
    form = CommissionForm(request.POST or None, here=Jurisdiction(law().value))
    if request.method == "POST" and form.is_valid():
        try:
            commission = services.commission_create(by=author(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("Commission “%(name)s” is recorded.") % {"name": commission.name})
            return redirect("commissions:session_create")
    status = 422 if form.is_bound else 200
    return render(request, "commissions/commission_form.html", {"form": form}, status=status)


def found(request: HttpRequest, reference: str) -> Session:
    """The session, when the person may know of it; 404 otherwise."""
    session = session_for(request.user, reference)
    if session is None:
        raise Http404
    return session


@requires("commissions.change_session")
@require_GET
def session_record(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    return _record(request, session, RunForm())


def _record(request: HttpRequest, session: Session, form: RunForm, *, status: int = 200) -> HttpResponse:
    is_frozen, is_open = session.status != SessionStatus.PREPARED, session.status != SessionStatus.SEALED
    to_clear = to_clear_of(session) if is_open else []
    context = {
        "session": session,
        "steps": _steps(session),
        "far": to_clear if isinstance(to_clear, HowFar) else None,
        "to_clear": [] if isinstance(to_clear, HowFar) else to_clear,
        "not_updated": not_updated(session),
        "changes": changes_since(session) if is_frozen and "changements" in request.GET else None,
        "wants_changes": "changements" in request.GET,
        "compared": comparison(session) if is_frozen else [],
        "form": form,
        "seal": Seal.objects.filter(session=session).select_related("sealed_by").first(),
        "sequels": session.sequels.order_by("reference"),
        "is_open": is_open,
        "reserves": reserves_read(session),
        "waiting": None if is_frozen else how_far(session).total,
        "is_early": not is_frozen and timezone.localdate() < session.cut_off_on,
        "draw": LotteryDraw.objects.filter(session=session).select_related("drawn_by").first(),
    }
    return render(request, "commissions/session_record.html", context, status=status)


def _steps(session: Session) -> list[Step]:
    labels = [
        pgettext("step of a session", "Prepare"),
        pgettext("step of a session", "Freeze"),
        pgettext("step of a session", "Check"),
        pgettext("step of a session", "Run"),
        pgettext("step of a session", "Propose"),
        pgettext("step of a session", "Decide"),
        pgettext("step of a session", "Seal"),
        pgettext("step of a session", "Tell"),
    ]
    here = {SessionStatus.PREPARED: 1, SessionStatus.FROZEN: 2, SessionStatus.RUN: 5, SessionStatus.SEALED: 7}
    return steps(labels, here=here[SessionStatus(session.status)])


@requires("commissions.change_session")
@require_POST
def session_freeze(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    try:
        frozen = services.session_freeze(
            by=author(request), session=session, at=timezone.now(), draw=secrets.token_hex(32)
        )
    except ValidationError as error:
        failed(request, " ".join(error.messages))
    else:
        said = _("Session %(reference)s is frozen: fingerprint %(fingerprint)s.")
        done(request, said % {"reference": session.reference, "fingerprint": frozen.fingerprint[:8]})
    return redirect("commissions:session_record", reference=reference)


@requires("commissions.change_session")
@require_POST
def session_draw(request: HttpRequest, reference: str) -> HttpResponse:
    """Draw the seed of the lottery from the operating system and record it, before anything is calculated."""
    session = found(request, reference)
    try:
        draw = lottery_draw(by=author(request), session=session, seed=secrets.randbelow(SEEDS), at=timezone.now())
    except ValidationError as error:
        failed(request, " ".join(error.messages))
    else:
        done(request, _("The lottery is drawn: its seed is %(seed)s, recorded for good.") % {"seed": draw.seed})
    return redirect("commissions:session_record", reference=reference)


@requires("commissions.change_session")
@require_POST
def session_run(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    form = RunForm(request.POST)
    if not form.is_valid():
        return _record(request, session, form, status=422)
    policies = [policy for policy in Policy if policy.value in form.cleaned_data["policies"]]
    try:
        runs = services.session_run(by=author(request), session=session, policies=policies, at=timezone.now())
    except ValidationError as error:
        failed(request, " ".join(error.messages))
    else:
        done(request, _("%(count)s proposals calculated.") % {"count": len(runs)})
    return redirect("commissions:session_record", reference=reference)


@requires("commissions.change_session")
@require_GET
def session_check(request: HttpRequest, reference: str) -> HttpResponse:
    return check_page(request, found(request, reference))


@requires("commissions.change_session")
@require_POST
def proposal_choose(request: HttpRequest, reference: str, run: str) -> HttpResponse:
    chosen = _run_of(found(request, reference), run)
    services.proposal_choose(by=author(request), run=chosen)
    done(request, _("“%(policy)s” is now what members read.") % {"policy": chosen.get_policy_display()})
    return redirect("commissions:session_record", reference=reference)


def _run_of(session: Session, reference: str) -> Run:
    policy, _dash, seed = reference.rpartition("-")
    if not seed.isdecimal():
        raise Http404
    return get_object_or_404(session.runs, policy=policy, seed=int(seed))


@requires("commissions.change_session")
@require_GET
def run_file(request: HttpRequest, reference: str, run: str, kind: str) -> HttpResponse:
    session = found(request, reference)
    made = files.run_file(_run_of(session, run), kind)
    if made is None:
        raise Http404
    response = HttpResponse(made.content, content_type=made.content_type)
    response["Content-Disposition"] = f'attachment; filename="{made.name}"'
    return response


@requires("commissions.view_key")
@require_GET
def session_key(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    page = Paginator(keys_of(session), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "commissions/session_key.html", {"session": session, "page": page})
