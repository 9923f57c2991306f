"""Placements by hand: entered, changed from a day on, ended, put off; what is free follows, and nobody overruns."""

import io
import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.kernel.tables import read_table
from ribambelle.kernel.weeks import FULL_WEEK, codes_of, mask_of
from ribambelle.offer.models import FreeSpan, Occupancy, Section, Setting
from ribambelle.offer.selectors import FreeFilter, free_from, free_places, movements, wrong_spans
from ribambelle.offer.services import (
    NoPlaceLeft,
    NotRunning,
    OfferError,
    free_spans_rewrite,
    occupancy_change,
    occupancy_create,
    occupancy_end,
    section_put,
    setting_create,
)
from tests.integration.offer.conftest import TODAY

ClientOf = Callable[[Role], Client]
MONDAY = mask_of(["mon-am", "mon-pm"])
TUESDAY = mask_of(["tue-am", "tue-pm"])
LATER = date(2028, 1, 1)


def take(section: Section, slots: int = MONDAY, starts_on: date = TODAY, ends_on: date | None = None) -> Occupancy:
    return occupancy_create(
        by=None, section=section, slots=slots, starts_on=starts_on, ends_on=ends_on, opaque_reference="R-1"
    )


def second_section(setting: Setting, places: int = 1) -> Section:
    return section_put(
        by=None,
        setting=setting,
        name="Grands",
        min_age_months=18,
        max_age_months=36,
        places=[places] * 10,
        valid_from=TODAY,
    )


def test_other_half_days_from_a_day_on(section: Section) -> None:
    changed = occupancy_change(by=None, occupancy=take(section), slots=TUESDAY, from_on=LATER)
    assert (changed.slots, changed.starts_on, changed.opaque_reference) == (TUESDAY, LATER, "R-1")
    assert free_places(section, on=TODAY)[:4] == (1, 1, 2, 2)
    assert free_places(section, on=LATER)[:4] == (2, 2, 1, 1)
    event = Event.objects.get(verb="occupancy.change")
    assert (event.before["half_days"], event.after["half_days"], event.after["from"]) == (
        "lundi",
        "mardi",
        "2028-01-01",
    )


def test_from_its_first_day_it_is_corrected_whole(section: Section) -> None:
    occupancy = take(section)
    assert occupancy_change(by=None, occupancy=occupancy, slots=TUESDAY, from_on=TODAY).pk == occupancy.pk
    assert Occupancy.objects.get().slots == TUESDAY


def test_a_change_that_overruns_leaves_everything_as_it_was(section: Section) -> None:
    moving = take(section)
    for _ in range(2):
        take(section, TUESDAY)
    with pytest.raises(NoPlaceLeft, match="01/01/2028"):
        occupancy_change(by=None, occupancy=moving, slots=TUESDAY, from_on=LATER)
    moving.refresh_from_db()
    assert (moving.slots, moving.ends_on) == (MONDAY, None)
    assert not wrong_spans(Section.objects.all())


def test_to_another_section_of_the_same_setting_only(section: Section, setting: Setting) -> None:
    grown = occupancy_change(
        by=None, occupancy=take(section), slots=MONDAY, from_on=LATER, section=second_section(setting)
    )
    assert grown.section.name == "Grands"
    assert free_places(section, on=LATER)[0] == 2
    elsewhere = setting_create(by=None, on=TODAY, name="Ailleurs", kind="creche")
    with pytest.raises(NotRunning, match="Grands"):
        occupancy_change(by=None, occupancy=grown, slots=MONDAY, from_on=LATER, section=second_section(elsewhere))


def test_nothing_to_change_once_it_is_over(section: Section) -> None:
    over = take(section, ends_on=LATER)
    with pytest.raises(NotRunning, match="01/01/2028"):
        occupancy_change(by=None, occupancy=over, slots=TUESDAY, from_on=LATER)


def test_a_departure_put_off_is_counted_again(section: Section) -> None:
    leaving = take(section, ends_on=LATER)
    take(section)
    take(section, starts_on=LATER)
    with pytest.raises(NoPlaceLeft, match="01/01/2028"):
        occupancy_end(by=None, occupancy=leaving, ends_on=None)
    leaving.refresh_from_db()
    assert leaving.ends_on == LATER
    occupancy_end(by=None, occupancy=leaving, ends_on=LATER - timedelta(days=30))
    assert occupancy_end(by=None, occupancy=leaving, ends_on=LATER).ends_on == LATER


def test_who_goes_on_with_other_half_days_neither_comes_nor_goes(section: Section, setting: Setting) -> None:
    occupancy_change(by=None, occupancy=take(section), slots=TUESDAY, from_on=LATER)
    (come, change) = movements(setting, since=TODAY, until=LATER)
    assert (come.arriving, come.leaving, come.taken) == (1, 0, MONDAY)
    assert (change.arriving, change.leaving, change.freed, change.taken) == (0, 0, MONDAY, TUESDAY)


writes = st.lists(
    st.tuples(
        st.sampled_from(["create", "change", "end", "grid"]),
        st.integers(1, FULL_WEEK),
        st.integers(0, 60),
        st.one_of(st.none(), st.integers(1, 60)),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(writes=writes)
def test_whatever_is_written_what_is_free_is_what_the_grid_and_the_placements_give(
    section: Section, writes: list[tuple[str, int, int, int | None]]
) -> None:
    """Refused or not, the written free half-days are those of the rule, and no half-day holds more than its places."""
    for kind, slots, start, length in writes:
        day = TODAY + timedelta(days=start)
        end = day + timedelta(days=length) if length else None
        placed = Occupancy.objects.order_by("-pk").first()
        try:
            if kind == "grid":
                regrid(section, places=slots % 4, valid_from=day)
            elif kind == "create" or placed is None:
                take(section, slots, day, end)
            elif kind == "change":
                occupancy_change(by=None, occupancy=placed, slots=slots, from_on=day)
            else:
                occupancy_end(by=None, occupancy=placed, ends_on=end)
        except OfferError:
            pass
    assert wrong_spans(Section.objects.all()) == []
    for offset in range(0, 130, 7):
        free = free_places(section, on=TODAY + timedelta(days=offset))
        assert all(number is None or number >= 0 for number in free)


def regrid(section: Section, *, places: int, valid_from: date) -> None:
    section_put(
        by=None,
        setting=section.setting,
        section=section,
        name=section.name,
        min_age_months=section.min_age_months,
        max_age_months=section.max_age_months,
        places=[places] * 10,
        valid_from=valid_from,
    )


def test_what_is_written_wrong_is_found(section: Section) -> None:
    FreeSpan.objects.filter(section=section).update(free=1)
    assert wrong_spans(Section.objects.all()) == [section]


def lines(narrowed: FreeFilter) -> list[tuple[str, int, int, date, date | None]]:
    found = free_from(Setting.objects.all(), narrowed)
    return [(span.section.name, span.wished, span.free, span.free_on, span.ends_on) for span in found]


def test_what_is_free_from_when(section: Section, setting: Setting) -> None:
    take(section, ends_on=LATER)
    take(section)
    year = FreeFilter(TODAY, date(2028, 9, 1))
    rest = FULL_WEEK & ~MONDAY
    assert lines(year) == [("Bébés", rest, 2, TODAY, None), ("Bébés", MONDAY, 1, LATER, None)]
    assert lines(FreeFilter(TODAY, date(2028, 9, 1), slots=MONDAY)) == [("Bébés", MONDAY, 1, LATER, None)]
    assert lines(FreeFilter(TODAY, LATER, slots=MONDAY)) == [], "the end of the period is excluded"
    assert lines(FreeFilter(TODAY, date(2028, 9, 1), age_months=18)) == []
    assert len(lines(FreeFilter(TODAY, date(2028, 9, 1), age_months=17))) == 2
    assert lines(FreeFilter(LATER + timedelta(days=5), date(2029, 1, 1), slots=MONDAY))[0][3] == LATER + timedelta(5)
    Setting.objects.filter(pk=setting.pk).update(status="closed")
    assert lines(year) == []


def test_gaps_too_short_are_left_out(section: Section) -> None:
    take(section, starts_on=TODAY + timedelta(days=30))
    take(section, starts_on=TODAY + timedelta(days=20))
    year = {"since": TODAY, "until": date(2028, 9, 1), "slots": MONDAY}
    assert [line[2:4] for line in lines(FreeFilter(**year))] == [(2, TODAY), (1, TODAY + timedelta(days=20))]
    assert [line[2] for line in lines(FreeFilter(**year, least_days=20))] == [2]
    assert lines(FreeFilter(**year, least_days=21)) == []


@pytest.fixture
def aubange(db: None) -> Section:
    """The setting of the director of the tests, one place each half-day."""
    setting = setting_create(by=None, on=TODAY, name="Aubange", kind="creche", reference="AUB")
    return section_put(
        by=None,
        setting=setting,
        name="Bébés",
        min_age_months=3,
        max_age_months=18,
        places=[1] * 10,
        valid_from=date(2026, 1, 1),
    )


def posted(slots: int, **more: str) -> dict[str, Any]:
    return {"section": "bebes", "week": list(codes_of(slots)), "starts_on": "01/09/2027", "reference": "R-7", **more}


def test_a_director_places_and_is_told_why_not(aubange: Section, client_of: ClientOf) -> None:
    client, url = client_of(Role.DIRECTOR), reverse("offer:placement_new", args=["AUB"])
    assert client.post(url, posted(MONDAY, last_on="31/12/2027")).status_code == 302
    placed = Occupancy.objects.get()
    assert (placed.slots, placed.starts_on, placed.ends_on) == (MONDAY, TODAY, LATER)
    event = Event.objects.get(verb="occupancy.create")
    assert (event.actor.email, event.after["for"]) == ("director@example.org", "R-7")
    response = client.post(url, posted(MONDAY | TUESDAY, reference="R-8"))
    page = response.content.decode()
    assert (response.status_code, Occupancy.objects.count()) == (200, 1)
    assert "Bébés, lundi matin : complet le 01/09/2027" in page
    assert 'value="R-8"' in page
    response = client.post(url, {"starts_on": "2", "last_on": "3"})
    assert {"section", "week", "starts_on", "last_on"} <= set(response.context["form"].errors), "all at once"


def test_a_place_held_outside_the_tool_has_no_reference(aubange: Section, client_of: ClientOf) -> None:
    client = client_of(Role.DIRECTOR)
    client.post(reverse("offer:placement_new", args=["AUB"]), posted(MONDAY, reference=""))
    assert Occupancy.objects.get().opaque_reference == ""
    page = client.get(reverse("offer:placement_list", args=["AUB"]) + "?when=all").content.decode()
    assert "tenue hors de l’outil" in page


def test_a_director_places_in_no_other_setting(aubange: Section, section: Section, client_of: ClientOf) -> None:
    client, occupancy = client_of(Role.DIRECTOR), take(section)
    assert client.post(reverse("offer:placement_new", args=["LUT"]), posted(MONDAY)).status_code == 404
    for name in ("placement_change", "placement_end", "placement_resume", "placement_remove"):
        for reference in ("LUT", "AUB"):
            url = reverse(f"offer:{name}", args=[reference, occupancy.pk])
            response = client.post(url, {"last_on": "31/12/2027", "from_on": "01/01/2028"})
            assert response.status_code == (302 if (name, reference) == ("placement_remove", "AUB") else 404)
    occupancy.refresh_from_db()
    assert (occupancy.slots, occupancy.ends_on) == (MONDAY, None)


def test_a_departure_frees_from_the_day_after_and_is_taken_back(aubange: Section, client_of: ClientOf) -> None:
    client, occupancy = client_of(Role.COORDINATOR), take(aubange)
    client.post(reverse("offer:placement_end", args=["AUB", occupancy.pk]), {"last_on": "31/12/2027"})
    assert (free_places(aubange, on=LATER - timedelta(days=1))[0], free_places(aubange, on=LATER)[0]) == (0, 1)
    client.post(reverse("offer:placement_resume", args=["AUB", occupancy.pk]))
    assert free_places(aubange, on=LATER)[0] == 0
    client.post(reverse("offer:placement_change", args=["AUB", occupancy.pk]), posted(TUESDAY, from_on="01/01/2028"))
    assert free_places(aubange, on=LATER)[:4] == (1, 1, 0, 0)
    client.post(reverse("offer:placement_remove", args=["AUB", occupancy.pk]))
    assert [event.verb for event in Event.objects.filter(verb__startswith="occupancy").order_by("pk")] == [
        "occupancy.create",
        "occupancy.end",
        "occupancy.end",
        "occupancy.change",
        "occupancy.end",
    ]


def test_the_file_of_what_is_free_holds_what_the_page_shows(aubange: Section, client_of: ClientOf) -> None:
    take(aubange, FULL_WEEK & ~MONDAY, starts_on=localdate())
    url = reverse("offer:free_list")
    for fmt in ("csv", "xlsx", "ods"):
        content = client_of(Role.COORDINATOR).get(f"{url}?export={fmt}").content
        ((_, cells),) = read_table(io.BytesIO(content), filename=f"libres.{fmt}").rows
        assert (cells["Référence"], str(cells["Places libres"]), cells["mardi, matin"]) == ("AUB", "1", None)
    page = client_of(Role.COORDINATOR).get(f"{url}?age=30").content.decode()
    assert "Aubange" not in page


def test_who_is_behind_a_reference_is_told_to_those_who_may_see_the_request(
    aubange: Section, client_of: ClientOf
) -> None:
    from tests.integration.demand.build import request as make_request

    request = make_request()
    occupancy_create(
        by=None, section=aubange, slots=MONDAY, starts_on=date(2026, 9, 1), opaque_reference=request.reference
    )
    url = reverse("offer:placement_list", args=["AUB"]) + "?when=all"
    known = client_of(Role.COORDINATOR).get(url).content.decode()
    assert str(request.child) in known
    assert reverse("demand:request_detail", args=[request.reference]) in known
    unknown = client_of(Role.DIRECTOR).get(url).content.decode()
    assert request.reference in unknown
    assert str(request.child) not in unknown


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="fifty connections at once: PostgreSQL")
def test_fifty_people_take_the_last_half_day_at_once() -> None:
    """One is served; forty-nine are told the half-day, the day, and what to do; nothing is half done."""
    setting = setting_create(by=None, on=TODAY, name="Les Lutins", kind="creche")
    section = section_put(
        by=None, setting=setting, name="Bébés", min_age_months=3, max_age_months=18, places=[1] * 10, valid_from=TODAY
    )
    people = 50
    start = threading.Barrier(people)
    outcomes: list[str] = []

    def click(number: int) -> None:
        try:
            start.wait()
            occupancy_create(by=None, section=section, slots=1, starts_on=TODAY, opaque_reference=f"R-{number}")
            outcomes.append("served")
        except NoPlaceLeft as refusal:
            outcomes.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=click, args=[number]) for number in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    answer = (
        "Bébés, lundi matin : complet le 01/09/2027 (places prises : 1 sur 1). "
        "Choisissez une autre demi-journée, une autre section ou une autre date."
    )
    assert sorted(outcomes) == sorted(["served", *[answer] * (people - 1)])
    assert (Occupancy.objects.count(), Event.objects.filter(verb="occupancy.create").count()) == (1, 1)
    assert free_places(section, on=TODAY) == (0, *[1] * 9)
    assert wrong_spans(Section.objects.all()) == []


def test_rows_written_in_bulk_are_found_and_written_again(section: Section, capsys: pytest.CaptureFixture[str]) -> None:
    expected = list(FreeSpan.objects.values_list("section", "slots", "free", "starts_on", "ends_on"))
    call_command("free_places")
    Occupancy.objects.bulk_create([Occupancy(section=section, slots=MONDAY, starts_on=LATER, opaque_reference="R-9")])
    with pytest.raises(CommandError, match="LUT/bebes"):
        call_command("free_places")
    call_command("free_places", "--write")
    assert wrong_spans(Section.objects.all()) == []
    Occupancy.objects.all().delete()
    assert free_spans_rewrite(Section.objects.all()) == 1
    assert list(FreeSpan.objects.values_list("section", "slots", "free", "starts_on", "ends_on")) == expected
    assert "1 sections written again" in capsys.readouterr().out
