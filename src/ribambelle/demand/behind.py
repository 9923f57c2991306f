"""Who stands behind the reference of a placement: the child of a request, for those who may see that request."""

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from ribambelle.demand.models import Request
from ribambelle.offer.behind import Behind, Known


def children_behind(user: Any, references: Collection[str]) -> dict[str, Known]:
    """The child of each request among those this person may see. One query."""
    found = Request.objects.visible_to(user).filter(reference__in=references).select_related("child")
    return {
        request.reference: Known(
            str(request.child) or request.reference, reverse("demand:request_detail", args=[request.reference])
        )
        for request in found
    }


REQUESTS = Behind("requests", "demand.view_request", children_behind)
