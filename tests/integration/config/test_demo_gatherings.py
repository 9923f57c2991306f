"""The demo's year: figures that a visitor can follow from the list of people."""

from datetime import date

import pytest

from ribambelle.accounts.enums import Role
from ribambelle.config.demo import gatherings
from ribambelle.gatherings.models import Event, Meeting
from ribambelle.gatherings.selectors.counts import counts
from tests.integration.conftest import make_person


@pytest.mark.django_db
def test_meetings_with_their_lists_an_open_day_and_a_cycle() -> None:
    gatherings.seed(by=make_person(Role.COORDINATOR), today=date(2027, 4, 5))
    found = counts(Meeting.objects.all())
    assert (found.meetings.value, found.participations.value) == (2, 9)
    # six services at the first meeting, five at the second: Bourdon is excused twice, Campanule once
    assert (found.service_attendances.value, found.distinct_services.value, found.distinct_persons.value) == (11, 6, 5)
    states = {event.title: sorted(event.registrations.values_list("state", flat=True)) for event in Event.objects.all()}
    assert states == {
        "Rendez-vous de la petite enfance": ["seated"] * 5 + ["waiting"] * 2,
        "Cycle d’intervision": ["refused"] * 5 + ["seated"] * 4,
    }
