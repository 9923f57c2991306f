"""Costs as evidence of an action."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ribambelle.funding.enums import CostStatus
from ribambelle.funding.models import Cost, Grant, Heading, Project
from ribambelle.funding.selectors import costs
from ribambelle.kernel.formats import euros
from ribambelle.plans.evidence import EvidenceFilter, Proof
from ribambelle.plans.models import Action


def resolve(references: Sequence[str]) -> Mapping[str, Proof]:
    """The costs of these references. One query."""
    return {
        cost.reference: Proof(str(cost), cost.on, reverse("funding:cost_detail", kwargs={"reference": cost.reference}))
        for cost in Cost.objects.filter(reference__in=list(references))
    }


def offer(text: str) -> Iterable[tuple[str, str]]:
    """Costs to attach, the latest first, fifty at most."""
    return [(cost.reference, str(cost)) for cost in costs(text=text)[:50]]


def _costs(**which: str) -> Iterable[str]:
    """Costs that were not refused, by one of their shares. One query."""
    found = Cost.objects.exclude(status=CostStatus.REFUSED).filter(**which)
    return found.order_by("pk").values_list("reference", flat=True).distinct()


def _headings() -> list[tuple[str, str]]:
    rows = Heading.objects.select_related("grant").order_by("grant__name", "position", "pk")
    return [(f"{row.grant.reference}/{row.code}", f"{row.grant} · {row}") for row in rows]


def _of_heading(value: str) -> Iterable[str]:
    grant, _slash, code = value.partition("/")
    return _costs(shares__heading__grant__reference=grant, shares__heading__code=code)


def _names(model: type[Grant] | type[Project]) -> list[tuple[str, str]]:
    return list(model.objects.order_by("name").values_list("reference", "name"))


def _actions() -> list[tuple[str, str]]:
    return list(Action.objects.filter(cost_shares__isnull=False).distinct().values_list("reference", "text"))


FILTERS = (
    EvidenceFilter("action", _("coded to"), _actions, lambda value: _costs(shares__action__reference=value)),
    EvidenceFilter("project", _("project"), lambda: _names(Project), lambda v: _costs(shares__project__reference=v)),
    EvidenceFilter("grant", _("grant"), lambda: _names(Grant), lambda value: _costs(shares__grant__reference=value)),
    EvidenceFilter("heading", _("heading"), _headings, _of_heading),
)


def totals(references: Sequence[str]) -> list[tuple[str | Promise, str]]:
    """What these costs come to. One query."""
    found = Cost.objects.filter(reference__in=list(references)).aggregate(cents=Sum("amount_cents"))["cents"]
    return [(_("amount"), euros(found or 0))]
