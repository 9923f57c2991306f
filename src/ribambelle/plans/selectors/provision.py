"""The time-line of provisions."""

from datetime import date

from django.db.models import Q, QuerySet

from ribambelle.plans.models import Provision


def provisions(
    *,
    public_only: bool,
    audience: str = "",
    programme: str = "",
    text: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Provision]:
    """The provisions in force or to come, filtered, by date. `since` and `until` bound the day they apply from.

    Withdrawn ones are left out. One query.
    """
    rows = Provision.objects.filter(withdrawn_on__isnull=True)
    if public_only:
        rows = rows.filter(is_public=True)
    if audience:
        rows = rows.filter(audience=audience)
    if programme:
        rows = rows.filter(programme=programme)
    if since:
        rows = rows.filter(applies_from__gte=since)
    if until:
        rows = rows.filter(applies_from__lt=until)
    for word in text.split():
        rows = rows.filter(Q(text__icontains=word) | Q(requires__icontains=word) | Q(source__icontains=word))
    return rows


def audiences(*, public_only: bool) -> list[str]:
    """For whom there are provisions. One query."""
    rows = provisions(public_only=public_only).order_by("audience").values_list("audience", flat=True)
    return list(rows.distinct())
