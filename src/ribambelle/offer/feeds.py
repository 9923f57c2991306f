"""The calendar of a setting: meetings where those who run it are expected, events it registered for, closures."""

from django.db.models import Q

from ribambelle.gatherings.scopes import FeedScope
from ribambelle.offer.models import Setting
from ribambelle.offer.selectors.closures import closure_entries


def _name(reference: str) -> str:
    return Setting.objects.filter(reference=reference).values_list("name", flat=True).first() or ""


def _meetings(reference: str) -> Q:
    """Those of its manager, or of the service it is attached to."""
    setting = Setting.objects.filter(reference=reference).first()
    organisations = {setting.manager_id, setting.attached_to_id} - {None} if setting else set()
    return Q(attendances__representations__organisation__in=organisations)


def _emails(reference: str) -> list[str]:
    emails = Setting.objects.filter(reference=reference).exclude(email="").values_list("email", flat=True)
    return [email.lower() for email in emails]


SETTING_SCOPE = FeedScope("setting", _name, _meetings, _emails, closure_entries)
