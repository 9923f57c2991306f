"""The calendar of a setting follows those who run it, and nobody else."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from icalendar import Calendar

from ribambelle.gatherings.enums import FeedKind
from ribambelle.gatherings.services.feeds import feed_open
from ribambelle.gatherings.services.meetings import meeting_plan
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.services import body_create, mandate_open, person_create
from ribambelle.network.services import organisation_create
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import Setting


@pytest.mark.django_db
def test_a_setting_sees_the_meetings_of_its_manager(client: Client) -> None:
    own, other = (organisation_create(by=None, name=name) for name in ("Commune de Clairbois", "Commune voisine"))
    Setting.objects.create(reference="farandole", name="La Farandole", kind=SettingKind.CRECHE, manager=own)
    for service, day in ((own, date(2027, 4, 6)), (other, date(2027, 4, 7))):
        body = body_create(by=None, name=f"Plateforme de {service}", kind=BodyKind.PLATFORM)
        person = person_create(by=None, last_name=f"Noisette {day.day}")
        mandate_open(by=None, body=body, person=person, organisation=service)
        meeting_plan(by=None, body=body, held_on=day)
    feed = feed_open(by=None, kind=FeedKind.SETTING, reference="farandole")
    calendar = Calendar.from_ical(client.get(f"/agenda/{feed.token}.ics").content)
    assert [event["dtstart"].dt for event in calendar.walk("VEVENT")] == [date(2027, 4, 6)]


@pytest.mark.django_db
def test_an_unknown_setting_has_no_calendar() -> None:
    with pytest.raises(ValidationError):
        feed_open(by=None, kind=FeedKind.SETTING, reference="lune")
