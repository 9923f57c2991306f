"""Requests from a spreadsheet: each line has its verdict, a second time changes nothing, nothing is half done."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event, User
from ribambelle.demand.imports import TARGET
from ribambelle.demand.models import Household, Party, Request
from ribambelle.desk import services
from ribambelle.desk.models import ImportRun
from tests.integration.demand import build

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
HEAD = (
    "Référence;Enfant prénom;Enfant nom;Naissance;Terme;Responsable nom;Commune;Date de demande;Début souhaité;"
    "Demi-journées;Souhait 1;Souhait 2;Fratrie;Ensemble;Critères"
)
GOOD = "R-2041;Zoé;Coquelicot;12/03/2026;;Coquelicot;Arlon;20/11/2026;01/09/2027;lun mar-am;COC;Crèche AUB;;;resident"


@pytest.fixture(autouse=True)
def territory(db: None, settings: Any, tmp_path: Any) -> Any:
    settings.MEDIA_ROOT = tmp_path
    build.commune()
    build.setting("COC")
    build.setting("AUB")
    with time_machine.travel(NOW, tick=False):
        yield


def reported(*lines: str, by: User | None = None, head: str = HEAD) -> ImportRun:
    source = "\n".join([head, *lines]).encode()
    run = services.run_open(by=by, at=NOW, target=TARGET, source=source, file_name="voeux.csv")
    run = services.run_map(by=by, at=NOW, run=run, mapping=run.mapping)
    return services.run_check(by=by, run=run)


def outcomes(run: ImportRun) -> list[str]:
    return list(run.rows.order_by("line").values_list("outcome", flat=True))


def reasons(run: ImportRun) -> list[str]:
    return [" ".join(row.reasons) for row in run.rows.order_by("line")]


def apply(run: ImportRun, by: User | None = None) -> int:
    return services.run_apply(by=by, at=NOW, run=run)


def test_a_line_becomes_a_request() -> None:
    run = reported(GOOD)
    assert (outcomes(run), reasons(run)) == (["kept"], [""])
    assert apply(run) == 1
    request = Request.objects.get()
    assert (request.reference, request.source_reference) == ("R-0001", "R-2041")
    assert request.needed_slots == 0b111
    assert [wish.setting.reference for wish in request.wishes.all()] == ["COC", "AUB"]
    assert request.party.household.commune == build.commune()
    assert request.answers.get().criterion.code == "resident"
    assert Event.objects.filter(verb="request.receive", reference="R-0001").exists()


def test_a_second_time_changes_nothing() -> None:
    apply(reported(GOOD))
    again = reported(GOOD)
    assert outcomes(again) == ["unchanged"]
    assert "R-0001" in reasons(again)[0]
    assert Request.objects.count() == 1


def test_a_correction_is_doubtful_says_what_and_keeps_the_rest() -> None:
    apply(reported(GOOD))
    before = Request.objects.get()
    run = reported(GOOD.replace("lun mar-am", "lun").replace("resident", "single-parent"))
    assert outcomes(run) == ["doubtful"]
    assert "demi-journées, les critères" in reasons(run)[0]
    services.run_decide(by=None, run=run, shown=[2], accepted=[2])
    apply(run)
    after = Request.objects.get()
    assert (after.pk, after.needed_slots, after.register_number) == (before.pk, 0b11, before.register_number)
    assert set(after.answers.values_list("criterion__code", flat=True)) == {"resident", "single-parent"}


def test_an_unknown_setting_is_named_with_its_line_and_remedy() -> None:
    run = reported(GOOD.replace("COC", "LUNE"))
    assert outcomes(run) == ["refused"]
    expected = "demande R-2041 : lieu « LUNE » inconnu. Ajoutez le lieu, ou retirez ce souhait (ligne 2)."
    assert reasons(run)[0].replace("\u202f", " ") == expected


def test_everything_wrong_with_a_line_is_said_at_once() -> None:
    wrong = GOOD.replace("COC", "LUNE").replace("Arlon", "Nulle-Part").replace("Crèche AUB", "SOLEIL")
    (said,) = reasons(reported(wrong))
    assert all(word in said for word in ("LUNE", "SOLEIL", "Nulle-Part"))


def test_what_contradicts_itself_is_refused() -> None:
    run = reported(GOOD.replace("12/03/2026", "12/03/2028"), GOOD.replace("R-2041", "R-2").replace("COC", "AUB"))
    assert outcomes(run) == ["refused", "refused"]
    assert "12/03/2028" in reasons(run)[0]
    assert "deux fois" in reasons(run)[1]


def test_two_settings_of_one_name_ask_for_the_reference() -> None:
    build.setting("TWO", name="Crèche AUB")
    (said,) = reasons(reported(GOOD))
    assert "AUB, TWO" in said


def test_the_same_child_twice_in_a_file() -> None:
    twice = GOOD.replace("R-2041", "R-2042")
    assert outcomes(reported(GOOD, twice)) == ["kept", "doubtful"]
    assert outcomes(reported(GOOD, GOOD)) == ["kept", "refused"]


def test_a_line_without_reference_is_known_by_its_child() -> None:
    line = GOOD.replace("R-2041", "")
    apply(reported(line))
    assert outcomes(reported(line)) == ["unchanged"]


def test_a_reference_of_another_program_that_looks_like_ours_is_not_ours() -> None:
    apply(reported(GOOD))
    stranger = GOOD.replace("R-2041", "R-0001").replace("Zoé", "Lou").replace("12/03/2026", "04/05/2026")
    assert outcomes(reported(stranger)) == ["kept"]


def test_siblings_by_reference_or_by_a_code_of_the_family() -> None:
    lou = "R-2042;Lou;Coquelicot;;01/02/2027;Coquelicot;Arlon;20/11/2026;01/09/2027;lun;COC;;R-2041;ensemble ou rien;"
    ten = "R-3{n};Nom{n};Mésange;12/03/2026;;Mésange;Arlon;20/11/2026;01/09/2027;lun;COC;;F12;;"
    run = reported(lou, GOOD, ten.format(n=1), ten.format(n=2), ten.format(n=3).replace("F12", "F13"))
    assert outcomes(run) == ["kept", "kept", "kept", "kept", "refused"]
    assert "F13" in reasons(run)[4]
    assert apply(run) == 4
    first, second, third, fourth = Request.objects.order_by("register_number")
    assert (first.party, first.party.together) == (second.party, "or-nothing")
    assert (third.party, third.party.together) == (fourth.party, "if-possible")
    assert (Party.objects.count(), Household.objects.count()) == (2, 2)


def test_a_sibling_of_a_request_already_here() -> None:
    apply(reported(GOOD))
    apply(reported(GOOD.replace("R-2041", "R-9").replace("Zoé", "Lou").replace(";;;resident", ";R-2041;;")))
    assert Party.objects.get().requests.count() == 2


def test_what_a_list_exports_is_read_back_as_the_same(client_of: Callable[[Role], Client]) -> None:
    apply(reported(GOOD))
    exported = client_of(Role.COORDINATOR).get(reverse("demand:request_list"), {"export": "csv"}).content
    run = services.run_open(by=None, at=NOW, target=TARGET, source=exported, file_name="demandes.csv")
    mapping = {name: column for name, column in run.mapping.items() if name != "desk"}
    run = services.run_map(by=None, at=NOW, run=run, mapping=mapping)
    run = services.run_check(by=None, run=run)
    assert (outcomes(run), reasons(run)) == (["unchanged"], ["Déjà là sous R-0001, avec les mêmes valeurs."])


def test_a_desk_brings_in_for_itself_and_sees_no_other(person: Callable[[Role], User]) -> None:
    other = build.request(last_name="Secret", first_name="Zoé", desk=build.desk("autre"))
    build.desk("relais")
    desk = person(Role.FRONT_DESK)
    same = GOOD.replace("Coquelicot", "Secret").replace("R-2041", other.reference)
    run = reported(same, by=desk)
    assert outcomes(run) == ["kept"]
    apply(run, by=desk)
    assert Request.objects.get(reference="R-0001").desk == build.desk("relais")
    elsewhere = reported(GOOD + ";autre", by=desk, head=HEAD + ";Guichet")
    assert outcomes(elsewhere) == ["refused"]


def test_the_queries_of_a_report_do_not_grow_with_the_lines() -> None:
    lines = [GOOD.replace("R-2041", f"R-{n}").replace("Zoé", f"Zoé{n}") for n in range(60)]
    with CaptureQueriesContext(connection) as few:
        reported(*lines[:2])
    with CaptureQueriesContext(connection) as many:
        reported(*lines)
    assert len(many) <= len(few) + 1
