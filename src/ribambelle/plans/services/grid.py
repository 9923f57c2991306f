"""The five-column grid: one row saved at a time, and perspectives carried into the next plan."""

from dataclasses import dataclass
from typing import TypeVar

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.plans.enums import ActionStatus, ObjectiveKind, ResultKind
from ribambelle.plans.errors import ActionWithoutWords, CarriedPerspective, EditedMeanwhile, ForeignPart
from ribambelle.plans.models import Action, ExpectedEffect, Objective, Perspective, Plan, Result
from ribambelle.plans.rules import lines_of, match_lines
from ribambelle.plans.services.action import action_create, action_update
from ribambelle.plans.services.plan import objective_create


@dataclass(frozen=True, slots=True)
class RowTexts:
    """What a person typed in a row: one entry per line in effects, results and perspectives."""

    action: str
    status: ActionStatus
    reason: str = ""
    effects: str = ""
    results: str = ""
    perspectives: str = ""


def row_save(
    *, by: User | None, objective: Objective, texts: RowTexts, action: Action | None = None, version: int | None = None
) -> Action:
    """Save one row of the grid: its action, created when the row had none, and its three lists.

    A line left as it was keeps its record, a changed one is reworded, a removed one is deleted.

    Raises
    ------
    ActionWithoutWords
        When the action says nothing.
    EditedMeanwhile
        When `version` is not the row's version any more: someone else saved it.
    CarriedPerspective
        When a removed perspective is already an objective of a later plan.
    """
    words = texts.action.strip()
    if not words:
        raise ActionWithoutWords(
            _("The row has no action. Say what was done; if nothing was, say so and choose the status “not done”.")
        )
    with transaction.atomic():
        if action is None:
            action = action_create(
                by=by,
                plan=objective.plan,
                text=words,
                status=texts.status,
                reason=texts.reason,
                objective=objective,
            )
        else:
            action = _locked(action, version)
            action_update(by=by, action=action, text=words, status=texts.status, reason=texts.reason)
        before = _counts(action)
        kind = ResultKind.NOT_DONE if texts.status == ActionStatus.NOT_DONE else ResultKind.OBSERVED
        _sync(ExpectedEffect, action, texts.effects)
        _sync(Result, action, texts.results, kind=kind)
        _sync(Perspective, action, texts.perspectives)
        record(by=by, verb="grid.row", of=action, before=before, after=_counts(action))
    return action


def perspective_carry(*, by: User | None, perspective: Perspective, plan: Plan) -> Objective:
    """Make a perspective an objective of a later plan, linked. Carrying it again gives the same objective.

    Raises
    ------
    ForeignPart
        When the plan is the perspective's own: a perspective looks ahead.
    """
    if perspective.action.plan_id == plan.pk:
        raise ForeignPart(_("A perspective is carried into another plan. Open the next plan first."))
    with transaction.atomic():
        carried = Objective.objects.filter(carried_from=perspective, plan=plan).first()
        if carried is not None:
            return carried
        return objective_create(
            by=by, plan=plan, text=perspective.text, kind=ObjectiveKind.OPERATIONAL, carried_from=perspective
        )


def _locked(action: Action, version: int | None) -> Action:
    """The action at the version the person saw; one statement settles a race between two people."""
    if version is None:
        return action
    moved = Action.objects.filter(pk=action.pk, version=version).update(version=F("version") + 1)
    if not moved:
        raise EditedMeanwhile(
            _("Someone else changed this row since you opened it. Reread it below, then write your change again.")
        )
    return Action.objects.get(pk=action.pk)


def _counts(action: Action) -> dict[str, int]:
    return {
        "effects": action.effects.count(),
        "results": action.results.count(),
        "perspectives": action.perspectives.count(),
    }


Entry = TypeVar("Entry", ExpectedEffect, Result, Perspective)


def _sync(model: type[Entry], action: Action, text: str, **fields: str) -> None:
    entries: list[Entry] = list(model._default_manager.filter(action=action))
    lines = lines_of(text)
    matched = match_lines([entry.text for entry in entries], lines)
    kept = {index for index in matched if index is not None}
    for place, former in enumerate(entries):
        if place not in kept:
            _remove(former)
    for place, (line, index) in enumerate(zip(lines, matched, strict=True), start=1):
        entry: Entry = model(action=action) if index is None else entries[index]
        entry.text, entry.position = line, place
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.full_clean()
        entry.save()


def _remove(entry: ExpectedEffect | Result | Perspective) -> None:
    if isinstance(entry, Perspective) and (carried := entry.carried_to.select_related("plan").first()):
        raise CarriedPerspective(
            _("“%(text)s” is already an objective of %(plan)s. Keep the line, or change that objective first.")
            % {"text": entry.text, "plan": carried.plan}
        )
    entry.delete()
