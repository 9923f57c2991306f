"""One import run from its file to its lines: verdicts, answers, once and only once."""

import datetime
import stat
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from ribambelle.accounts.models import Event
from ribambelle.desk import selectors, services
from ribambelle.desk.enums import Outcome, RunState
from ribambelle.desk.errors import AlreadyApplied, MappingRefused, NothingToApply, ReportOutdated, WrongStep
from ribambelle.desk.models import ImportRow, ImportRun
from ribambelle.desk.targets import ImportTarget, import_targets
from ribambelle.kernel.tables import NoHeader, TooLarge
from ribambelle.network.models import Organisation
from tests.integration.desk.organisations import FILE, TARGET

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2027, 4, 27, 9, tzinfo=datetime.UTC)


def opened(text: str = FILE, **options: Any) -> ImportRun:
    options = {"by": None, "at": NOW, "target": TARGET, "file_name": "lieux.csv", **options}
    return services.run_open(source=text.encode(), **options)


def reported(text: str = FILE) -> ImportRun:
    run = opened(text)
    run = services.run_map(by=None, at=NOW, run=run, mapping=run.mapping)
    return services.run_check(by=None, run=run)


def apply(run: ImportRun) -> int:
    return services.run_apply(by=None, at=NOW, run=run)


def test_a_file_is_read_and_kept_for_the_server_alone(stored: Any) -> None:
    run = opened()

    assert run.reference == f"I-{run.pk:04d}"
    assert (run.state, run.header_line, run.encoding) == (RunState.READ, 3, "utf-8")
    assert run.mapping == {
        "reference": "Code",
        "name": "Nom",
        "phone": "Téléphone",
        "places": "Places",
        "opened_on": "Ouvert le",
    }
    assert run.columns[1] == {"name": "Nom", "samples": ["La Lune", "Le Soleil", "La Comète"]}
    (path,) = stored()
    assert path.name == f"{run.sha256}.bin"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_bytes() == FILE.encode()
    assert Event.objects.filter(verb="import.read", reference=run.reference).count() == 1


def test_every_line_has_its_verdict_and_its_reason() -> None:
    rows = {row.line: row for row in reported().rows.all()}

    assert {line: row.outcome for line, row in rows.items()} == {
        1: Outcome.ASIDE,
        4: Outcome.KEPT,
        5: Outcome.KEPT,
        6: Outcome.REFUSED,
        7: Outcome.DOUBTFUL,
        8: Outcome.REFUSED,
        9: Outcome.REFUSED,
        10: Outcome.ASIDE,
    }
    assert rows[6].reasons == [
        "«\u202fPlaces\u202f»\u202f: «\u202fdouze\u202f» n’est pas un nombre. "
        "Écrivez par exemple 25 ou 4,5, ou laissez la cellule vide.",
        "«\u202fOuvert le\u202f»\u202f: 31/09/2020 n’existe pas\u202f: septembre a 30 jours. "
        "Écrivez par exemple 30/09/2020.",
    ]
    assert rows[7].reasons == ["Déjà à la ligne 4."]
    assert rows[9].reasons == ["«\u202fCode\u202f» est vide. Complétez-le dans le fichier."]
    assert Organisation.objects.count() == 0


def test_nothing_is_brought_in_without_a_yes_then_all_at_once() -> None:
    run = reported()

    assert apply(run) == 2
    assert list(Organisation.objects.order_by("reference").values_list("reference", "name", "phone")) == [
        ("LUN", "La Lune", "063 00 00 01"),
        ("SOL", "Le Soleil", ""),
    ]
    run.refresh_from_db()
    assert (run.state, run.applied_at) == (RunState.APPLIED, NOW)
    assert list(Event.objects.filter(verb="organisation.import").values_list("note", flat=True)) == [
        f"{run.reference}:5",
        f"{run.reference}:4",
    ]
    assert Event.objects.get(verb="import.apply").after == {"target": TARGET.code, "lines": 2}


def test_a_run_is_brought_in_once() -> None:
    run = reported()
    apply(run)

    for again in (
        lambda: apply(run),
        lambda: services.run_check(by=None, run=run),
        lambda: services.run_map(by=None, at=NOW, run=run, mapping=run.mapping),
        lambda: services.run_abandon(by=None, run=run),
    ):
        with pytest.raises(AlreadyApplied, match=run.reference):
            again()
    assert Event.objects.filter(verb="organisation.import").count() == 2


def test_the_same_file_again_changes_nothing() -> None:
    apply(reported())
    again = reported()

    assert selectors.earlier_application(again) is not None
    assert selectors.counts(again) == {"kept": 0, "doubtful": 1, "refused": 3, "unchanged": 2, "aside": 2, "apply": 0}
    with pytest.raises(NothingToApply):
        apply(again)


def test_a_doubtful_line_is_taken_only_when_ticked() -> None:
    run = reported()
    services.run_decide(by=None, run=run, shown=[6, 7], accepted=[6, 7])

    assert list(run.rows.filter(is_accepted=True).values_list("line", flat=True)) == [7]
    assert apply(run) == 3
    assert Organisation.objects.get(reference="LUN").name == "La Lune bis"


def test_an_answer_can_be_taken_back_and_survives_a_new_report() -> None:
    run = reported()
    services.run_decide(by=None, run=run, shown=[7], accepted=[7])
    services.run_check(by=None, run=run)
    assert selectors.counts(run)["apply"] == 3
    services.run_decide(by=None, run=run, shown=[7], accepted=[])
    assert selectors.counts(run)["apply"] == 2


def test_a_report_that_is_no_longer_true_is_not_applied() -> None:
    run = reported()
    Organisation.objects.create(reference="SOL", name="Un autre soleil")

    with pytest.raises(ReportOutdated, match="ligne 5"):
        apply(run)

    assert not Organisation.objects.filter(reference="LUN").exists()
    run.refresh_from_db()
    assert run.state == RunState.REPORTED
    services.run_check(by=None, run=run)
    assert apply(run) == 1
    assert Organisation.objects.get(reference="SOL").name == "Un autre soleil"


def test_a_failure_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    run = reported()

    def broken(rows: Any, by: Any) -> None:
        TARGET.apply(rows[:1], by)
        raise IntegrityError("stop")

    other = ImportTarget(TARGET.code, TARGET.label, TARGET.fields, TARGET.check, broken)
    monkeypatch.setattr(import_targets, "get", lambda _code: other)
    with pytest.raises(IntegrityError):
        apply(run)

    run.refresh_from_db()
    assert run.state == RunState.REPORTED
    assert Organisation.objects.count() == 0
    assert not Event.objects.filter(verb__in=["organisation.import", "import.apply"]).exists()


def test_the_choice_of_columns_is_remembered_for_the_same_headings() -> None:
    run = opened()
    services.run_map(by=None, at=NOW, run=run, mapping={"reference": "Nom", "name": "Code"})

    assert opened().mapping == {"reference": "Nom", "name": "Code"}
    assert opened(FILE.replace("Ouvert le", "Fermé le")).mapping["name"] == "Nom"


def test_a_choice_that_cannot_serve_is_refused_with_all_its_problems() -> None:
    run = opened()

    with pytest.raises(MappingRefused) as caught:
        services.run_map(by=None, at=NOW, run=run, mapping={"name": "Nom", "phone": "Nom", "moon": "X"})

    assert len(caught.value.problems) == 4
    run.refresh_from_db()
    assert run.state == RunState.READ


def test_headings_can_be_said_to_be_elsewhere() -> None:
    run = opened("Un;Deux\nCode;Nom\nLUN;La Lune\n")
    assert run.header_line == 1
    run = services.run_reread(by=None, run=run, header_line=2)

    assert (run.header_line, run.mapping) == (2, {"reference": "Code", "name": "Nom"})
    with pytest.raises(NoHeader):
        services.run_reread(by=None, run=run, header_line=77)


def test_an_abandoned_run_is_left_where_it_is(stored: Any) -> None:
    run = reported()
    services.run_abandon(by=None, run=run)

    with pytest.raises(WrongStep):
        apply(run)
    assert len(stored()) == 1
    assert run.rows.count() == 8


def test_a_refused_file_leaves_no_trace(stored: Any, settings: Any) -> None:
    settings.IMPORT_MAX_BYTES = 50
    with pytest.raises(TooLarge):
        opened()

    assert (ImportRun.objects.count(), stored()) == (0, [])
    assert not Event.objects.filter(verb__startswith="import.").exists()


def test_the_database_itself_refuses_what_makes_no_sense() -> None:
    run = reported()
    for broken in (
        lambda: ImportRun.objects.filter(pk=run.pk).update(state="applied"),
        lambda: ImportRun.objects.filter(pk=run.pk).update(state="moon"),
        lambda: run.rows.filter(outcome="kept").update(is_accepted=True),
        lambda: ImportRow.objects.create(run=run, line=4, outcome="kept"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_the_report_leaves_as_a_table_with_the_cells_as_they_were() -> None:
    run = reported()
    headings, lines = selectors.report_table(run, selectors.report(run, outcome="kept"))

    assert headings == ["Ligne", "Verdict", "Prise", "Raisons", "Code", "Nom", "Téléphone", "Places", "Ouvert le"]
    assert list(lines) == [
        [4, "Gardée", None, "", "LUN", "La Lune", "063 00 00 01", "12", "01/09/2020"],
        [5, "Gardée", None, "", "SOL", "Le Soleil", None, None, None],
    ]


def test_a_large_file_is_reported_within_a_bounded_number_of_queries(django_assert_max_num_queries: Any) -> None:
    lines = "".join(f"R{n};Lieu {n}\n" for n in range(3_000))
    run = opened("Code;Nom\n" + lines)
    run = services.run_map(by=None, at=NOW, run=run, mapping=run.mapping)

    with django_assert_max_num_queries(40):  # SQLite takes some 140 lines in one insert
        services.run_check(by=None, run=run)
    assert selectors.counts(run)["kept"] == 3_000


def test_the_stored_name_never_comes_from_the_stranger(stored: Any) -> None:
    run = opened(file_name="../../../etc/passwd")

    assert run.file_name == "../../../etc/passwd"
    assert [path.parent.name for path in stored()] == ["imports"]
    assert Path(run.file.name).name == run.file.name
