"""Create and change a setting, and confirm what is known of it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.selectors import law as installation_law
from ribambelle.accounts.services import record
from ribambelle.network.rules import changes
from ribambelle.network.services import free_reference
from ribambelle.offer.enums import Topic
from ribambelle.offer.models import Confirmation, Listing, ModeFact, Opening, Setting
from ribambelle.offer.rules import Hours
from ribambelle.offer.selectors.figures import in_force
from ribambelle.offer.selectors.settings import setting_state
from ribambelle.offer.services.errors import ReferenceTaken

#: Words that stand in addresses where a reference stands too.
RESERVED = frozenset({"nouveau", "chercher", "importer", "libre", "mes-lieux", "services"})
TOPICS = {
    "manager": Topic.MANAGER,
    "attached_to": Topic.MANAGER,
    "openings": Topic.OPENING,
    "min_age_months": Topic.AGES,
    "max_age_months": Topic.AGES,
    "modes": Topic.MODES,
    "commune": Topic.ADDRESS,
    "address": Topic.ADDRESS,
    "postal_code": Topic.ADDRESS,
    "locality": Topic.ADDRESS,
    "phone": Topic.CONTACT,
    "email": Topic.CONTACT,
    "website": Topic.CONTACT,
    "accessibility": Topic.ACCESS,
    "price_regime": Topic.PRICE,
    "listings": Topic.LISTINGS,
}


def setting_create(
    *,
    by: User | None,
    on: date,
    name: str,
    kind: str,
    reference: str = "",
    modes: Mapping[str, bool | None] | None = None,
    openings: Sequence[Hours] = (),
    listings: Sequence[tuple[str, date | None]] = (),
    source: str = "",
    **fields: Any,
) -> Setting:
    """Create a setting with what is known of it; what is left out stays unknown.

    Parameters
    ----------
    on
        The day these facts were said to be right, kept with each of them.
    reference
        The code the body already uses; made from the name when left out.
    modes
        True offered, False not offered, None or absent unknown.

    Raises
    ------
    ReferenceTaken
        When another setting bears the reference given.
    """
    with transaction.atomic():
        if reference and (reference.lower() in RESERVED or Setting.objects.filter(reference=reference).exists()):
            message = _("The reference %(reference)s is already taken. Choose another, or leave it blank.")
            raise ReferenceTaken(message % {"reference": reference})
        fields.setdefault("law", installation_law())
        setting = Setting(
            name=name,
            kind=kind,
            reference=reference or free_reference(Setting, name, reserved=RESERVED),
            source=source,
            **fields,
        )
        setting.full_clean()
        setting.save()
        _write_lists(setting, modes, openings, listings)
        after = {key: value for key, value in setting_state(setting).items() if value not in (None, "", [], {})}
        _confirm(setting, {TOPICS[key] for key in after if key in TOPICS}, on, source or str(by or ""))
        record(by=by, verb="setting.create", of=setting, after=after)
    return setting


def setting_update(
    *,
    by: User | None,
    on: date,
    setting: Setting,
    modes: Mapping[str, bool | None] | None = None,
    openings: Sequence[Hours] | None = None,
    listings: Sequence[tuple[str, date | None]] | None = None,
    said_by: str = "",
    **fields: Any,
) -> Setting:
    """Change a setting; what changed is confirmed as of `on`, and logged. Nothing changed: nothing written.

    `modes`, `openings` and `listings` replace what is there; None leaves them as they are. `said_by` is who says so,
    when it is not the person who types.
    """
    with transaction.atomic():
        current = Setting.objects.select_for_update().get(pk=setting.pk)
        state = setting_state(current)
        for field, value in fields.items():
            setattr(current, field, value)
        current.full_clean()
        current.save()
        _write_lists(current, modes, openings, listings)
        before, after = changes(state, setting_state(current))
        if "kind" in after:  # a correction: the line of the present follows; a true change is a new line
            current.kinds.filter(in_force(on)).update(kind=current.kind)
        if after:
            _confirm(current, {TOPICS[key] for key in after if key in TOPICS}, on, said_by or str(by or ""))
            record(by=by, verb="setting.update", of=current, before=before, after=after)
    return current


def _write_lists(
    setting: Setting,
    modes: Mapping[str, bool | None] | None,
    openings: Sequence[Hours] | None,
    listings: Sequence[tuple[str, date | None]] | None,
) -> None:
    if modes is not None:
        setting.modes.all().delete()
        ModeFact.objects.bulk_create(
            ModeFact(setting=setting, mode=mode, is_offered=value) for mode, value in modes.items() if value is not None
        )
    if openings is not None:
        setting.openings.all().delete()
        Opening.objects.bulk_create(
            Opening(setting=setting, weekday=o.weekday, opens_at=o.opens_at, closes_at=o.closes_at) for o in openings
        )
    if listings is not None:
        setting.listings.all().delete()
        Listing.objects.bulk_create(
            Listing(setting=setting, portal=portal, listed_since=since) for portal, since in listings
        )


def facts_confirm(*, by: User | None, setting: Setting, topics: Iterable[str], on: date, source: str = "") -> int:
    """Say that these facts are still right as of `on`; returns how many were confirmed anew."""
    wanted = {Topic(topic) for topic in topics}
    with transaction.atomic():
        already = set(setting.confirmations.filter(topic__in=wanted, confirmed_on=on).values_list("topic", flat=True))
        renewed = sorted(wanted - already)
        if renewed:
            _confirm(setting, set(renewed), on, source or str(by or ""))
            record(by=by, verb="setting.confirm", of=setting, after={"topics": renewed, "on": on.isoformat()})
    return len(renewed)


def _confirm(setting: Setting, topics: set[Topic], on: date, source: str) -> None:
    for topic in sorted(topics):
        Confirmation.objects.update_or_create(
            setting=setting, topic=topic, defaults={"confirmed_on": on, "source": source[:200]}
        )
