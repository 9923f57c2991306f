"""What childminders declare free: one of them, or all those of a service in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.kernel.weeks import describe
from ribambelle.offer.enums import INDIVIDUAL_KINDS
from ribambelle.offer.models import Availability, Setting
from ribambelle.offer.services.capacity import lock_setting
from ribambelle.offer.services.errors import WrongKind


@dataclass(frozen=True, slots=True)
class Declared:
    """Half-days (10 bits) a childminder has free from a day on; 0: none."""

    setting: Setting
    slots: int
    free_from: date


def availabilities_declare(*, by: User | None, on: date, said_by: str, lines: Sequence[Declared]) -> int:
    """Write what childminders say they have free, as of `on`; said again unchanged, it is confirmed.

    All or nothing; returns how many were written.

    Raises
    ------
    WrongKind
        For a setting that is no childminder’s, or that counts its places by section: what is free there is counted.
    """
    with transaction.atomic():
        for line in sorted(lines, key=lambda line: line.setting.pk):
            setting = lock_setting(line.setting.pk)
            if setting.kind not in INDIVIDUAL_KINDS or setting.sections.exists():
                message = _("%(setting)s counts its places by section: enter its placements, what is free follows.")
                raise WrongKind(message % {"setting": setting.name})
            _write(setting, line, by=by, on=on, said_by=said_by)
    return len(lines)


def _write(setting: Setting, line: Declared, *, by: User | None, on: date, said_by: str) -> None:
    known = Availability.objects.filter(setting=setting).first()
    before = {"half_days": describe(known.slots), "from": known.free_from.isoformat()} if known else None
    declared = known or Availability(setting=setting)
    declared.slots, declared.free_from = line.slots, line.free_from
    declared.confirmed_on, declared.confirmed_by = on, said_by[:200]
    declared.full_clean(exclude=["setting"])
    declared.save()
    after = {
        "half_days": describe(line.slots),
        "from": line.free_from.isoformat(),
        "said_on": on.isoformat(),
        "said_by": said_by,
    }
    record(by=by, verb="availability.declare", of=setting, before=before, after=after)
