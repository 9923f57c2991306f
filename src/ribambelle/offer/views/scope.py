"""What every view of a setting begins with: the record within one's scope, the actor, the tabs."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest

from ribambelle.accounts.models import User
from ribambelle.offer import selectors
from ribambelle.offer.models import Setting
from ribambelle.offer.services import OfferError

TABS = ("week", "placements", "closures", "law", "history")


def tab_at(here: str) -> dict[str, bool]:
    """Which tab of a setting is shown."""
    return {name: name == here for name in TABS}


def scoped(request: HttpRequest, reference: str) -> Setting:
    """The setting alone; out of one's scope it does not exist."""
    found = Setting.objects.visible_to(request.user).filter(reference=reference).first()
    if found is None:
        raise Http404(reference)
    return found


def setting_or_404(user: Any, reference: str, *, on: date) -> Setting:
    """The record with its lists; out of one's scope it does not exist."""
    try:
        return selectors.setting_record(user, reference, on=on)
    except Setting.DoesNotExist:
        raise Http404(reference) from None


def actor(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def sentences(refusal: OfferError | ValidationError) -> list[str]:
    """What was refused and why, one sentence for each thing."""
    return list(refusal.messages) if isinstance(refusal, ValidationError) else [str(refusal)]
