"""Pages of the demand: the list, the record, entry, and what can be done to a request."""

from datetime import date
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.accounts.services import record
from ribambelle.demand import selectors, services
from ribambelle.demand.enums import BULK_MOVES, MoveCode, RequestState, Together
from ribambelle.demand.forms import (
    Choices,
    FilterForm,
    MoveForm,
    RequestForm,
    SiblingForm,
    initial_of_family_answers,
    initial_of_household,
    initial_of_request,
)
from ribambelle.demand.forms.contacts import ContactForm, ShareForm
from ribambelle.demand.forms.saved import SaveFilterForm
from ribambelle.demand.models import Request
from ribambelle.demand.rules import months_after, moves_from, next_step, way_to_wait
from ribambelle.demand.rules.grounds import grounds_of
from ribambelle.demand.rules.life import BY_CODE
from ribambelle.demand.selectors.clocks import clock_lines, law
from ribambelle.demand.selectors.contacts import acknowledged_on_paper, contacts_of, has_no_way_to_write
from ribambelle.demand.selectors.duplicates import alike as alike_of
from ribambelle.demand.selectors.duplicates import likeness_from
from ribambelle.demand.selectors.filters import filters_of
from ribambelle.demand.selectors.provenance import marks_of
from ribambelle.demand.selectors.record import Record, timeline
from ribambelle.demand.selectors.sheet import asked_marks, family_facts, gathered
from ribambelle.demand.views.answers import Said, acted, paper_link
from ribambelle.demand.views.found import person_of, request_or_404
from ribambelle.papers.spreadsheets import FORMATS, write_table
from ribambelle.ui import toasts
from ribambelle.ui.paging import KeyPaginator

PAGE_SIZE = 50
#: What the buttons of the form ask for: the register alone, the waiting list too, and then an empty form.
RECORD, WAIT, NEXT = "record", "wait", "next"
TABS = {
    "request": gettext_lazy("Request"),
    "criteria": gettext_lazy("Criteria and documents"),
    "siblings": gettext_lazy("Brothers and sisters"),
    "contacts": gettext_lazy("Contacts"),
    "history": gettext_lazy("History"),
}


def _record_url(request: Request) -> str:
    return reverse("demand:request_detail", args=[request.reference])


@requires("demand.view_request")
@require_GET
def request_list(http: HttpRequest) -> HttpResponse:
    """Requests, filtered, sorted, by pages; the same as a file."""
    today = timezone.localdate()
    form = FilterForm(http.GET, choices=Choices(by=person_of(http), today=today), today=today)
    sort = http.GET.get("sort", "-number")
    found = selectors.requests(by=person_of(http), filters=form.filters(sort=sort))
    filters = form.filters(sort=sort)
    if (fmt := http.GET.get("export", "")) in FORMATS:
        return _export(http, found, fmt)
    totals = selectors.totals(found)
    pages = KeyPaginator(found, PAGE_SIZE, load=selectors.lines_of, count=totals.requests)
    context = {"page": pages.get_page(http.GET.get("page")), "form": form, "totals": totals, "sort": sort}
    context |= {"saved": filters_of(person_of(http))}
    context |= {"save_form": SaveFilterForm(initial={"query": http.GET.urlencode()}, auto_id="save-%s")}
    context |= {"due": filters.due, "bulk_moves": BULK_MOVES, "back": http.GET.urlencode()}
    return render(http, "demand/request_list.html", context)


def _export(http: HttpRequest, found: Any, fmt: str) -> HttpResponse:
    title = _("Requests")
    content = write_table(fmt, selectors.export_columns(), selectors.export_rows(found), title=title)
    with transaction.atomic():
        after = {"requests": found.count(), "format": fmt, "filters": http.GET.urlencode()}
        record(by=person_of(http), verb="request.export", kind="demand.request", reference="list", after=after)
    name = f"{title.lower()}-{timezone.localdate():%Y-%m-%d}.{FORMATS[fmt].extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FORMATS[fmt].content_type, headers=headers)


@requires("demand.view_request")
@require_GET
def request_detail(http: HttpRequest, reference: str) -> HttpResponse:
    """One request: what is asked, its criteria, its brothers and sisters, its history, one next step."""
    found = request_or_404(http, reference)
    tab = http.GET.get("volet", "")
    return render(http, "demand/request_detail.html", record_context(http, found, tab if tab in TABS else "request"))


def record_context(http: HttpRequest, found: Request, tab: str) -> dict[str, Any]:
    """Everything the page of a request shows under a tab; a form that was sent back replaces its own."""
    roles = services.roles_of(person_of(http))
    state = RequestState(found.state)
    step = next_step(state, roles)
    relatives = list(selectors.relatives_of(by=person_of(http), request=found))
    today = timezone.localdate()
    marks = marks_of(found, relatives=relatives)
    asked, asked_mark = asked_marks(found, marks)
    facts, family_mark = gathered(family_facts(found, marks))
    desks, _is_bound = selectors.desks_of(person_of(http))
    return {
        "record": Record(found, relatives=relatives, today=today, marks=marks),
        "asked": asked,
        "asked_mark": asked_mark,
        "family_facts": facts,
        "family_mark": family_mark,
        "clocks": clock_lines(found, today=today),
        "is_on_paper": acknowledged_on_paper(found),
        "has_no_way_to_write": has_no_way_to_write(found.child.household),
        "is_due_passed": bool(found.child.due_on and not found.child.born_on and found.child.due_on < today),
        "contacts": contacts_of(found) if tab == "contacts" else [],
        "contact_form": ContactForm(desks=desks, initial={"desk": found.desk.reference if found.desk else None}),
        "share_form": ShareForm(),
        "subject": found,
        "relatives": relatives,
        "tab": tab,
        "timeline": timeline(found) if tab == "history" else [],
        "tabs": [{"code": code, "label": label, "is_current": code == tab} for code, label in TABS.items()],
        "step": step,
        "steps_to_wait": way_to_wait(state) or [],
        "moves": [move for move in moves_from(state, roles) if move != step],
        "sibling_form": SiblingForm(by=person_of(http)),
        "is_alone": found.party.together == Together.ALONE,
    }


@requires("demand.add_request")
@require_http_methods(["GET", "POST"])
def request_create(http: HttpRequest) -> HttpResponse:
    """Enter a request on one page; `fratrie` in the address starts from the family of a brother or sister."""
    today = timezone.localdate()
    sibling = selectors.request_of(by=person_of(http), reference=http.GET.get("fratrie", ""))
    form = RequestForm(
        http.POST if http.method == "POST" else None,
        by=person_of(http),
        choices=Choices(by=person_of(http), today=today),
        today=today,
        initial={"received_on": today} | (_sibling_initial(sibling, today=today) if sibling else {}),
    )
    alike: list[tuple[Request, list[str]]] = []
    then = http.POST.get("then", RECORD) if http.user.has_perm("demand.move_request") else RECORD
    is_valid = form.is_valid()
    is_ready = not form.is_bound or then == RECORD or form.check_ready_to_wait()  # all that is wrong, in one go
    if is_valid:
        alike = [] if http.POST.get("is_distinct") else _alike(http, form)
        if not alike and is_ready:
            made = _receive(http, form, waits=then != RECORD)
            return redirect(reverse("demand:request_create") if then == NEXT else _record_url(made))
    context = {"form": form, "sibling": sibling, "alike": alike}
    return render(http, "demand/request_form.html", context)


def _receive(http: HttpRequest, form: RequestForm, *, waits: bool) -> Request:
    """Write the request, and put it on the waiting list at once when asked: both, or nothing."""
    by, now, has_left = person_of(http), timezone.now(), False
    with transaction.atomic():
        made = services.request_receive(
            by=by,
            at=now,
            child=form.child(),
            facts=form.facts(),
            household=form.household(),
            sibling=form.cleaned_data["sibling"],
            together=form.together_mode(),
        )
        if waits:
            has_left = services.request_wait(by=by, at=now, request=made)
    said = _waiting_said(has_left=has_left) if waits else _("Request %(reference)s is in the register.")
    paper = paper_link(made) if waits and not has_left else None
    toasts.done(http, said % {"reference": made.reference}, link=paper)
    return made


def _waiting_said(*, has_left: bool) -> str:
    if has_left:
        return _("%(reference)s waits for a place; its acknowledgement is on its way.")
    return _("%(reference)s waits for a place. The family has no e-mail: print its acknowledgement and hand it over.")


@requires("demand.move_request")
@require_POST
def request_wait(http: HttpRequest, reference: str) -> HttpResponse:
    """Every step left until the request waits for a place, in one go."""
    found = request_or_404(http, reference)

    def wait() -> Said:
        has_left = services.request_wait(by=person_of(http), at=timezone.now(), request=found)
        link = None if has_left else paper_link(found)
        return Said(_waiting_said(has_left=has_left) % {"reference": reference}, link=link)

    return acted(http, _record_url(found), wait)


def _sibling_initial(sibling: Request, *, today: date) -> dict[str, Any]:
    return {
        **initial_of_household(sibling.child.household),
        **initial_of_family_answers(sibling, today=today),
        "sibling": sibling.reference,
        "together": Together.IF_POSSIBLE,
        "last_name": sibling.child.last_name,
        "desk": sibling.desk.reference if sibling.desk else "",
        "channel": sibling.channel,
    }


def _alike(http: HttpRequest, form: RequestForm) -> list[tuple[Request, list[str]]]:
    """Requests that could be for the same child, with why; a twin entered beside its sibling is not one of them."""
    sibling, home = form.cleaned_data["sibling"], form.household()
    likeness = likeness_from(form.child(), home.guardians, home.address, kind=form.facts().kind)
    found = alike_of(by=person_of(http), likeness=likeness)[:5]
    return [pair for pair in found if sibling is None or pair[0].party.household_id != sibling.party.household_id]


@requires("demand.change_request")
@require_http_methods(["GET", "POST"])
def request_edit(http: HttpRequest, reference: str) -> HttpResponse:
    """Correct a request on the page it was entered on."""
    found, today = request_or_404(http, reference), timezone.localdate()
    kept = [wish.setting.reference for wish in found.wishes.all()]
    kept += [found.current_setting.reference] if found.current_setting else []
    form = RequestForm(
        http.POST if http.method == "POST" else None,
        by=person_of(http),
        choices=Choices(by=person_of(http), today=today, kept=kept),
        today=today,
        request=found,
        initial=initial_of_request(found),
    )
    if http.method == "POST" and form.is_valid():
        services.request_edit(
            by=person_of(http),
            at=timezone.now(),
            request=found,
            child=form.child(),
            facts=form.facts(),
            household=form.household(),
            together=form.together_mode() if "together" in form.changed_data else None,
        )
        toasts.done(http, _("Request %(reference)s is corrected.") % {"reference": found.reference})
        return redirect(_record_url(found))
    context = {"form": form, "subject": found}
    return render(http, "demand/request_form.html", context)


@requires("demand.move_request")
@require_http_methods(["GET", "POST"])
def request_move(http: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Change the state: at once where no reason is due, else on a page that asks for it."""
    found = request_or_404(http, reference)
    if code not in MoveCode.values:
        raise Http404(code)
    move = BY_CODE[MoveCode(code)]
    grounds = grounds_of(move.code, law())
    form = MoveForm(http.POST if http.method == "POST" else None, move=move, grounds=grounds)

    def act() -> Said:
        made = services.request_move(
            by=person_of(http),
            at=timezone.now(),
            request=found,
            code=move.code,
            reason=form.cleaned_data["reason"],
            ground=form.cleaned_data.get("ground", ""),
        )
        text = _("%(reference)s: %(state)s.") % {"reference": reference, "state": RequestState(made.to_state).label}
        return Said(text, reverse("demand:request_move_undo", args=[reference]))

    if http.method == "POST" and form.is_valid():
        return acted(http, _record_url(found), act)
    context = {"form": form, "move": move, "subject": found}
    if grounds:
        context |= {"answer_by": months_after(found.received_on, 1), "today": timezone.localdate()}
    return render(http, "demand/request_move.html", context)


@requires("demand.move_request")
@require_POST
def request_move_undo(http: HttpRequest, reference: str) -> HttpResponse:
    """Take back one's own last change of state."""
    found = request_or_404(http, reference)

    def undo() -> Said:
        services.request_move_undo(by=person_of(http), at=timezone.now(), request=found)
        return Said(_("%(reference)s is as it was before.") % {"reference": reference})

    return acted(http, _record_url(found), undo)


@requires("demand.change_request")
@require_POST
def siblings_join(http: HttpRequest, reference: str) -> HttpResponse:
    """Put this request beside that of a brother or sister."""
    found = request_or_404(http, reference)
    form = SiblingForm(http.POST, by=person_of(http))
    if not form.is_valid():
        context = record_context(http, found, "siblings") | {"sibling_form": form}
        return render(http, "demand/request_detail.html", context)
    other = form.cleaned_data["other"]
    together = Together(form.cleaned_data["together"])

    def join() -> Said:
        services.siblings_join(by=person_of(http), at=timezone.now(), request=found, other=other, together=together)
        text = _("%(reference)s and %(other)s now apply together.")
        names = {"reference": reference, "other": other.reference}
        return Said(text % names, reverse("demand:siblings_undo", args=[reference]))

    return acted(http, f"{_record_url(found)}?volet=siblings", join)


@requires("demand.change_request")
@require_POST
def siblings_part(http: HttpRequest, reference: str) -> HttpResponse:
    """Let this request apply alone."""
    found = request_or_404(http, reference)
    services.siblings_part(by=person_of(http), at=timezone.now(), request=found)
    toasts.done(http, _("%(reference)s now applies alone.") % {"reference": reference})
    return redirect(f"{_record_url(found)}?volet=siblings")


@requires("demand.change_request")
@require_POST
def siblings_undo(http: HttpRequest, reference: str) -> HttpResponse:
    """Take back the join just made: the two families stand as they were."""
    found = request_or_404(http, reference)

    def undo() -> Said:
        services.siblings_join_undo(by=person_of(http), at=timezone.now(), request=found)
        return Said(_("%(reference)s is as it was before.") % {"reference": reference})

    return acted(http, f"{_record_url(found)}?volet=siblings", undo)
