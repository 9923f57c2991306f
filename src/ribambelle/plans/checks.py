"""Checks of truth of the plans: what is false is an error, what is missing a gap."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.kernel.checks import Check, Finding, checks
from ribambelle.kernel.figures import every_figure
from ribambelle.plans.enums import MISSION_KINDS, ActionStatus, Basis, ObjectiveKind
from ribambelle.plans.models import Action, Citation, Indicator, Objective, Plan, Result
from ribambelle.plans.rules import check_total, is_outside, uncovered
from ribambelle.plans.selectors.evidence import proven_by_rule


def register() -> None:
    for check in (
        Check("plans.dangling-code", gettext_lazy("Codes cited and never defined"), "error", dangling_codes),
        Check("plans.wrong-total", gettext_lazy("Totals that are not the sum of their parts"), "error", wrong_totals),
        Check(
            "plans.declared-differs", gettext_lazy("Declared figures that records contradict"), "error", contradicted
        ),
        Check("plans.result-outside", gettext_lazy("Items of another year"), "error", results_outside),
        Check("plans.lonely-objective", gettext_lazy("Objectives without action"), "gap", lonely_objectives),
        Check("plans.not-carried-out", gettext_lazy("Objectives not carried out"), "gap", not_carried_out),
        Check("plans.no-result", gettext_lazy("Actions without result at the end"), "gap", actions_without_result),
        Check("plans.no-evidence", gettext_lazy("Results without evidence"), "gap", results_without_evidence),
        Check("plans.empty-cell", gettext_lazy("Empty cells without a reason"), "gap", empty_cells),
    ):
        checks.add(check)


def _page(name: str, plan_reference: str) -> str:
    return reverse(f"plans:{name}", kwargs={"reference": plan_reference})


def dangling_codes(_today: date) -> Iterator[Finding]:
    """One finding for each code of a plan that actions cite and nothing defines. One query."""
    rows = Citation.objects.filter(objective__isnull=True).order_by("action__plan_id", "code", "action__position")
    cited: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for reference, name, code, action in rows.values_list(
        "action__plan__reference", "action__plan__name", "code", "action__text"
    ):
        cited[reference, name, code].append(action)
    for (reference, name, code), actions in cited.items():
        yield Finding(
            subject=f"{reference}:{code}",
            culprit=f"{name} · {code}",
            problem=_("Code “%(code)s” is cited by %(actions)s and defined nowhere in this plan.")
            % {"code": code, "actions": ", ".join(f"« {text} »" for text in actions)},
            remedy=_("Create the mission or objective “%(code)s”, or correct the citation.") % {"code": code},
            url=_page("matrix", reference),
        )


def wrong_totals(_today: date) -> Iterator[Finding]:
    """One finding for each declared total that its declared parts do not add up to. Three queries."""
    totals = Indicator.objects.filter(parts__isnull=False).distinct().select_related("plan")
    for total in totals.prefetch_related("values", "parts__values"):
        parts = list(total.parts.all())
        for stated in total.values.all():
            found = [next((v.value for v in p.values.all() if v.starts_on == stated.starts_on), None) for p in parts]
            outcome = check_total(stated.value, found)
            if outcome.is_wrong:
                yield Finding(
                    subject=f"{total.reference}:{stated.starts_on or ''}",
                    culprit=f"{total.plan.name} · {total.label}",
                    problem=_("The source declares a total of %(stated)s, its parts add up to %(summed)s (%(parts)s).")
                    % {
                        "stated": stated.value,
                        "summed": outcome.summed,
                        "parts": " + ".join(str(value) for value in found),
                    },
                    remedy=_("Correct the total or the part that is wrong, or say why they differ."),
                    url=_page("plan_detail", total.plan.reference),
                )


def contradicted(_today: date) -> Iterator[Finding]:
    """One finding for each declared value that differs from the figure its indicator names.

    Two queries, and those of each figure named, once. Nothing is said when the figure is itself unknown, or declared
    by the same source.
    """
    rows = Indicator.objects.filter(basis=Basis.DECLARED).exclude(figure="").select_related("plan")
    indicators = list(rows.prefetch_related("values"))
    named = {indicator.figure for indicator in indicators}
    known = {figure.code: figure.compute() for figure in every_figure() if figure.code in named} if named else {}
    for indicator in indicators:
        stated = list(indicator.values.all())[-1:]
        found = known.get(indicator.figure)
        if not stated or found is None or found.basis != "computed":
            continue
        if found.value is not None and found.value != stated[0].value:
            yield Finding(
                subject=f"{indicator.reference}:{indicator.figure}",
                culprit=f"{indicator.plan.name} · {indicator.label}",
                problem=_("The source declares a total of %(stated)s, the records add up to %(found)s (%(how)s).")
                % {"stated": stated[0].value, "found": found.value, "how": found.how},
                remedy=_("Correct the declared value or the records, or say why they differ."),
                url=_page("plan_detail", indicator.plan.reference),
            )


def results_outside(_today: date) -> Iterator[Finding]:
    """One finding for each result dated outside its plan. One query."""
    rows = Result.objects.filter(Q(on__isnull=False) | Q(year__isnull=False)).select_related("action__plan")
    for result in rows:
        plan = result.action.plan
        if is_outside(on=result.on, year=result.year, starts_on=plan.starts_on, ends_on=plan.ends_on):
            when = result.on.isoformat() if result.on else str(result.year)
            yield Finding(
                subject=f"{result.action.reference}:{result.text}",
                culprit=f"{plan.name} · {result.text}",
                problem=_("This item is of %(when)s; the plan covers another period.") % {"when": when},
                remedy=_("Correct the date, move the item to its own year, or say why it stands here."),
                url=reverse("plans:action_detail", kwargs={"reference": result.action.reference}),
            )


def lonely_objectives(_today: date) -> Iterator[Finding]:
    """One finding for each leaf that no action serves, in plans that have actions or not. Two queries."""
    nodes = list(Objective.objects.select_related("plan"))
    cited = set(Citation.objects.filter(objective__isnull=False).values_list("objective_id", flat=True))
    lonely = uncovered(parents={node.pk: node.parent_id for node in nodes}, cited=cited)
    for node in nodes:
        if node.pk in lonely and node.kind != ObjectiveKind.GENERAL_MISSION:
            yield Finding(
                subject=node.reference,
                culprit=f"{node.plan.name} · {node}",
                problem=_("No action serves this objective."),
                remedy=_("Add an action, or cite its code in one that serves it."),
                url=_page("grid" if node.kind not in MISSION_KINDS else "matrix", node.plan.reference),
            )


def not_carried_out(_today: date) -> Iterator[Finding]:
    """One finding for each objective all of whose actions were not done. One query."""
    not_done = Count("citations", filter=Q(citations__action__status=ActionStatus.NOT_DONE))
    rows = Objective.objects.annotate(cited=Count("citations"), undone=not_done).filter(cited__gt=0, undone=F("cited"))
    for objective in rows.select_related("plan").order_by("plan_id", "position"):
        yield Finding(
            subject=objective.reference,
            culprit=f"{objective.plan.name} · {objective}",
            problem=_("This objective was not carried out."),
            remedy=_("Carry it into the next plan, or say why it is given up."),
            url=_page("grid", objective.plan.reference),
        )


def actions_without_result(today: date) -> Iterator[Finding]:
    """One finding for each action of an ended plan without any result. One query."""
    rows = Action.objects.filter(plan__ends_on__lte=today).exclude(status__in=[ActionStatus.NOT_DONE])
    rows = rows.filter(~Exists(Result.objects.filter(action=OuterRef("pk")))).select_related("plan")
    for action in rows.order_by("plan_id", "position"):
        yield Finding(
            subject=action.reference,
            culprit=f"{action.plan.name} · {action.text}",
            problem=_("The plan has ended and no result is written for this action."),
            remedy=_("Write what was observed, even if it is that nothing was done."),
            url=reverse("plans:action_detail", kwargs={"reference": action.reference}),
        )


def results_without_evidence(_today: date) -> Iterator[Finding]:
    """One finding for each action that has results and nothing, by hand or by rule, that proves them."""
    rows = Action.objects.annotate(proofs=Count("evidence", distinct=True), found=Count("results", distinct=True))
    bare = list(rows.filter(proofs=0, found__gt=0).select_related("plan").order_by("plan_id", "position"))
    by_rule = proven_by_rule(bare)
    for action in bare:
        if action.pk in by_rule:
            continue
        yield Finding(
            subject=action.reference,
            culprit=f"{action.plan.name} · {action.text}",
            problem=_("%(count)s results and no evidence attached.") % {"count": action.found},
            remedy=_("Attach the meeting, the document or the cost that proves them."),
            url=reverse("plans:action_detail", kwargs={"reference": action.reference}),
        )


def empty_cells(today: date) -> Iterator[Finding]:
    """One finding for each row of a grid with an empty cell that the status does not explain. Four queries.

    Only plans that are evaluated by a grid: those where at least one expected effect is written.
    """
    gridded = Plan.objects.filter(actions__effects__isnull=False).values("pk")
    rows = Action.objects.filter(plan__in=gridded).exclude(status=ActionStatus.NOT_DONE).select_related("plan")
    for action in rows.prefetch_related("effects", "results", "perspectives").order_by("plan_id", "position"):
        is_over = action.plan.ends_on is not None and action.plan.ends_on <= today
        empty = [
            str(name)
            for name, entries, is_expected in (
                (_("expected effects"), action.effects.all(), True),
                (_("results"), action.results.all(), is_over),
                (_("perspectives"), action.perspectives.all(), is_over),
            )
            if is_expected and not entries
        ]
        if empty:
            yield Finding(
                subject=action.reference,
                culprit=f"{action.plan.name} · {action.text}",
                problem=_("Empty in the grid: %(cells)s.") % {"cells": ", ".join(empty)},
                remedy=_("Fill the cell, or say why there is nothing."),
                url=_page("grid", action.plan.reference),
            )
