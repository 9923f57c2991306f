"""The facts of four public reports, brought in as ordinary records: every figure, every finding, nothing twice."""

import io
import json
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event as LogEvent
from ribambelle.config import facts
from ribambelle.config.facts.multiply import multiply
from ribambelle.funding.models import Project
from ribambelle.gatherings.enums import Presence
from ribambelle.gatherings.models import Meeting, Series
from ribambelle.gatherings.services.meetings import attendance_add, attendance_remove, meeting_plan, presences_set
from ribambelle.kernel.figures import every_figure, figure_named
from ribambelle.network.governance.services import person_create
from ribambelle.network.models import Organisation
from ribambelle.plans.models import Plan
from ribambelle.plans.selectors import grid_rows
from ribambelle.reporting.selectors import integrity
from ribambelle.reporting.services import finding_accept, finding_reopen
from tests.shared import shared

TODAY = date(2026, 11, 22)
SERIES = "series.coordinations-provinciales-2021"
COMPUTED, DECLARED = "computed", "declared"
#: every line of what must hold: figure, value, and whether it is counted or merely declared
FIGURES = {
    f"{SERIES}.meetings": (14, COMPUTED),
    f"{SERIES}.participations": (146, COMPUTED),
    f"{SERIES}.service-attendances": (123, COMPUTED),
    f"{SERIES}.distinct-services": (51, DECLARED),
    f"{SERIES}.zones": (4, COMPUTED),
    "members.2021.called": (9, COMPUTED),
    "fees.2021": (450, COMPUTED),
    "meetings.organe-administration.2021": (11, COMPUTED),
    "meetings.comite-accompagnement.2017": (2, COMPUTED),
    "event.cycle-2021.asked": (16, DECLARED),
    "event.cycle-2021.seated": (8, DECLARED),
    "event.cycle-2021.sessions": (6, DECLARED),
    "event.cycle-2021.session-minutes": (120, DECLARED),
    "event.temps-echange-2021.asked": (31, DECLARED),
    "event.temps-echange-2021.seated": (22, DECLARED),
    "portfolio.ardeur.projects": (16, COMPUTED),
    "portfolio.ardeur.funder-changed-on": ("2015-01-01", COMPUTED),
    "portfolio.ardeur.funded-until": ("2017-12-31", COMPUTED),
    "authorised_places": (313, COMPUTED),
    "funded_places": (263, COMPUTED),
    "indicator.portefeuille-2017-i1": (280, DECLARED),
    "indicator.portefeuille-2017-i2": (6, DECLARED),
    "grant.subside-2021.advance": (80, COMPUTED),
    "grant.subside-2021.claim-due-on": ("2022-03-31", COMPUTED),
    "plan.vallee-2018-2021.objectives": (5, COMPUTED),
    "plan.vallee-2022-2025.objectives": (2, COMPUTED),
    "plan.enseignement-formation-emploi.actions": (14, COMPUTED),
}


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The facts, once for this module; each test works in a transaction of its own inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        facts.load(folder=facts.PACKAGED, by=None, say=lambda _text: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _facts(loaded: None, db: None) -> None:
    pass


def figures_on(client: Client) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The same figures on the page, in the export and on the command line."""
    page = client.get(reverse("reporting:figures")).content.decode()
    lines = client.get(reverse("reporting:figures"), {"export": "csv"}).content.decode("utf-8-sig").splitlines()
    export = {line.split(";")[0]: line.split(";")[2].strip('"') for line in lines[1:]}
    out = io.StringIO()
    call_command("figures", "--json", stdout=out)
    return page, export, {line["code"]: line for line in json.loads(out.getvalue())}


def test_every_figure_holds_on_page_export_and_command_line(client_of: Callable[[Role], Client]) -> None:
    page, export, command = figures_on(client_of(Role.COORDINATOR))
    found = {code: (figure_named(code).compute().value, figure_named(code).compute().basis) for code in FIGURES}
    assert found == FIGURES
    assert {code: (command[code]["value"], command[code]["basis"]) for code in FIGURES} == FIGURES
    assert {code: export[code] for code in FIGURES} == {code: str(value) for code, (value, _basis) in FIGURES.items()}
    assert all(f'id="{code}"' in page for code in FIGURES)


def test_every_figure_has_a_name_a_unit_a_period_and_says_how() -> None:
    for figure in every_figure():
        value = figure.compute()
        assert all(str(part) for part in (figure.label, figure.unit, figure.period, value.how)), figure.code
        assert value.basis in {COMPUTED, DECLARED}


def errors() -> dict[str, list[str]]:
    report = integrity(today=TODAY)
    found: dict[str, list[str]] = {}
    for each in report.errors:
        found.setdefault(each.check.code, []).append(each.finding.subject)
    return found


def test_the_errors_are_exactly_those_of_the_sources() -> None:
    late = Meeting.objects.get(series__reference="coordinations-provinciales-2021", held_on=date(2022, 2, 8))
    found = errors()
    assert found.pop("gatherings.outside-year") == [late.reference]
    assert found.pop("plans.dangling-code") == [f"coordination-2021:{code}" for code in ("3", "M5", "M6")]
    assert len(found.pop("plans.result-outside")) == 4, "the four items of 2016 in the report of 2017"
    (total,) = found.pop("plans.wrong-total")
    assert total.startswith("coordination-2021")
    assert found == {}
    problem = next(e.finding.problem for e in integrity(today=TODAY).errors if e.check.code == "plans.wrong-total")
    assert "24" in problem
    assert "22" in problem


def test_gaps_and_remarks_are_counted_apart() -> None:
    report = integrity(today=TODAY)
    undone = [f.finding.culprit for f in report.gaps if f.check.code == "plans.not-carried-out"]
    assert len(undone) == 1
    assert "Organiser des échanges entre assistantes maternelles" in undone[0]
    assert [f.finding.culprit for f in report.remarks] == ["Coordinations ONE · 08/08/2021"]
    assert {f.check.level for f in report.gaps} == {"gap"}


def test_the_meeting_of_another_year_still_counts_among_the_fourteen() -> None:
    late = Meeting.objects.get(series__reference="coordinations-provinciales-2021", held_on=date(2022, 2, 8))
    assert late.reporting_year == 2021
    assert figure_named(f"{SERIES}.meetings").compute().value == 14


def test_the_grid_of_the_valley_keeps_its_five_columns() -> None:
    rows = grid_rows(Plan.objects.get(reference="vallee-2018-2021"))
    shape = [(len(row.effects), len(row.results), len(row.perspectives)) for row in rows]
    assert shape == [(1, 1, 1), (0, 0, 1), (1, 1, 1), (1, 1, 1), (1, 1, 1)]
    following = Plan.objects.get(reference="vallee-2022-2025")
    assert following.follows is not None
    assert [len(row.effects) for row in grid_rows(following)] == [1, 1]


def test_a_promoter_that_left_stays() -> None:
    gone = Project.objects.get(withdrawn_year__isnull=False)
    assert (gone.name, gone.withdrawn_year, gone.withdrawn_reason) == ("CPAS de Virton", 2013, "")
    periods = Project.objects.get(name="Paliseul").periods.order_by("starts_on")
    assert [(p.starts_on, p.ends_on, p.first_ends_on) for p in periods] == [
        (date(2008, 1, 1), date(2015, 1, 1), None),
        (date(2015, 1, 1), date(2018, 1, 1), date(2017, 10, 1)),
    ]


def test_one_attendance_less_changes_every_figure_that_counts_it(client_of: Callable[[Role], Client]) -> None:
    client = client_of(Role.COORDINATOR)
    series = Series.objects.get(reference="coordinations-provinciales-2021")
    body = Meeting.objects.filter(series=series).first().body  # type: ignore[union-attr]
    meeting = meeting_plan(
        by=None, body=body, series=series, expect=False, held_on=date(2021, 12, 20), reporting_year=2021
    )
    service = Organisation.objects.get(name="ISBW")
    for name in ("Un", "Deux"):
        attendance_add(by=None, meeting=meeting, person=person_create(by=None, last_name=name), organisations=[service])
    presences_set(
        by=None,
        meeting=meeting,
        presences=dict.fromkeys(meeting.attendances.values_list("pk", flat=True), Presence.PRESENT),
    )
    code = f"{SERIES}.participations"
    _page, export, command = figures_on(client)
    assert (export[code], command[code]["value"]) == ("148", 148)
    assert "plans.declared-differs" in errors(), "the source said 146: the records now say otherwise"
    gone = meeting.attendances.first()
    assert gone is not None
    attendance_remove(by=None, attendance=gone)
    page, export, command = figures_on(client)
    assert (export[code], command[code]["value"]) == ("147", 147)
    assert ">147</b>" in page
    assert figure_named(f"{SERIES}.distinct-services").compute().basis == DECLARED


def test_a_finding_is_accepted_with_a_reason_until_it_says_something_else() -> None:
    from django.utils import timezone

    first = integrity(today=TODAY).errors[0]
    before = len(integrity(today=TODAY).errors)
    accepted = finding_accept(
        by=None, check=first.check.code, subject=first.finding.subject, reason="known", at=timezone.now(), today=TODAY
    )
    report = integrity(today=TODAY)
    assert (len(report.errors), [f.finding for f in report.accepted]) == (before - 1, [first.finding])
    meeting = Meeting.objects.get(reference=first.finding.subject)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=meeting.held_on + timedelta(days=1))
    assert len(integrity(today=TODAY).errors) == before, "what was accepted is not what is there now"
    finding_reopen(by=None, acceptance=accepted)
    assert LogEvent.objects.filter(verb="finding.accept").exists()


def test_the_checks_take_less_than_a_second() -> None:
    begun = time.process_time()
    integrity(today=TODAY)
    assert time.process_time() - begun < 1


@pytest.mark.large
def test_a_hundred_times_as_much_is_checked_in_less_than_five_seconds() -> None:
    """Seconds of processor: what else the machine does at that moment is not ours."""
    before = {each.check.code for each in integrity(today=TODAY).errors}
    multiply(100)
    begun = time.process_time()
    report = integrity(today=TODAY)
    assert time.process_time() - begun < 5
    found = [each.check.code for each in report.errors]
    assert {code: found.count(code) for code in before} == {
        "gatherings.outside-year": 100,
        "plans.dangling-code": 300,
        "plans.result-outside": 400,
        "plans.wrong-total": 100,
    }


def test_again_brings_in_nothing_twice() -> None:
    before = (Plan.objects.count(), Meeting.objects.count(), Organisation.objects.count(), LogEvent.objects.count())
    assert facts.load(folder=facts.PACKAGED, by=None, say=lambda _text: None) == 0
    after = (Plan.objects.count(), Meeting.objects.count(), Organisation.objects.count(), LogEvent.objects.count())
    assert after == before


def test_other_tables_are_refused_where_some_were_brought_in(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    shutil.copytree(facts.PACKAGED, folder)
    path = folder / "triangle" / "activites.csv"
    path.write_text(path.read_text("utf-8") + "15;Autre;projets\n", "utf-8")
    with pytest.raises(facts.FactsError, match="triangle"):
        facts.load(folder=folder, by=None, say=lambda _text: None)


def test_everything_wrong_with_a_folder_is_said_at_once(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    shutil.copytree(facts.PACKAGED, folder)
    (folder / "triangle" / "publics.csv").unlink()
    (folder / "sae-2021" / "membres.csv").write_text("province\nNamur\n", "utf-8")
    with pytest.raises(CommandError) as refusal:
        call_command("load_facts", str(folder))
    assert "triangle/publics.csv" in str(refusal.value)
    assert "pouvoir_organisateur_et_service" in str(refusal.value)
    with pytest.raises(CommandError, match="n’est pas un dossier"):
        call_command("load_facts", str(tmp_path / "nowhere"))


def test_our_copy_is_the_source() -> None:
    source = shared("facts")
    tables = facts.Tables(facts.PACKAGED)
    for path in sorted(source.rglob("*.csv")):
        name = path.relative_to(source).with_suffix("").as_posix()
        assert tables.path(name).read_bytes() == path.read_bytes(), name
