"""Costs as evidence of an action."""

from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from ribambelle.funding.models import Cost
from ribambelle.funding.selectors import costs
from ribambelle.plans.evidence import Proof


def resolve(references: Sequence[str]) -> Mapping[str, Proof]:
    """The costs of these references. One query."""
    return {
        cost.reference: Proof(str(cost), cost.on, reverse("funding:cost_detail", kwargs={"reference": cost.reference}))
        for cost in Cost.objects.filter(reference__in=list(references))
    }


def offer(text: str) -> Iterable[tuple[str, str]]:
    """Costs to attach, the latest first, fifty at most."""
    return [(cost.reference, str(cost)) for cost in costs(text=text)[:50]]
