"""People, bodies, members, agreements, and organisations by any of their spellings."""

from datetime import date

from django.db.models import Count, F, Prefetch, Q, QuerySet

from ribambelle.accounts.models import User
from ribambelle.network.models import Agreement, Body, Mandate, Membership, NameVariant, Organisation, Person
from ribambelle.network.rules import name_key, name_likeness

ALIKE = 80.0
IN_FORCE = Q(ends_on__isnull=True)


def organisation_named(name: str) -> Organisation | None:
    """The organisation of that name or of a spelling reconciled with it; None when none is known. Two queries."""
    key = name_key(name)
    if not key:
        return None
    variant = NameVariant.objects.select_related("organisation").filter(key=key).first()
    if variant:
        return variant.organisation
    found = [o for o in Organisation.objects.filter(name__istartswith=name.strip()[:1]) if name_key(o.name) == key]
    return found[0] if len(found) == 1 else None


def look_alikes(*, by: User, limit: int = 50) -> list[tuple[Organisation, Organisation, float]]:
    """Pairs of organisations whose names are alike, the most alike first: for a person to say whether they are one.

    One query; the square of the number of organisations in memory (0.4 s for 1,000).
    """
    everyone = list(Organisation.objects.visible_to(by).order_by("name", "pk"))
    pairs = [
        (one, other, likeness)
        for index, one in enumerate(everyone)
        for other in everyone[index + 1 :]
        if (likeness := name_likeness(one.name, other.name)) >= ALIKE
    ]
    return sorted(pairs, key=lambda pair: -pair[2])[:limit]


def zones_of_members(organisations: set[int]) -> dict[int, str]:
    """The zone of each organisation that is, or was, a member: organisation id to territory reference. One query."""
    found = Membership.objects.filter(organisation__in=organisations, zone__isnull=False).select_related("zone")
    return {m.organisation_id: m.zone.reference for m in found.order_by("starts_on", "pk") if m.zone}


def bodies(*, by: User, text: str = "", kind: str = "") -> QuerySet[Body]:
    """Bodies this person may see, with how many mandates are in force."""
    found: QuerySet[Body] = Body.objects.visible_to(by).select_related("zone", "host")
    for word in text.split():
        found = found.filter(Q(name__icontains=word) | Q(reference__icontains=word))
    if kind:
        found = found.filter(kind=kind)
    return found.annotate(seats=Count("mandates", filter=Q(mandates__ends_on__isnull=True))).order_by("name", "pk")


def people(*, by: User, text: str = "") -> QuerySet[Person]:
    """People this person may see, with their mandates in force. Two queries with a page."""
    found: QuerySet[Person] = Person.objects.visible_to(by)
    for word in text.split():
        found = found.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word))
    running = Mandate.objects.filter(IN_FORCE).select_related("body", "organisation")
    return found.prefetch_related(Prefetch("mandates", queryset=running, to_attr="running"))


def members(*, by: User, on: date | None = None) -> QuerySet[Membership]:
    """Memberships this person may see; with `on`, those in force that day (an unknown start counts as begun)."""
    found: QuerySet[Membership] = Membership.objects.visible_to(by).select_related("organisation", "zone")
    if on is not None:
        found = found.filter(Q(starts_on__isnull=True) | Q(starts_on__lte=on), IN_FORCE | Q(ends_on__gt=on))
    return found


def agreements(*, by: User, text: str = "") -> QuerySet[Agreement]:
    """Agreements this person may see, soonest end first, with parties and open commitments counted."""
    found: QuerySet[Agreement] = Agreement.objects.visible_to(by).prefetch_related("parties__organisation")
    for word in text.split():
        found = found.filter(Q(title__icontains=word) | Q(parties__organisation__name__icontains=word))
    return (
        found.annotate(left_to_do=Count("commitments", filter=Q(commitments__done_on__isnull=True), distinct=True))
        .distinct()
        .order_by(F("ends_on").asc(nulls_last=True), "title", "pk")
    )
