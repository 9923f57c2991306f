"""The replay screen: the same, another result, a changed file, something else, too much; and who may open it."""

import json
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.rules.snapshot import canonical, fingerprint
from ribambelle.commissions.selectors import files
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db


def replayed(client: Client, data: bytes) -> HttpResponse:
    upload = SimpleUploadedFile("séance.json", data, content_type="application/json")
    return client.post(reverse("commissions:session_replay"), {"file": upload})


def signed_again(data: bytes, change: Callable[[dict], object]) -> bytes:
    """The file changed by somebody who also writes its fingerprint."""
    document = json.loads(data)
    change(document["sealed"])
    document["fingerprint"] = fingerprint(canonical(document["sealed"]))
    return canonical(document).encode()


@pytest.fixture
def seal() -> bytes:
    return files.sealed_session(territory.sealed(12)).content


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MEMBER, Role.KEY_HOLDER])
def test_the_same_is_said(role: Role, seal: bytes, client_of: Callable[[Role], Client]) -> None:
    answer = replayed(client_of(role), seal)
    assert answer.status_code == 200
    assert "la même, octet pour octet" in answer.content.decode()


def test_another_result_is_told_with_what_differs(seal: bytes, client_of: Callable[[Role], Client]) -> None:
    def give_nothing(sealed: dict) -> None:
        sealed["run"]["allocation"] = sealed["run"]["allocation"].splitlines()[0] + "\n"

    page = replayed(client_of(Role.COORDINATOR), signed_again(seal, give_nothing)).content.decode()
    assert "donne autre chose ici" in page
    assert "proposal: allocation" in page


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "n’est pas une séance scellée"),
        (b"[" * 100_000, "n’est pas une séance scellée"),
        (b'{"format": "ribambelle-session/1"}', "a été modifié depuis le scellement"),
    ],
)
def test_something_else_is_refused(data: bytes, said: str, client_of: Callable[[Role], Client]) -> None:
    answer = replayed(client_of(Role.COORDINATOR), data)
    assert answer.status_code == 422
    assert said in answer.content.decode()


@pytest.mark.parametrize(
    ("part", "value"),
    [
        *((part, value) for part in ("snapshot", "run", "outcomes") for value in (None, "x", [], {"seed": 3})),
        *(("session", None), ("session", []), ("decisions", None), ("decisions", "x"), ("recalculations", [1])),
    ],
)
def test_a_part_that_makes_no_sense_is_refused_or_differs(
    part: str, value: object, seal: bytes, client_of: Callable[[Role], Client]
) -> None:
    answer = replayed(client_of(Role.COORDINATOR), signed_again(seal, lambda sealed: sealed.update({part: value})))
    page = answer.content.decode()
    assert answer.status_code == 422 or "donne autre chose ici" in page
    assert "ne contient pas de séance scellée" in page or "donne autre chose ici" in page


def test_a_changed_file_is_told(seal: bytes, client_of: Callable[[Role], Client]) -> None:
    answer = replayed(client_of(Role.COORDINATOR), seal.replace(b"Commission de printemps", b"Commission d'automne"))
    assert answer.status_code == 422
    assert "a été modifié depuis le scellement" in answer.content.decode()


def test_too_large_is_told_with_its_remedy(client_of: Callable[[Role], Client], settings: object) -> None:
    settings.IMPORT_MAX_BYTES = 1024 * 1024  # type: ignore[attr-defined]
    answer = replayed(client_of(Role.COORDINATOR), b" " * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "dépasse 1 Mo. Rejouez-le par la commande ribambelle replay." in answer.content.decode()
