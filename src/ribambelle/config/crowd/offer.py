"""The settings of the crowd: three sections each, sixteen places a half-day, twelve children of all sorts of weeks."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.network.enums import OrganisationKind, TerritoryKind
from ribambelle.network.models import Organisation, Territory
from ribambelle.offer.enums import Mode, SettingKind, Topic
from ribambelle.offer.models import (
    Authorisation,
    Confirmation,
    ModeFact,
    Occupancy,
    Opening,
    Section,
    Setting,
    WeeklyCapacity,
)
from ribambelle.offer.services import free_spans_rewrite

MARK = "Q"  # references of the crowd begin with it
BATCH = 5_000  # rows of one statement
BANDS = (("bebes", 0, 12), ("moyens", 12, 24), ("grands", 24, 36))
PLACES, CHILDREN, COMMUNES, DESKS = 16, 12, 100, 10


def communes_write() -> list[Territory]:
    return Territory.objects.bulk_create(
        Territory(reference=f"{MARK}{number:03}", name=f"Commune {number:03}", kind=TerritoryKind.COMMUNE)
        for number in range(COMMUNES)
    )


def desks_write() -> list[Organisation]:
    return Organisation.objects.bulk_create(
        Organisation(
            reference=f"{MARK.lower()}-desk-{number}", name=f"Guichet {number}", kind=OrganisationKind.SOCIAL_CENTRE
        )
        for number in range(DESKS)
    )


def offer_write(count: int, communes: list[Territory], draw: random.Random, today: date) -> list[Setting]:
    """So many open settings, by number, with their sections, hours, modes, placements and what is free from when."""
    begins = today - timedelta(days=200)
    settings = Setting.objects.bulk_create(
        (
            Setting(
                reference=f"{MARK}{number:05}",
                name=f"Crèche {number:05}",
                kind=SettingKind.CRECHE,
                commune=communes[number % len(communes)],
                min_age_months=0,
                max_age_months=36,
            )
            for number in range(count)
        ),
        batch_size=BATCH,
    )
    Authorisation.objects.bulk_create(
        (Authorisation(setting=one, places=len(BANDS) * PLACES, valid_from=begins) for one in settings),
        batch_size=BATCH,
    )
    hours = {"opens_at": "07:00", "closes_at": "18:30"}
    Opening.objects.bulk_create(
        (Opening(setting=one, weekday=day, **hours) for one in settings for day in range(5)), batch_size=BATCH
    )
    ModeFact.objects.bulk_create(
        (ModeFact(setting=one, mode=Mode.REGULAR, is_offered=True) for one in settings), batch_size=BATCH
    )
    Confirmation.objects.bulk_create(
        (Confirmation(setting=one, topic=Topic.WEEK, confirmed_on=begins) for one in settings), batch_size=BATCH
    )
    sections = Section.objects.bulk_create(
        (
            Section(setting=one, code=code, name=code.capitalize(), min_age_months=low, max_age_months=high)
            for one in settings
            for code, low, high in BANDS
        ),
        batch_size=BATCH,
    )
    WeeklyCapacity.objects.bulk_create(
        (
            WeeklyCapacity(section=one, slot=slot, places=PLACES, valid_from=begins)
            for one in sections
            for slot in range(10)
        ),
        batch_size=BATCH,
    )
    Occupancy.objects.bulk_create(_placements(sections, draw, begins, today), batch_size=BATCH)
    free_spans_rewrite(Section.objects.filter(setting__in=settings))
    return settings


def _placements(sections: list[Section], draw: random.Random, begins: date, today: date) -> Iterator[Occupancy]:
    for section in sections:
        for number in range(CHILDREN):
            yield Occupancy(
                section=section,
                slots=draw.choice((FULL_WEEK, FULL_WEEK, FULL_WEEK, draw.randint(1, FULL_WEEK))),
                starts_on=begins + timedelta(days=draw.randint(0, 150)),
                ends_on=today + timedelta(days=draw.randint(1, 300)) if draw.random() < 0.3 else None,
                opaque_reference=f"{MARK.lower()}-{section.pk}-{number}",
            )
