"""The tables of the law, read once; a setting's load against them."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from django.conf import settings

import ribambelle.offer
from ribambelle.kernel.weeks import ALL_SLOTS
from ribambelle.offer.models import Authorisation, Occupancy, Setting, WeeklyCapacity
from ribambelle.offer.rules import Period, Places, Taken
from ribambelle.offer.rules.law import Rounding, Tables, tables_of
from ribambelle.offer.rules.overcapacity import Load

LAW_FILE = Path(ribambelle.offer.__file__).parent / "data" / "law.toml"


@cache
def _tables() -> Tables:
    return tables_of(tomllib.loads(LAW_FILE.read_text("utf-8")))


def law_tables() -> Tables:
    """The tables of the product, with the rounding the installation chose, if any."""
    rounding = settings.OVERCAPACITY_ROUNDING
    return _tables().with_rounding(cast("Rounding", rounding)) if rounding else _tables()


def load_of(setting: Setting) -> Load:
    """Everything placed, offered and authorised in a setting, past and to come. Three queries."""
    return loads_of([setting])[setting.pk]


def loads_of(settings_wanted: Iterable[Setting]) -> dict[int, Load]:
    """The same for several settings, by primary key. Three queries whatever their number."""
    keys = [setting.pk for setting in settings_wanted]
    taken: dict[int, list[Taken]] = defaultdict(list)
    placed = Occupancy.objects.filter(section__setting__in=keys).order_by("pk")
    for key, slots, starts, ends in placed.values_list("section__setting", "slots", "starts_on", "ends_on"):
        taken[key].append(Taken(slots, Period(starts, ends)))
    grids: dict[tuple[int, int], dict[int, list[Places]]] = defaultdict(lambda: defaultdict(list))
    lines = WeeklyCapacity.objects.filter(section__setting__in=keys).order_by("pk")
    for key, section, slot, places, starts, ends in lines.values_list(
        "section__setting", "section", "slot", "places", "valid_from", "valid_to"
    ):
        grids[key, slot][section].append(Places(places, starts, ends))
    authorised: dict[int, list[Places]] = defaultdict(list)
    registers = Authorisation.objects.filter(setting__in=keys).order_by("pk")
    for key, places, since, until in registers.values_list("setting", "places", "valid_from", "valid_to"):
        authorised[key].append(Places(places, since or date.min, until))
    return {
        key: Load(
            tuple(taken[key]),
            tuple(tuple(tuple(section) for section in grids[key, slot.number].values()) for slot in ALL_SLOTS),
            tuple(authorised[key]),
        )
        for key in keys
    }
