"""Places authorised and places funded: two registers, each with its periods, never merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.network.rules import changes
from ribambelle.offer.enums import Topic
from ribambelle.offer.models import Authorisation, Confirmation, FundedPlaces, Setting
from ribambelle.offer.selectors.settings import places_state
from ribambelle.offer.services.errors import PeriodsOverlap


@dataclass(frozen=True, slots=True)
class PlacesLine:
    """Places from a day to a day (half-open; None: not said). `programme` for funded places only."""

    places: int
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""
    programme: str = ""
    young_places: int | None = None
    young_under_months: int | None = None


def places_replace(
    *,
    by: User | None,
    on: date,
    setting: Setting,
    authorised: Sequence[PlacesLine] | None = None,
    funded: Sequence[PlacesLine] | None = None,
    said_by: str = "",
) -> None:
    """Write both registers of a setting as they should read; None leaves a register as it is.

    Raises
    ------
    PeriodsOverlap
        Two authorisations at the same time, or two lines of one programme at the same time.
    """
    _check_overlaps(_("authorised places"), authorised or ())
    for programme in {line.programme for line in funded or ()}:
        _check_overlaps(programme, [line for line in funded or () if line.programme == programme])
    with transaction.atomic():
        current = Setting.objects.select_for_update().get(pk=setting.pk)
        state = places_state(current)
        if authorised is not None:
            current.authorisations.all().delete()
            for line in authorised:
                _write(Authorisation(setting=current, **_fields(line, "young_places", "young_under_months")))
        if funded is not None:
            current.funded.all().delete()
            for line in funded:
                _write(FundedPlaces(setting=current, **_fields(line, "programme")))
        before, after = changes(state, places_state(current))
        if after:
            Confirmation.objects.update_or_create(
                setting=current,
                topic=Topic.PLACES,
                defaults={"confirmed_on": on, "source": (said_by or str(by or ""))[:200]},
            )
            record(by=by, verb="setting.places", of=current, before=before, after=after)


def _fields(line: PlacesLine, *more: str) -> dict[str, object]:
    return {name: getattr(line, name) for name in ("places", "valid_from", "valid_to", "source", *more)}


def _write(line: Authorisation | FundedPlaces) -> None:
    line.full_clean(exclude=["setting"])
    line.save()


def _check_overlaps(label: str, lines: Sequence[PlacesLine]) -> None:
    ordered = sorted(lines, key=lambda line: line.valid_from or date.min)
    for earlier, later in pairwise(ordered):
        if (earlier.valid_to or date.max) > (later.valid_from or date.min):
            message = _(
                "%(label)s: %(first)s and %(second)s places run at the same time. "
                "Give the first an end no later than the beginning of the second."
            )
            raise PeriodsOverlap(message % {"label": label, "first": earlier.places, "second": later.places})
