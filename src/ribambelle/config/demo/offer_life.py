"""What happens in the settings of the demo: departures told ahead, days closed, what childminders declare free.

Made last, so that nothing a session of the demo froze depends on it. All of it is fictional.
"""

from collections.abc import Sequence
from datetime import date, time, timedelta

from ribambelle.accounts.models import User
from ribambelle.config.demo.offer import place_on_map
from ribambelle.demand.rules import months_after
from ribambelle.kernel.weeks import mask_of
from ribambelle.network.enums import OrganisationKind
from ribambelle.network.models import Territory
from ribambelle.network.services import organisation_create
from ribambelle.offer.enums import SettingKind, SettingStatus
from ribambelle.offer.models import Occupancy, Setting
from ribambelle.offer.rules import Hours
from ribambelle.offer.services import (
    Declared,
    availabilities_declare,
    closure_add,
    occupancy_end,
    setting_create,
)

SERVICE = "Service démo d’accueillantes"
#: Nobody is called so. Name, commune, half-days declared free (None: nothing declared), days since it was said.
CHILDMINDERS: Sequence[tuple[str, str, tuple[str, ...] | None, int]] = (
    ("Accueillante Coccinelle (démo)", "Arlon", ("mon-am", "mon-pm", "tue-am", "tue-pm"), 2),
    ("Accueillante Libellule (démo)", "Virton", ("wed-am", "fri-am", "fri-pm"), 45),
    ("Accueillante Sauterelle (démo)", "Bastogne", (), 5),
    ("Accueillante Cigale (démo)", "Neufchâteau", None, 0),
)
DEPARTURES = 12


def seed(*, by: User, today: date) -> None:
    """The same for the same day; one closure holds the coming days, so that the week of today shows it."""
    _departures(by=by, today=today)
    _closures(by=by, today=today)
    _childminders(by=by, today=today)


def _departures(*, by: User, today: date) -> None:
    """Children who leave at the end of one of the next three months, one of every few settings."""
    running = Occupancy.objects.filter(opaque_reference__startswith="demo-", ends_on=None, starts_on__lte=today)
    chosen = list(running.order_by("pk"))
    step = max(1, len(chosen) // DEPARTURES)
    for rank, occupancy in enumerate(chosen[::step][:DEPARTURES]):
        occupancy_end(by=by, occupancy=occupancy, ends_on=months_after(today.replace(day=1), 1 + rank % 3))


def _closures(*, by: User, today: date) -> None:
    """The end of the year for every other setting, a day of training for a few, soon."""
    soon = today + timedelta(days=1 if today.weekday() < 4 else 7 - today.weekday())
    settings = Setting.objects.filter(status=SettingStatus.OPEN).order_by("pk")
    for rank, setting in enumerate(settings):
        if rank % 2 == 0:
            closure_add(
                by=by,
                setting=setting,
                starts_on=date(today.year, 12, 24),
                ends_on=date(today.year + 1, 1, 2),
                reason="Fermeture de fin d’année",
                is_yearly=True,
            )
        if rank % 5 == 0:
            ends_on, reason = soon + timedelta(days=1), "Journée de formation de l’équipe"
            closure_add(by=by, setting=setting, starts_on=soon, ends_on=ends_on, reason=reason)


def _childminders(*, by: User, today: date) -> None:
    """Four childminders of one service: said lately, said long ago, nothing free, nothing said."""
    service = organisation_create(by=by, name=SERVICE, kind=OrganisationKind.CHILDMINDING_SERVICE)
    week = [Hours(day, time(7, 30), time(17, 30)) for day in range(5)]
    for name, commune, slots, days in CHILDMINDERS:
        setting = setting_create(
            by=by,
            on=today - timedelta(days=days),
            name=name,
            kind=SettingKind.CHILDMINDER,
            commune=Territory.objects.filter(kind="commune", name=commune, valid_to__isnull=True).first(),
            attached_to=service,
            min_age_months=0,
            max_age_months=36,
            openings=week,
            source="fiction de démonstration",
        )
        place_on_map(setting, by=by)
        if slots is not None:
            line = Declared(setting, mask_of(slots), months_after(today.replace(day=1), 1))
            availabilities_declare(by=by, on=today - timedelta(days=days), said_by=SERVICE, lines=[line])
