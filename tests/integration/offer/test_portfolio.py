"""The portfolio of 2017 through the import: its sums, its unknowns, the search that must hold."""

import json
from datetime import date, time

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from ribambelle.kernel.figures import figures
from ribambelle.network.models import Organisation
from ribambelle.offer import selectors
from ribambelle.offer.imports import Judged, Verdict, apply_settings, import_settings, read_settings
from ribambelle.offer.models import Authorisation, Confirmation, FundedPlaces, ModeFact, Setting
from ribambelle.offer.rules import Question, Wish
from tests.integration.offer.conftest import STATED_ON, STRUCTURES, TODAY
from tests.shared import shared

MONDAY_EARLY = Wish(weekday=0, at=time(6, 30), mode="emergency", age_months=8)


def test_the_shipped_file_is_the_source(db: None) -> None:
    assert STRUCTURES.read_bytes() == shared("facts/luxembourg-2017/structures.csv").read_bytes()


def test_sixteen_settings_313_places_263_of_them_funded(portfolio: list[Judged]) -> None:
    assert [one.verdict for one in portfolio] == [Verdict.NEW] * 16
    assert Authorisation.objects.aggregate(Sum("places"))["places__sum"] == 313
    assert FundedPlaces.objects.aggregate(Sum("places"))["places__sum"] == 263
    values = {code: figures.get(code).compute() for code in ("settings_count", "authorised_places", "funded_places")}
    assert {code: value.value for code, value in values.items()} == {
        "settings_count": 16,
        "authorised_places": 313,
        "funded_places": 263,
    }
    assert {value.basis for value in values.values()} == {"computed"}


def test_what_the_source_leaves_blank_is_unknown(portfolio: list[Judged]) -> None:
    chiny = Setting.objects.get(reference="CHI")
    assert (chiny.min_age_months, chiny.max_age_months, chiny.openings.count()) == (None, None, 0)
    assert list(chiny.modes.values_list("mode", "is_offered")) == [("inclusive", True)]
    assert not ModeFact.objects.filter(is_offered=False).exists(), "the source never says no"
    manhay = Setting.objects.get(reference="MAN")
    assert list(manhay.openings.values_list("weekday", "opens_at")) == [(None, time(7, 15))]
    fauvillers = Setting.objects.get(reference="FAU")
    assert fauvillers.manager is None
    assert (fauvillers.attached_to.name, fauvillers.attached_to.commune.name) == ("Baby Service", "Arlon")


def test_managers_and_communes(portfolio: list[Judged]) -> None:
    paliseul = Organisation.objects.get(name="Commune de Paliseul")
    assert (paliseul.kind, paliseul.managed_settings.count()) == ("commune", 2)
    tarentelle = Setting.objects.get(reference="TAR")
    assert (tarentelle.commune.name, tarentelle.manager.kind) == ("Libramont-Chevigny", "asbl")
    notes = {one.row.reference: one.notes for one in portfolio if one.notes}
    assert set(notes) == {"LIB", "TAR"}
    assert "Libramont-Chevigny" in notes["TAR"][0]


def test_facts_bear_the_day_and_the_file_they_come_from(portfolio: list[Judged]) -> None:
    opening = Confirmation.objects.get(setting__reference="AUB", topic="opening")
    assert (opening.confirmed_on, opening.source) == (STATED_ON, "structures-luxembourg-2017.csv")
    assert not Confirmation.objects.filter(setting__reference="AUB", topic="ages").exists()


def test_importing_again_changes_nothing(portfolio: list[Judged]) -> None:
    again = import_settings(STRUCTURES, by=None, on=TODAY)
    assert [one.verdict for one in again] == [Verdict.UNCHANGED] * 16
    assert Setting.objects.count() == 16


def test_a_fact_that_differs_is_asked_about_then_written(portfolio: list[Judged], tmp_path: object) -> None:
    changed = STRUCTURES.read_text("utf-8").replace("Commune d'Aubange;commune;25", "Commune d'Aubange;commune;30")
    path = tmp_path / "structures.csv"
    path.write_text(changed, "utf-8")
    judged = import_settings(path, by=None, on=TODAY)
    doubtful = [one for one in judged if one.verdict == Verdict.DOUBTFUL]
    assert [one.row.reference for one in doubtful] == ["AUB"]
    assert Setting.objects.get(reference="AUB").authorisations.get().places == 25, "nothing is written without a yes"
    apply_settings(judged, by=None, on=TODAY, source="structures.csv", accepted={doubtful[0].line})
    aubange = Setting.objects.get(reference="AUB")
    assert aubange.authorisations.get().places == 30
    assert aubange.openings.count() == 5, "what the row also said stays"


def references(matches: tuple) -> list[str]:
    return [match.facts.reference for match in matches]


def test_open_at_half_past_six_on_monday_emergency_eight_months(portfolio: list[Judged]) -> None:
    found = selectors.search_settings(MONDAY_EARLY, among=Setting.objects.all(), on=TODAY)
    assert found.certain == ()
    assert references(found.to_confirm) == ["AUB", "VSS", "TAR", "DUR", "MAR", "BAS", "CHI", "FAU"]
    unknown = {match.facts.reference: match.unknown for match in found.to_confirm}
    assert unknown["AUB"] == unknown["VSS"] == unknown["TAR"] == (Question.AGE,)
    assert unknown["DUR"] == (Question.HOURS,)
    assert [len(unknown[code]) for code in ("MAR", "BAS", "CHI", "FAU")] == [2, 2, 3, 3]
    assert references(found.out) == ["LEG", "LIB", "PAL-M", "PAL-H", "STL", "MAN", "BER", "GOU"]
    assert found.reasons() == {Question.HOURS: 8}


def test_the_command_line_gives_the_same_answer(portfolio: list[Judged], capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--weekday", "mon", "--at", "06:30", "--mode", "emergency", "--age-months", "8"]
    call_command("search_places", *arguments, "--json")
    groups = json.loads(capsys.readouterr().out)
    assert [entry["reference"] for entry in groups["to_confirm"]] == [
        "AUB",
        "VSS",
        "TAR",
        "DUR",
        "MAR",
        "BAS",
        "CHI",
        "FAU",
    ]
    assert groups["to_confirm"][0]["to_confirm"] == ["age"]
    assert (groups["certain"], len(groups["out"])) == ([], 8)
    call_command("search_places", *arguments)
    text = capsys.readouterr().out
    assert "out: 8 (hours: 8)" in text
    assert text.index("AUB") < text.index("VSS") < text.index("TAR") < text.index("DUR")


def test_a_search_in_a_commune_covers_what_merged_into_it(portfolio: list[Judged]) -> None:
    found = selectors.search_settings(Wish(commune="82039"), among=Setting.objects.all(), on=TODAY)
    assert references(found.certain) == ["BER", "BAS"]


def test_the_search_asks_the_database_the_same_number_of_times(
    portfolio: list[Judged], django_assert_num_queries: object
) -> None:
    with django_assert_num_queries(3):
        selectors.search_settings(MONDAY_EARLY, among=Setting.objects.filter(reference="AUB"), on=TODAY)
    with django_assert_num_queries(3):
        selectors.search_settings(MONDAY_EARLY, among=Setting.objects.all(), on=TODAY)


def test_settings_closed_are_neither_counted_nor_found(portfolio: list[Judged]) -> None:
    Setting.objects.filter(reference="TAR").update(status="closed")
    assert selectors.settings_count().value == 15
    assert selectors.authorised_places(on=TODAY).value == 313 - 75
    found = selectors.search_settings(Wish(), among=Setting.objects.all(), on=TODAY)
    assert "TAR" not in references(found.certain)


def test_places_nobody_stated_are_unknown_not_zero(setting: Setting) -> None:
    assert selectors.authorised_places(on=TODAY).value is None
    assert "1" in selectors.authorised_places(on=TODAY).how


def test_quebec(db: None) -> None:
    path = shared("data/real/ca-quebec-monteregie-2022/repertoire16-sdg.xlsx")
    judged = import_settings(path, by=None, on=date(2022, 11, 1))
    verdicts = {verdict: [one for one in judged if one.verdict == verdict] for verdict in Verdict}
    assert len(judged) == 592
    assert sum(one.row.places for one in judged) == 38_900
    assert sum(one.row.young_places for one in judged) == 5_661
    assert (len(verdicts[Verdict.REFUSED]), len(verdicts[Verdict.UNCHANGED])) == (0, 0)
    assert all("line" in reason or "ligne" in reason for one in verdicts[Verdict.DOUBTFUL] for reason in one.reasons)
    frimousses = [one for one in judged if "FRIMOUSSES DU FORT" in one.row.name and "1484" in one.row.address]
    assert [one.verdict for one in frimousses] == [Verdict.NEW, Verdict.DOUBTFUL]
    assert Setting.objects.count() == len(verdicts[Verdict.NEW]) == 592 - len(verdicts[Verdict.DOUBTFUL])
    again = import_settings(path, by=None, on=date(2022, 11, 1))
    assert Setting.objects.count() == len(verdicts[Verdict.NEW])
    assert {one.verdict for one in again} <= {Verdict.UNCHANGED, Verdict.DOUBTFUL}


def test_reading_asks_the_database_the_same_number_of_times(
    portfolio: list[Judged], django_assert_max_num_queries: object
) -> None:
    from ribambelle.kernel.tables import read_table

    with STRUCTURES.open("rb") as file:
        table = read_table(file, filename=STRUCTURES.name)
    with django_assert_max_num_queries(6):
        read_settings(table, on=TODAY)


def test_figures_on_the_command_line(portfolio: list[Judged], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("figures", "settings_count", "authorised_places", "funded_places", "--json")
    values = {figure["code"]: figure["value"] for figure in json.loads(capsys.readouterr().out)}
    assert values == {"authorised_places": 313, "funded_places": 263, "settings_count": 16}
    call_command("figures")
    assert "313" in capsys.readouterr().out
    with pytest.raises(CommandError, match="settings_count"):
        call_command("figures", "moon")
