"""Childminders by service: agreed places, what they declared free, how old that is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Coalesce

from ribambelle.network.models import Organisation
from ribambelle.offer.enums import INDIVIDUAL_KINDS, SettingStatus
from ribambelle.offer.models import Authorisation, Availability, Setting
from ribambelle.offer.rules import Freshness, freshness
from ribambelle.offer.selectors.facts import FRESH_MARKS
from ribambelle.offer.selectors.figures import in_force


@dataclass(frozen=True, slots=True)
class Service:
    """A childminding service or relay: childminders, agreed places (None: not said), those with some free."""

    organisation: Organisation
    childminders: int
    places: int | None
    with_free: int
    oldest: date | None
    undeclared: int


@dataclass(frozen=True, slots=True)
class Childminder:
    """One childminder of a service."""

    setting: Setting
    places: int | None
    availability: Availability | None
    freshness: Freshness

    @property
    def mark(self) -> str:
        return FRESH_MARKS[self.freshness]


def _attached(user: Any) -> Any:
    return Setting.objects.visible_to(user).filter(
        kind__in=INDIVIDUAL_KINDS, status=SettingStatus.OPEN, attached_to__isnull=False
    )


def services_of(user: Any, *, on: date) -> list[Service]:
    """The services of the childminders this person may see, by name. Three queries."""
    among = _attached(user)
    counted = {
        row["attached_to"]: row
        for row in among.order_by()
        .values("attached_to")
        .annotate(
            number=Count("pk"),
            free=Count("pk", filter=Q(availability__slots__gt=0)),
            undeclared=Count("pk", filter=Q(availability__isnull=True)),
            oldest=Min("availability__confirmed_on"),
        )
    }
    places = dict(
        Authorisation.objects.filter(in_force(on), setting__in=among)
        .order_by()
        .values_list("setting__attached_to")
        .annotate(total=Coalesce(Sum("places"), 0))
    )
    return [
        Service(
            one,
            counted[one.pk]["number"],
            places.get(one.pk),
            counted[one.pk]["free"],
            counted[one.pk]["oldest"],
            counted[one.pk]["undeclared"],
        )
        for one in Organisation.objects.filter(pk__in=counted).select_related("commune").order_by("name", "pk")
    ]


def childminders_of(user: Any, service: Organisation, *, on: date, today: date) -> list[Childminder]:
    """The childminders of a service that this person may see, by name. Two queries."""
    settings = list(
        _attached(user).filter(attached_to=service).select_related("commune", "availability").order_by("name", "pk")
    )
    places = dict(
        Authorisation.objects.filter(in_force(on), setting__in=settings)
        .order_by()
        .values_list("setting")
        .annotate(total=Sum("places"))
    )
    return [_childminder(one, places.get(one.pk), today) for one in settings]


def _childminder(one: Setting, places: int | None, today: date) -> Childminder:
    known: Availability | None = getattr(one, "availability", None)
    return Childminder(one, places, known, freshness(known.confirmed_on if known else None, today))
