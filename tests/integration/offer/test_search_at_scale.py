"""The search reads what is written of free half-days: on any offer it says what counting placements would say."""

import random
from collections import defaultdict
from datetime import date, time, timedelta

import pytest

from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import Occupancy, Opening, Section, Setting, WeeklyCapacity
from ribambelle.offer.rules import Band, Facts, Hours, Match, Places, Wish, places_on, search
from ribambelle.offer.selectors import search_settings
from ribambelle.offer.selectors.search import free_slots
from ribambelle.offer.services import free_spans_rewrite
from tests.integration.offer.conftest import TODAY

pytestmark = pytest.mark.django_db
AGES = ((0, 12), (12, 24), (0, 36), (24, 36))


def near(draw: random.Random) -> date:
    return TODAY + timedelta(days=draw.randint(-40, 40))


def offer_of(draw: random.Random) -> None:
    """Settings with and without sections, grids with holes and several periods, hours with and without their days."""
    for number in range(12):
        ages = draw.choice([(None, None), (0, 36), (6, None)])
        setting = Setting.objects.create(
            reference=f"alea-{number}",
            name=f"Alea {number}",
            kind=SettingKind.CRECHE,
            min_age_months=ages[0],
            max_age_months=ages[1],
        )
        days = draw.choice([[], [None], [0, 1, 2], [0, 1, 2, 3, 4], [2, 6, None]])
        for day in days:
            opens = draw.choice([time(6, 30), time(7), time(8)])
            Opening.objects.create(
                setting=setting, weekday=day, opens_at=opens, closes_at=draw.choice([time(17), time(18, 30)])
            )
        for code in range(draw.randint(0, 3)):
            low, high = draw.choice(AGES)
            section = Section.objects.create(
                setting=setting, code=f"s{code}", name=f"S{code}", min_age_months=low, max_age_months=high
            )
            grid_of(section, draw)
            for _child in range(draw.randint(0, 5)):
                starts = near(draw)
                ends = starts + timedelta(days=draw.randint(1, 60)) if draw.random() < 0.6 else None
                slots = draw.choice([FULL_WEEK, draw.randint(1, FULL_WEEK)])
                Occupancy.objects.create(section=section, slots=slots, starts_on=starts, ends_on=ends)
    free_spans_rewrite(Section.objects.all())


def grid_of(section: Section, draw: random.Random) -> None:
    for slot in range(10):
        for starts in {near(draw) for _line in range(draw.choice([0, 1, 1, 2]))}:
            ends = starts + timedelta(days=draw.randint(1, 60)) if draw.random() < 0.5 else None
            places = draw.randint(0, 4)
            WeeklyCapacity.objects.create(section=section, slot=slot, places=places, valid_from=starts, valid_to=ends)


def counted(section: Section, wished: int, on: date) -> int | None:
    """The half-days wished that are free, from the grid and the placements alone; None: nobody told."""
    taken = [
        each for each in section.occupancies.all() if each.starts_on <= on and not (each.ends_on and each.ends_on <= on)
    ]
    grid: dict[int, list[Places]] = defaultdict(list)
    for line in section.capacities.all():
        grid[line.slot].append(Places(line.places, line.valid_from, line.valid_to))
    told = {slot: places_on(grid[slot], on) for slot in range(10) if wished >> slot & 1}
    if all(places is None for places in told.values()):
        return None
    present = {slot: sum(each.slots >> slot & 1 for each in taken) for slot in told}
    return sum(1 << slot for slot, places in told.items() if places is not None and places > present[slot])


def facts_of(setting: Setting, wish: Wish, on: date) -> Facts:
    """What is known of a setting, read line by line."""
    fits = lambda s: wish.age_months is None or s.min_age_months <= wish.age_months < s.max_age_months  # noqa: E731
    return Facts(
        order=setting.pk,
        reference=setting.reference,
        min_age_months=setting.min_age_months,
        max_age_months=setting.max_age_months,
        openings=tuple(Hours(each.weekday, each.opens_at, each.closes_at) for each in setting.openings.all()),
        bands=tuple(
            Band(s.min_age_months, s.max_age_months, counted(s, wish.slots, on) if fits(s) else None)
            for s in setting.sections.all()
        )
        if wish.slots
        else (),
    )


def said(matches: tuple[Match, ...]) -> list[tuple[object, ...]]:
    return [(each.facts.reference, each.unknown, each.against, each.free_slots) for each in matches]


@pytest.mark.parametrize("seed", range(6))
def test_what_is_found_is_what_counting_finds(seed: int) -> None:
    draw = random.Random(seed)
    offer_of(draw)
    sections = list(Section.objects.prefetch_related("capacities", "occupancies"))
    kinds = set()
    for _time in range(25):
        on, wished = near(draw), draw.choice([draw.randint(1, FULL_WEEK), 1 << draw.randint(0, 9), FULL_WEEK])
        expected = {one.pk: counted(one, wished, on) for one in sections}
        found = free_slots(Section.objects.all(), wished, on)
        assert found == {key: slots for key, slots in expected.items() if slots is not None}
        kinds |= {"unknown" if slots is None else "full" if slots == 0 else "free" for slots in expected.values()}
        wish = Wish(
            weekday=draw.choice([None, 0, 2, 6]),
            at=draw.choice([None, time(6, 45), time(17, 30)]),
            slots=draw.choice([0, wished, wished]),
            age_months=draw.choice([None, 5, 12, 30]),
        )
        slow = search((facts_of(one, wish, on) for one in Setting.objects.all()), wish)
        fast = search_settings(wish, among=Setting.objects.all(), on=on)
        for group in ("certain", "to_confirm", "out"):
            assert said(getattr(fast, group)) == said(getattr(slow, group)), (wish, on, group)
    assert kinds == {"unknown", "full", "free"}


def test_a_search_that_asks_everything_asks_the_database_the_same_number_of_times(
    django_assert_num_queries: object,
) -> None:
    wish = Wish(weekday=0, at=time(7), slots=FULL_WEEK, age_months=8)
    for seed in (1, 2):
        Occupancy.objects.all().delete()
        Setting.objects.all().delete()
        offer_of(random.Random(seed))
        with django_assert_num_queries(6):  # type: ignore[operator]
            search_settings(wish, among=Setting.objects.all(), on=TODAY)
