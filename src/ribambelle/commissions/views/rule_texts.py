"""Rule texts: list, record, life, public page and JSON."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import law
from ribambelle.commissions.enums import RuleStatus
from ribambelle.commissions.forms import (
    AddLineForm,
    InForceForm,
    LineForm,
    LineFormSet,
    QuotaForm,
    QuotaFormSet,
    RuleAdoptForm,
    RuleCopyForm,
    RuleHeadForm,
    TieBreakForm,
)
from ribambelle.commissions.models import RuleText
from ribambelle.commissions.rules.grids import rule_to_json, unread_grids
from ribambelle.commissions.rules.scoring import Line, highest_total
from ribambelle.commissions.selectors.legal import legal_texts
from ribambelle.commissions.selectors.rule_texts import (
    previews,
    rule_of,
    rule_table,
    rule_texts,
    status_on,
    successor,
)
from ribambelle.commissions.services import rule_texts as services
from ribambelle.commissions.views.author import author
from ribambelle.kernel.formats import day_in_words
from ribambelle.ui.steps import Step, steps
from ribambelle.ui.toasts import done, failed

PAGE_SIZE = 50
LIFE = (RuleStatus.DRAFT, RuleStatus.ADOPTED, RuleStatus.IN_FORCE, RuleStatus.SUPERSEDED)
PUBLIC = (RuleStatus.ADOPTED, RuleStatus.IN_FORCE, RuleStatus.SUPERSEDED)


@requires("commissions.view_rule")
@require_GET
def rule_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(rule_texts(timezone.localdate()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "commissions/rule_list.html", {"page": page, "unread": unread_grids()})


@requires("commissions.change_rule")
@require_POST
def rule_load(request: HttpRequest) -> HttpResponse:
    added = services.rules_load_published(by=author(request))
    done(request, _("Published grids are here: %(added)s added. Copy one to make your own text.") % {"added": added})
    return redirect("commissions:rule_list")


@requires("commissions.view_rule")
@require_GET
def rule_record(request: HttpRequest, code: str, version: int) -> HttpResponse:
    return _record(request, _found(code, version))


def _found(code: str, version: int) -> RuleText:
    return get_object_or_404(RuleText.objects.prefetch_related("lines"), code=code, version=version)


def _record(request: HttpRequest, text: RuleText, *, status: int = 200, **forms: Any) -> HttpResponse:
    rule = rule_of(text)
    today = timezone.localdate()
    padded = [*text.tie_breaks, "", "", ""]
    may_change = request.user.has_perm("commissions.change_rule")
    context = {
        "text": text,
        "rule": rule,
        "groups": rule_table(rule),
        "highest": highest_total(rule),
        "previews": previews(rule, on=today) if may_change else None,
        "shown": status_on(text, today),
        "next": successor(text),
        "life": _life(text, status_on(text, today)),
        "may_change": may_change,
        "copy_form": RuleCopyForm(initial={"title": text.title, "jurisdiction": law()}),
        "adopt_form": RuleAdoptForm(),
        "in_force_form": InForceForm(initial={"on": today}),
        "tie_form": TieBreakForm(initial=dict(zip(("first", "second", "third"), padded, strict=False))),
        **forms,
    }
    return render(request, "commissions/rule_record.html", context, status=status)


def _life(text: RuleText, shown: RuleStatus) -> list[Step]:
    """The four steps of a text; a model of another body is on none of them."""
    if text.status not in LIFE:
        return []
    return steps([RuleStatus(status).label for status in LIFE], here=LIFE.index(shown))


Act = Callable[[RuleText, Any], tuple[RuleText, str]]


def _change(request: HttpRequest, text: RuleText, form: Any, name: str, act: Act) -> HttpResponse:
    """Apply one act of the life of a text; on wrong input, the record again with what was typed."""
    if form.is_valid():
        try:
            changed, said = act(text, form)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, said)
            return redirect("commissions:rule_record", code=changed.code, version=changed.version)
    return _record(request, text, status=422, **{name: form})


@requires("commissions.change_rule")
@require_http_methods(["GET", "POST"])
def rule_edit(request: HttpRequest, code: str, version: int) -> HttpResponse:
    """All the lines of a draft at once, without a script: change, number, remove, add one of the list or one's own."""
    text = _found(code, version)
    if not text.is_draft:
        failed(request, _("“%(title)s” is no longer a draft: copy it to change it.") % {"title": text.title})
        return redirect("commissions:rule_record", code=code, version=version)
    rule = rule_of(text)
    form = RuleHeadForm(request.POST or None, initial={name: getattr(text, name) for name in RuleHeadForm.base_fields})
    lines: Any = LineFormSet(request.POST or None, initial=[_initial(line) for line in rule.lines], prefix="line")
    shares: Any = QuotaFormSet(
        request.POST or None, initial=[QuotaForm.values(quota) for quota in rule.quotas], prefix="share"
    )
    added = AddLineForm(request.POST or None, prefix="add", taken={line.reads for line in rule.lines})
    if request.method == "POST" and all([form.is_valid(), lines.is_valid(), shares.is_valid(), added.is_valid()]):
        every = [*lines.lines(), *added.lines()]
        try:
            services.rule_edit(by=author(request), rule=text, lines=every, quotas=shares.quotas(), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(request, _("The draft is recorded."))
            if "add" in request.POST:
                return redirect(request.path + "#add")
            return redirect("commissions:rule_record", code=code, version=version)
    context = {"text": text, "form": form, "lines": lines, "shares": shares, "added": added}
    return render(request, "commissions/rule_edit.html", context, status=422 if form.is_bound else 200)


def _initial(line: Line) -> dict[str, Any]:
    return {name: getattr(line, name) for name in LineForm.base_fields}


@requires("commissions.change_rule")
@require_POST
def rule_copy(request: HttpRequest, code: str, version: int) -> HttpResponse:
    def act(text: RuleText, form: Any) -> tuple[RuleText, str]:
        copy = services.rule_copy(by=author(request), rule=text, **form.cleaned_data)
        return copy, _("Draft “%(title)s” is ready.") % {"title": copy.title}

    return _change(request, _found(code, version), RuleCopyForm(request.POST), "copy_form", act)


@requires("commissions.change_rule")
@require_POST
def rule_tie_breaks(request: HttpRequest, code: str, version: int) -> HttpResponse:
    def act(text: RuleText, form: Any) -> tuple[RuleText, str]:
        services.rule_set_tie_breaks(by=author(request), rule=text, tie_breaks=form.order)
        return text, _("The order at equal points is recorded.")

    return _change(request, _found(code, version), TieBreakForm(request.POST), "tie_form", act)


@requires("commissions.change_rule")
@require_POST
def rule_adopt(request: HttpRequest, code: str, version: int) -> HttpResponse:
    def act(text: RuleText, form: Any) -> tuple[RuleText, str]:
        values = form.cleaned_data
        adopted = services.rule_adopt(
            by=author(request), rule=text, on=values["on"], deliberation=values["deliberation"]
        )
        return adopted, _("“%(title)s” is adopted: it no longer changes.") % {"title": adopted.title}

    return _change(request, _found(code, version), RuleAdoptForm(request.POST), "adopt_form", act)


@requires("commissions.change_rule")
@require_POST
def rule_in_force(request: HttpRequest, code: str, version: int) -> HttpResponse:
    def act(text: RuleText, form: Any) -> tuple[RuleText, str]:
        rule = services.rule_bring_into_force(by=author(request), rule=text, on=form.cleaned_data["on"])
        said = _("“%(title)s” applies from %(on)s. Until then, nothing changes.")
        if rule.in_force_from and rule.in_force_from <= timezone.localdate():
            said = _("“%(title)s” applies from %(on)s.")
        return rule, said % {"title": rule.title, "on": day_in_words(form.cleaned_data["on"])}

    return _change(request, _found(code, version), InForceForm(request.POST), "in_force_form", act)


def _published(code: str, version: int) -> RuleText:
    text = _found(code, version)
    if text.status not in PUBLIC:
        raise Http404
    return text


@login_not_required
@require_GET
def rule_public(request: HttpRequest, code: str, version: int) -> HttpResponse:
    text = _published(code, version)
    rule = rule_of(text)
    context = {
        "text": text,
        "rule": rule,
        "groups": rule_table(rule),
        "highest": highest_total(rule),
        "legal": legal_texts(text.jurisdiction),
        "shown": status_on(text, timezone.localdate()),
        "next": successor(text),
    }
    return render(request, "commissions/rule_public.html", context)


@login_not_required
@require_GET
def rule_json(request: HttpRequest, code: str, version: int) -> HttpResponse:  # noqa: ARG001
    text = _published(code, version)
    legal = legal_texts(text.jurisdiction)
    adopted_on = text.adopted_on.isoformat() if text.adopted_on else None
    in_force_from = text.in_force_from.isoformat() if text.in_force_from else None
    content = rule_to_json(rule_of(text)) | {
        "status": status_on(text, timezone.localdate()).value,
        "adopted_on": adopted_on,
        "deliberation": text.deliberation,
        "in_force_from": in_force_from,
        "legal_notice": [*legal.mention, legal.data_rights],
        "legal_notice_source": legal.mention_source,
    }
    response = JsonResponse(content, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{text.reference}.json"'
    return response
