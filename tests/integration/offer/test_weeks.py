"""The weekly grid and who takes it: counted by half-day, never overrun, not even by two people at once."""

import threading
from datetime import date

import pytest
from django.db import connection, connections

from ribambelle.accounts.models import Event
from ribambelle.kernel.weeks import FULL_WEEK, mask_of
from ribambelle.offer.models import Occupancy, Section, Setting, WeeklyCapacity
from ribambelle.offer.selectors import free_places, section_weeks
from ribambelle.offer.services import (
    CapacityTooSmall,
    CapacityUnknown,
    NoPlaceLeft,
    SectionInUse,
    occupancy_create,
    occupancy_end,
    section_put,
    section_remove,
)
from tests.integration.offer.conftest import TODAY

MONDAY = mask_of(["mon-am", "mon-pm"])
MORNING = mask_of(["mon-am"])
LATER = date(2028, 1, 1)


def take(section: Section, slots: int = MONDAY, starts_on: date = TODAY, ends_on: date | None = None) -> Occupancy:
    return occupancy_create(
        by=None, section=section, slots=slots, starts_on=starts_on, ends_on=ends_on, opaque_reference="R-1"
    )


def regrid(section: Section, places: list[int | None], valid_from: date) -> Section:
    return section_put(
        by=None,
        setting=section.setting,
        section=section,
        name=section.name,
        min_age_months=section.min_age_months,
        max_age_months=section.max_age_months,
        places=places,
        valid_from=valid_from,
    )


def test_free_places_are_capacity_minus_those_placed(section: Section) -> None:
    take(section)
    take(section, MORNING, date(2027, 10, 1))
    assert free_places(section, on=TODAY) == (1, 1, *[2] * 8)
    assert free_places(section, on=date(2027, 10, 1)) == (0, 1, *[2] * 8)
    assert free_places(section, on=date(2027, 8, 31)) == (None,) * 10, "before the grid nothing is known"


def test_the_last_place_is_refused_with_the_half_day_and_the_date(section: Section) -> None:
    take(section, MORNING, date(2027, 10, 1))
    take(section, MORNING, date(2027, 11, 1), date(2027, 12, 1))
    take(section, MORNING, TODAY, date(2027, 11, 1))
    with pytest.raises(NoPlaceLeft, match="01/10/2027"):
        take(section, FULL_WEEK)
    assert Occupancy.objects.count() == 3, "nothing half done"
    assert Event.objects.filter(verb="occupancy.create").count() == 3


def test_unknown_places_are_not_free_ones(section: Section) -> None:
    with pytest.raises(CapacityUnknown):
        take(section, starts_on=date(2027, 8, 31))
    regrid(section, [None, *[2] * 9], LATER)
    with pytest.raises(CapacityUnknown, match="01/01/2028"):
        take(section)
    assert take(section, ends_on=LATER).pk


def test_a_new_grid_leaves_the_past_as_it_was(section: Section) -> None:
    regrid(section, [3, *[2] * 9], LATER)
    regrid(section, [1, *[2] * 9], date(2027, 10, 1))
    by_day = {day: free_places(section, on=day)[0] for day in (TODAY, date(2027, 10, 1), LATER)}
    assert by_day == {TODAY: 2, date(2027, 10, 1): 1, LATER: 3}
    assert WeeklyCapacity.objects.filter(section=section, slot=1).count() == 1, "what did not change is not written"


def test_a_grid_smaller_than_those_placed_is_refused(section: Section) -> None:
    take(section)
    take(section)
    with pytest.raises(CapacityTooSmall, match="2"):
        regrid(section, [1, *[2] * 9], LATER)
    assert free_places(section, on=LATER)[0] == 0


def test_an_occupancy_that_ends_frees_its_half_days(section: Section) -> None:
    occupancy = take(section)
    occupancy_end(by=None, occupancy=occupancy, ends_on=LATER)
    assert (free_places(section, on=TODAY)[0], free_places(section, on=LATER)[0]) == (1, 2)
    assert occupancy_end(by=None, occupancy=occupancy, ends_on=TODAY) is None
    assert free_places(section, on=TODAY)[0] == 2


def test_a_section_with_history_stays(section: Section, setting: Setting) -> None:
    take(section)
    with pytest.raises(SectionInUse):
        section_remove(by=None, section=section)
    occupancy_end(by=None, occupancy=Occupancy.objects.get(), ends_on=TODAY)
    section_remove(by=None, section=section)
    assert not setting.sections.exists()


def test_a_setting_is_free_as_the_sum_of_its_sections_and_unknown_when_one_is(
    section: Section, setting: Setting
) -> None:
    section_put(
        by=None,
        setting=setting,
        name="Grands",
        min_age_months=18,
        max_age_months=36,
        places=[None, *[5] * 9],
        valid_from=TODAY,
    )
    assert free_places(setting, on=TODAY) == (None, *[7] * 9)


def test_weeks_of_all_sections_in_two_queries(
    section: Section, setting: Setting, django_assert_num_queries: object
) -> None:
    for number in range(5):
        section_put(
            by=None,
            setting=setting,
            name=f"Groupe {number}",
            min_age_months=0,
            max_age_months=36,
            places=[4] * 10,
            valid_from=TODAY,
        )
    sections = list(setting.sections.all())
    with django_assert_num_queries(2):
        weeks = section_weeks(sections, on=TODAY)
    assert sum(half.places for week in weeks.values() for half in week.halves) == 5 * 40 + 20


@pytest.mark.django_db(transaction=True)
def test_two_people_take_the_last_place_at_once() -> None:
    """Real threads on real connections: one is served, the other told, whatever the database."""
    from ribambelle.offer.services import setting_create

    setting = setting_create(by=None, on=TODAY, name="Les Lutins", kind="creche")
    section = section_put(
        by=None,
        setting=setting,
        name="Bébés",
        min_age_months=3,
        max_age_months=18,
        places=[1] * 10,
        valid_from=TODAY,
    )
    people = 6
    start = threading.Barrier(people)
    outcomes: list[str] = []

    def click() -> None:
        try:
            start.wait()
            take(section)
            outcomes.append("served")
        except NoPlaceLeft as refusal:
            outcomes.append("told" if "01/09/2027" in str(refusal) else str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["served", *["told"] * (people - 1)], connection.vendor
    assert Occupancy.objects.count() == 1
    assert Event.objects.filter(verb="occupancy.create").count() == 1
