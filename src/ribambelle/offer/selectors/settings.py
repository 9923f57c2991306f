"""Lists and records of settings."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from ribambelle.accounts.models import User
from ribambelle.kernel.tables import fold
from ribambelle.network.models import Territory
from ribambelle.network.selectors import within_commune
from ribambelle.offer.models import Authorisation, FundedPlaces, Setting
from ribambelle.offer.selectors.figures import in_force

SORTS = {
    "name": ("name", "pk"),
    "commune": ("commune__name", "name", "pk"),
    "kind": ("kind", "name", "pk"),
    "places": ("-places", "name", "pk"),
}


PLAIN_FIELDS = (
    "name",
    "kind",
    "kind_stated",
    "status",
    "address",
    "postal_code",
    "locality",
    "min_age_months",
    "max_age_months",
    "phone",
    "email",
    "website",
    "summary",
    "accessibility",
    "price_regime",
    "source",
)


@dataclass(frozen=True, slots=True)
class SettingFilter:
    """What a list is narrowed to; blank narrows nothing."""

    text: str = ""
    commune: str = ""
    kind: str = ""
    mode: str = ""
    manager: str = ""
    status: str = ""
    age_months: int | None = None
    sort: str = "name"


def settings_for(user: User, narrowed: SettingFilter, *, on: date) -> QuerySet[Setting]:
    """Settings this person may see, with `authorised_places` and `funded_places` in force on a day (None: not said).

    A mode keeps settings known to offer it; an age keeps those that do not rule it out: unknown ages stay in.
    """
    found = _with_places(Setting.objects.visible_to(user), on).select_related("commune", "manager")
    conditions = Q()
    for word in narrowed.text.split():
        conditions &= Q(name__icontains=word) | Q(reference__icontains=word) | Q(locality__icontains=word)
    if narrowed.commune:
        conditions &= within_commune(narrowed.commune)
    if narrowed.mode:
        conditions &= Q(pk__in=Setting.objects.filter(modes__mode=narrowed.mode, modes__is_offered=True).values("pk"))
    if narrowed.age_months is not None:
        conditions &= Q(min_age_months__isnull=True) | Q(min_age_months__lte=narrowed.age_months)
        conditions &= Q(max_age_months__isnull=True) | Q(max_age_months__gt=narrowed.age_months)
    for field, value in (
        ("kind", narrowed.kind),
        ("manager__reference", narrowed.manager),
        ("status", narrowed.status),
    ):
        if value:
            conditions &= Q(**{field: value})
    order = SORTS.get(narrowed.sort, SORTS["name"])
    keys: list[Any] = [F("authorised_places").desc(nulls_last=True) if key == "-places" else key for key in order]
    return found.filter(conditions).order_by(*keys)


def _with_places(settings: QuerySet[Setting], on: date) -> QuerySet[Setting]:
    def total(lines: Any) -> Subquery:
        running = lines.filter(in_force(on), setting=OuterRef("pk")).order_by().values("setting")
        return Subquery(running.annotate(total=Sum("places")).values("total"))

    return settings.annotate(authorised_places=total(Authorisation.objects), funded_places=total(FundedPlaces.objects))


def settings_totals(settings: QuerySet[Setting]) -> dict[str, int | None]:
    """How many settings, authorised and funded places a list holds; None when no setting of it says. One query."""
    return settings.order_by().aggregate(
        settings=Count("pk"), total_authorised=Sum("authorised_places"), total_funded=Sum("funded_places")
    )


def setting_record(user: User, reference: str, *, on: date) -> Setting:
    """One setting with everything its page shows; `Setting.DoesNotExist` when out of this person's scope."""
    return (
        _with_places(Setting.objects.visible_to(user), on)
        .select_related("commune__merged_into", "manager", "attached_to")
        .prefetch_related("openings", "modes", "sections", "confirmations", "listings", "authorisations", "funded")
        .get(reference=reference)
    )


def setting_state(setting: Setting) -> dict[str, Any]:
    """What the event log follows of a setting, as JSON values."""
    plain = {name: getattr(setting, name) for name in PLAIN_FIELDS}
    return plain | {
        "manager": setting.manager.reference if setting.manager else None,
        "attached_to": setting.attached_to.reference if setting.attached_to else None,
        "commune": setting.commune.reference if setting.commune else None,
        "coordinates": [str(setting.latitude), str(setting.longitude)] if setting.latitude is not None else None,
        "modes": {mode.mode: mode.is_offered for mode in setting.modes.order_by("mode")},
        "openings": [
            [o.weekday, f"{o.opens_at:%H:%M}", f"{o.closes_at:%H:%M}"] for o in setting.openings.order_by("weekday")
        ],
        "listings": {
            line.portal: line.listed_since.isoformat() if line.listed_since else None
            for line in setting.listings.order_by("portal")
        },
    }


def places_state(setting: Setting) -> dict[str, Any]:
    """What the event log follows of both registers of places."""

    def days(line: Authorisation | FundedPlaces) -> list[str | None]:
        return [day.isoformat() if day else None for day in (line.valid_from, line.valid_to)]

    return {
        "authorised": [
            [line.places, *days(line), line.young_places, line.source] for line in setting.authorisations.all()
        ],
        "funded": [[line.programme, line.places, *days(line), line.source] for line in setting.funded.all()],
    }


def setting_names() -> list[tuple[str, str]]:
    """Reference of every setting, and its name with its commune, by name. One query."""
    rows = Setting.objects.order_by("name").values_list("reference", "name", "commune__name")
    return [(reference, f"{name} ({commune})" if commune else name) for reference, name, commune in rows]


def settings_alike(*, name: str, commune: Territory | None) -> list[Setting]:
    """The settings of the commune, or of none, with this name, accents and capitals aside, by age. One query."""
    found = Setting.objects.filter(commune=commune).order_by("pk")
    return [setting for setting in found if fold(setting.name) == fold(name)]
