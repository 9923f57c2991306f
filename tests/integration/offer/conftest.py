"""The sixteen settings of the province as the product ships them, and a small setting to write on."""

from datetime import date
from pathlib import Path

import pytest

import ribambelle.offer
from ribambelle.network.services import territories_load
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.imports import Judged, import_settings
from ribambelle.offer.models import Section, Setting
from ribambelle.offer.services import section_put, setting_create

STRUCTURES = Path(ribambelle.offer.__file__).parent / "data" / "structures-luxembourg-2017.csv"
STATED_ON = date(2017, 12, 31)
TODAY = date(2027, 9, 1)


@pytest.fixture
def portfolio(db: None) -> list[Judged]:
    territories_load(by=None)
    return import_settings(STRUCTURES, by=None, on=STATED_ON, programme="ONE 2017")


@pytest.fixture
def setting(db: None) -> Setting:
    return setting_create(by=None, on=TODAY, name="Les Lutins", kind=SettingKind.CRECHE, reference="LUT")


@pytest.fixture
def section(setting: Setting) -> Section:
    """Babies: two places every half-day from 1 September 2027."""
    return section_put(
        by=None,
        setting=setting,
        name="Bébés",
        min_age_months=3,
        max_age_months=18,
        places=[2] * 10,
        valid_from=TODAY,
    )
