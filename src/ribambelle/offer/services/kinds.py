"""What a setting was and is, and whose law it stands under."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.enums import Law
from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.network.rules import changes
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import KindPeriod, Setting
from ribambelle.offer.rules import Period
from ribambelle.offer.rules.overcapacity import first_breach
from ribambelle.offer.selectors.law import law_tables, load_of
from ribambelle.offer.services.capacity import breach_in_words, lock_setting
from ribambelle.offer.services.errors import BeyondTheLaw, PeriodsOverlap


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind from a day to a day (half-open; None: not said)."""

    kind: str
    valid_from: date | None = None
    valid_to: date | None = None
    source: str = ""


def kinds_replace(*, by: User | None, on: date, setting: Setting, lines: Sequence[KindLine]) -> Setting:
    """Write what a setting was over time; the line in force on `on`, if any, is what its record says from now on.

    Raises
    ------
    PeriodsOverlap
        Two kinds at the same time.
    """
    ordered = sorted(lines, key=lambda line: line.valid_from or date.min)
    for earlier, later in pairwise(ordered):
        if (earlier.valid_to or date.max) > (later.valid_from or date.min):
            message = _(
                "%(first)s and %(second)s run at the same time. "
                "Give the first an end no later than the beginning of the second."
            )
            labels = {"first": SettingKind(earlier.kind).label, "second": SettingKind(later.kind).label}
            raise PeriodsOverlap(message % labels)
    with transaction.atomic():
        current = lock_setting(setting.pk)
        state = _state(current)
        current.kinds.all().delete()
        for line in ordered:
            period = KindPeriod(
                setting=current, kind=line.kind, valid_from=line.valid_from, valid_to=line.valid_to, source=line.source
            )
            period.full_clean(exclude=["setting"])
            period.save()
        running = [line for line in ordered if Period(line.valid_from or date.min, line.valid_to).covers(on)]
        if running:
            current.kind = running[-1].kind
            current.save(update_fields=["kind"])
        before, after = changes(state, _state(current))
        if after:
            record(by=by, verb="setting.kinds", of=current, before=before, after=after)
    return current


def _state(setting: Setting) -> dict[str, Any]:
    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    lines = [[line.kind, iso(line.valid_from), iso(line.valid_to), line.source] for line in setting.kinds.all()]
    return {"kind": setting.kind, "kinds": lines}


def law_set(*, by: User | None, on: date, setting: Setting, law: str, keeps_to_law: bool) -> Setting:
    """Say whose law a setting stands under, and whether its placements are checked against it from now on.

    Raises
    ------
    BeyondTheLaw
        When it is to be checked and what is placed already passes a limit, on `on` or later.
    """
    with transaction.atomic():
        current = lock_setting(setting.pk)
        state = {"law": current.law, "keeps_to_law": current.keeps_to_law}
        current.law, current.keeps_to_law = Law(law).value, keeps_to_law
        if keeps_to_law:
            breach = first_breach(load_of(current), law_tables(), current.law, Period(on))
            if breach:
                raise BeyondTheLaw(breach_in_words(current, breach))
        current.save(update_fields=["law", "keeps_to_law"])
        before, after = changes(state, {"law": current.law, "keeps_to_law": current.keeps_to_law})
        if after:
            record(by=by, verb="setting.law", of=current, before=before, after=after)
    return current
