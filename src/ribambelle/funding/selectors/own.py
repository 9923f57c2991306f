"""What a funder is shown: its programmes, projects, grants, claims and deadlines, and nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from ribambelle.accounts.models import User
from ribambelle.funding.enums import ClaimState
from ribambelle.funding.models import Claim, Grant, GrantDueDate, Programme, Project
from ribambelle.funding.selectors.claim import days_left


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something this funder expects, and the day it came; `label` empty: the balance claim."""

    on: date
    grant: Grant
    label: str
    done_on: date | None

    @property
    def is_claim(self) -> bool:
        return not self.label


@dataclass(frozen=True, slots=True)
class OwnFunding:
    """Everything a funder reads here. `grants`: each with its filed claim (None before) and the days left to file."""

    programmes: list[Programme]
    projects: list[Project]
    grants: list[tuple[Grant, Claim | None, int | None]]
    deadlines: list[Deadline]


def own_funding(user: User, *, today: date) -> OwnFunding:
    """What this person's funder pays for. A claim in preparation is not shown: it is still the coordination's. Seven
    queries."""
    grants = list(Grant.objects.visible_to(user).select_related("programme", "project", "claim"))
    dues = GrantDueDate.objects.filter(grant__in=grants).select_related("grant")
    deadlines = [Deadline(due.due_on, due.grant, due.label, due.done_on) for due in dues]
    for grant in grants:
        if grant.claim_due_on:
            filed = filed_claim(grant)
            deadlines.append(Deadline(grant.claim_due_on, grant, "", filed.filed_on if filed else None))
    return OwnFunding(
        programmes=list(Programme.objects.visible_to(user)),
        projects=list(_projects(user)),
        grants=[(grant, filed_claim(grant), days_left(grant, today=today)) for grant in grants],
        deadlines=sorted(deadlines, key=lambda deadline: (deadline.on, deadline.grant.name, deadline.label)),
    )


def _projects(user: User) -> Iterable[Any]:
    rows = Project.objects.visible_to(user).select_related("promoter")
    return rows.prefetch_related("settings__setting").order_by("name", "pk")


def filed_claim(grant: Grant) -> Claim | None:
    """The claim of a grant once it is filed; None before."""
    claim = getattr(grant, "claim", None)
    return claim if claim is not None and claim.state != ClaimState.DRAFT else None


def programme_names() -> list[tuple[str, str]]:
    """Reference and name of each programme, by name: what a funder's role can be held for. One query."""
    return list(Programme.objects.order_by("name").values_list("reference", "name"))
