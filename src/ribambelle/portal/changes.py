"""Changes told by families, at the desk: the list, one change beside what is known, applied or set aside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ribambelle.accounts.access import ScopedQuerySet, requires
from ribambelle.demand.errors import DemandError
from ribambelle.kernel.formats import day_in_words, number
from ribambelle.kernel.weeks import describe
from ribambelle.portal import services
from ribambelle.portal.enums import ChangeState
from ribambelle.portal.forms import ChangeForm, SetAsideForm
from ribambelle.portal.models import ToldChange
from ribambelle.ui.answers import PAGE_SIZE, actor, table_file, wrong
from ribambelle.ui.due import Due
from ribambelle.ui.toasts import done, failed


@dataclass(frozen=True, slots=True)
class Line:
    """One field: what we know, what was told."""

    label: str
    known: str
    told: str


def changes_for(user: Any) -> QuerySet[ToldChange]:
    """The changes a person may see, the last first."""
    visible: ScopedQuerySet[ToldChange] = ToldChange.objects.visible_to(user)
    return visible.select_related("request__child", "request__party__household", "guardian", "handled_by").order_by(
        "-told_at", "-pk"
    )


def lines_of(told: ToldChange) -> list[Line]:
    """What a change would write, beside what is known now."""
    form = ChangeForm(None, subject=told.request, guardian=told.guardian)
    facts = services.facts_of(told)
    return [
        Line(str(form.fields[name].label), _shown(name, form.known[name]), _shown(name, facts[name]))
        for name in form.fields
        if name in facts
    ]


def _shown(name: str, value: Any) -> str:
    if isinstance(value, date):
        return day_in_words(value)
    if name == "needed_slots":
        return describe(value)
    if name == "minimum_days":
        return _("all the days") if value is None else number(value)
    return str(value) or "—"


@requires("portal.view_change")
@require_GET
def change_list(request: HttpRequest) -> HttpResponse:
    """The changes told, those to apply first asked for."""
    state = request.GET.get("etat", "")
    found = changes_for(request.user)
    shown = found.filter(state=state) if state in ChangeState.values else found
    columns = [_("Request"), _("Child"), _("Told on"), _("State"), _("What changes"), _("In their words")]
    if answer := table_file(
        request.GET.get("export", ""), "changements", columns, _export(shown), _("Changes told by families")
    ):
        return answer
    page = Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "portal/change_list.html", {"page": page, "state": state, "states": ChangeState})


def _export(changes: QuerySet[ToldChange]) -> Iterator[list[Any]]:
    for told in changes:
        what = "; ".join(f"{line.label}: {line.told}" for line in lines_of(told))
        child = str(told.request.child)
        yield [told.request.reference, child, told.told_at, told.get_state_display(), what, told.message]


def _found(request: HttpRequest, pk: int) -> ToldChange:
    told = changes_for(request.user).filter(pk=pk).first()
    if told is None:
        raise Http404
    return told


@requires("portal.view_change")
@require_GET
def change_record(request: HttpRequest, pk: int) -> HttpResponse:
    """One change beside what is known."""
    told = _found(request, pk)
    is_open = told.state == ChangeState.TOLD
    context = {
        "told": told,
        "lines": lines_of(told) if is_open else [],
        "is_open": is_open,
        "form": SetAsideForm(),
    }
    return render(request, "portal/change_record.html", context)


@requires("portal.apply_change")
@require_POST
def change_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what was told over the request."""
    told = _found(request, pk)
    try:
        services.change_apply(by=actor(request), at=timezone.now(), told=told)
    except DemandError as error:
        failed(request, str(error))
    except ValidationError as error:
        failed(request, " ".join(error.messages))
    else:
        done(request, _("%(reference)s is up to date.") % {"reference": told.request.reference})
    return redirect("portal:change_record", pk=pk)


@requires("portal.apply_change")
@require_POST
def change_set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the family and change nothing."""
    told = _found(request, pk)
    form = SetAsideForm(request.POST)
    if not form.is_valid():
        wrong(request, form)
        return redirect("portal:change_record", pk=pk)
    try:
        services.change_set_aside(by=actor(request), at=timezone.now(), told=told, answer=form.cleaned_data["answer"])
    except ValidationError as error:
        failed(request, " ".join(error.messages))
    else:
        done(request, _("The family reads your answer on its page."))
    return redirect("portal:change_record", pk=pk)


def changes_due(user: Any, today: date) -> Iterator[Due]:
    """Changes to apply. One query."""
    if count := ToldChange.objects.visible_to(user).filter(state=ChangeState.TOLD).count():
        title = ngettext("%(n)s change told by a family", "%(n)s changes told by families", count) % {"n": count}
        yield Due(
            on=today,
            icon="edit",
            title=title,
            text=_("Told on their page: nothing changes before you have read it and applied it."),
            url=f"{reverse('portal:change_list')}?etat={ChangeState.TOLD.value}",
            action_label=_("Read them"),
        )
