"""What was done to a setting, from the event log, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.accounts.models import Event
from ribambelle.accounts.selectors import events_of
from ribambelle.offer.models import Setting

KIND = "offer.setting"
VERBS = {
    "setting.create": gettext_lazy("Setting recorded"),
    "setting.update": gettext_lazy("Record changed"),
    "setting.places": gettext_lazy("Places changed"),
    "setting.confirm": gettext_lazy("Facts confirmed"),
    "setting.kinds": gettext_lazy("Kinds over time changed"),
    "setting.law": gettext_lazy("Law to keep to changed"),
    "closure.add": gettext_lazy("Closure told"),
    "closure.remove": gettext_lazy("Closure taken out"),
    "availability.declare": gettext_lazy("Availability declared"),
    "section.create": gettext_lazy("Section added"),
    "section.update": gettext_lazy("Section changed"),
    "section.remove": gettext_lazy("Section taken out"),
    "occupancy.create": gettext_lazy("Half-days taken"),
    "occupancy.change": gettext_lazy("Half-days changed"),
    "occupancy.end": gettext_lazy("Half-days freed"),
}
LISTS = {
    "modes": gettext_lazy("modes of care"),
    "openings": gettext_lazy("opening hours"),
    "listings": gettext_lazy("portals"),
    "coordinates": gettext_lazy("place on the map"),
    "authorised": gettext_lazy("authorised places"),
    "funded": gettext_lazy("funded places"),
}


@dataclass(frozen=True, slots=True)
class Past:
    """One thing done: when, by whom, what, and the names of the facts it touched."""

    at: datetime
    by: str
    what: str
    touched: str


def history_of(setting: Setting, *, limit: int = 100) -> list[Past]:
    """The last things done to a setting, newest first. Who was placed is never named. One query."""
    return [_past(event) for event in events_of(kind=KIND, reference=setting.reference)[:limit]]


def _past(event: Event) -> Past:
    changed: dict[str, Any] = event.after or event.before or {}
    touched = [] if event.verb == "setting.create" else _labels(changed.keys())
    if "section" in changed:
        touched = [str(changed["section"]), *([str(changed["half_days"])] if "half_days" in changed else [])]
    elif "half_days" in changed:
        touched = [str(changed["half_days"])]
    elif "closed_from" in changed:
        touched = [str(changed["reason"])]
    return Past(
        event.at, event.actor_label or _("automatic"), str(VERBS.get(event.verb, event.verb)), ", ".join(touched)
    )


def _labels(names: Any) -> list[str]:
    fields = {field.name: field.verbose_name for field in Setting._meta.fields}
    known: Sequence[Any] = [fields.get(name) or LISTS.get(name) for name in names]
    return [str(label) for label in known if label]
