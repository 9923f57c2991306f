"""The offer of the demo: real settings of 2017 through the import, and weekly grids that are assumptions, said so."""

import random
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import ribambelle.offer
from ribambelle.accounts.models import User
from ribambelle.kernel.weeks import FULL_WEEK, mask_of
from ribambelle.network.enums import OrganisationKind
from ribambelle.network.rules import centroid
from ribambelle.network.services import organisation_create, territories_load
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.imports import import_settings
from ribambelle.offer.models import Section, Setting
from ribambelle.offer.selectors import free_places
from ribambelle.offer.services import NoPlaceLeft, occupancy_create, section_put, setting_update

FACTS = Path(ribambelle.offer.__file__).parent / "data" / "structures-luxembourg-2017.csv"
#: The year the facts speak of ends that day: none of them was confirmed since.
STATED_ON = date(2017, 12, 31)
PROGRAMME = "ONE, portefeuille 2017"
ASSUMPTION = "hypothèse de démonstration"
SEED = 20170
#: Sections of a crèche by the share of its places; small settings have one mixed section.
BANDS = (("Bébés", 0, 12, 0.3), ("Moyens", 12, 24, 0.3), ("Grands", 24, 36, 0.4))
SMALL = 15
#: The usual weeks of those already cared for: whole weeks, three days, two days, mornings.
WEEKS = (
    FULL_WEEK,
    mask_of(["mon-am", "mon-pm", "tue-am", "tue-pm", "thu-am", "thu-pm"]),
    mask_of(["wed-am", "wed-pm", "fri-am", "fri-pm"]),
    mask_of(["mon-am", "tue-am", "wed-am", "thu-am", "fri-am"]),
)


def seed(*, by: User, today: date) -> None:
    """Communes, the sixteen settings, their sections and who already fills them. Same data for the same day."""
    territories_load(by=by)
    organisation_create(by=by, name="Relais démo", kind=OrganisationKind.RELAY)
    import_settings(FACTS, by=by, on=STATED_ON, source="rapport d’activité 2017", programme=PROGRAMME)
    rng = random.Random(SEED)  # noqa: S311 -- a demo needs the same data twice, not secrets
    begins = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    for setting in Setting.objects.select_related("commune").prefetch_related("authorisations").order_by("pk"):
        place_on_map(setting, by=by)
        for section in _sections(setting, by=by, begins=begins):
            _fill(section, rng, by=by, begins=begins)


def place_on_map(setting: Setting, *, by: User) -> None:
    """The middle of the commune: the source gives no address."""
    commune = setting.commune
    outlined = commune if commune and commune.outline else commune and commune.merged.filter(name=commune.name).first()
    if outlined is None or outlined.outline is None:
        return
    longitude, latitude = (Decimal(str(round(degrees, 5))) for degrees in centroid(outlined.outline))
    setting_update(by=by, on=STATED_ON, setting=setting, latitude=latitude, longitude=longitude)


def _sections(setting: Setting, *, by: User, begins: date) -> Sequence[Section]:
    places = sum(line.places for line in setting.authorisations.all())
    months = setting.max_age_months or 36
    bands = BANDS if places >= SMALL and setting.kind == SettingKind.CRECHE else (("Tous les âges", 0, months, 1.0),)
    left, sections = places, []
    for index, (name, low, high, share) in enumerate(bands):
        number = left if index == len(bands) - 1 else round(places * share)
        left -= number
        sections.append(
            section_put(
                by=by,
                setting=setting,
                name=name,
                min_age_months=low,
                max_age_months=high,
                places=[number] * 10,
                valid_from=begins,
                source=ASSUMPTION,
            )
        )
    return sections


def _fill(section: Section, rng: random.Random, *, by: User, begins: date) -> None:
    """About two thirds taken, with holes where part-time weeks do not fit together."""
    places = free_places(section, on=begins)[0] or 0
    for number in range(round(places * 0.9)):
        slots = rng.choices(WEEKS, (5, 4, 3, 2))[0]
        reference = f"demo-{section.setting.reference}-{section.code}-{number + 1}"
        try:
            occupancy_create(by=by, section=section, slots=slots, starts_on=begins, opaque_reference=reference)
        except NoPlaceLeft:
            continue
