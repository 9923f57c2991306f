"""Nothing a member receives names a family: pages, paper, its metadata, file names. There is something to leak."""

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import Session
from ribambelle.commissions.services import sessions
from ribambelle.demand.models import Guardian, Request
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2027, 4, 16, tzinfo=UTC)


@pytest.fixture
def session() -> Session:
    session = territory.session(30)
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    sessions.session_run(by=None, session=session, policies=list(Policy), seed=48213, at=AT)
    return session


def words() -> list[str]:
    """Everything that names or reaches a family of the territory, read from the tables themselves."""
    found = set(territory.PLANTED)
    for row in Request.objects.values_list("reference", "party__reference", "child__first_name", "child__last_name"):
        found.update(row)
    for guardian in Guardian.objects.values_list("last_name", "email", "phone"):
        found.update(guardian)
    for address, reference in Request.objects.values_list("party__household__address", "party__household__reference"):
        found.update({address, reference})
    assert len(found) > 100
    return sorted(found)


def leaks(text: str) -> list[str]:
    return [word for word in words() if word.casefold() in text.casefold()]


def pages(client: Client, session: Session) -> Iterator[str]:
    url = reverse("commissions:booklet", args=[session.reference])
    queries = ["", "egalite=1", "page=2", "lieu=S1", "lieu=S3&page=9"]
    for address in [f"{url}?{query}" for query in queries] + [reverse("commissions:session_list")]:
        response = client.get(address)
        assert response.status_code == 200
        yield response.content.decode()


def test_the_screen_of_a_member(session: Session, client_of: Callable[[Role], Client]) -> None:
    read = list(pages(client_of(Role.MEMBER), session))
    assert len(re.findall(r'class="rank', read[0])) > 20
    assert [leaks(page) for page in read] == [[]] * len(read)


def test_the_paper_and_its_metadata(session: Session, client_of: Callable[[Role], Client]) -> None:
    response = client_of(Role.MEMBER).get(reverse("commissions:booklet_pdf", args=[session.reference]))
    assert response.status_code == 200
    assert leaks(response["Content-Disposition"]) == []
    pdf = response.content
    with pikepdf.open(io.BytesIO(pdf)) as document:
        about = str(dict(document.docinfo)) + (document.open_metadata().__str__())
        assert leaks(about) == []
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    done = subprocess.run([tool, "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    text = done.stdout.decode()
    assert session.title in text
    assert leaks(text) == []


def test_the_files_of_a_run(session: Session, client_of: Callable[[Role], Client]) -> None:
    client = client_of(Role.COORDINATOR)
    for run in session.runs.all():
        for kind in ("instance-zip", "instance-json", "result-zip", "seal"):
            kwargs = {"reference": session.reference, "run": run.reference, "kind": kind}
            response = client.get(reverse("commissions:run_file", kwargs=kwargs))
            assert leaks(response["Content-Disposition"]) == []
            content = response.content
            if kind.endswith("zip"):
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    content = b"".join(name.encode() + archive.read(name) for name in archive.namelist())
            assert leaks(content.decode()) == []


def test_the_key_shows_references_and_nothing_else(session: Session, client_of: Callable[[Role], Client]) -> None:
    response = client_of(Role.KEY_HOLDER).get(reverse("commissions:session_key", args=[session.reference]))
    found = leaks(response.content.decode())
    assert found
    assert all(word.startswith(("R-9", "F-9")) or word in {"R-9"} for word in found)
    assert not any(word.startswith("F-9") for word in found)


def test_a_member_of_another_commission_sees_no_session(
    session: Session, person: Callable[[Role], object], client: Client
) -> None:
    from ribambelle.accounts.enums import ScopeKind
    from ribambelle.accounts.models import User
    from ribambelle.accounts.services import role_assign

    other = User.objects.create_user(email="autre@example.org", name="Autre")
    role_assign(
        by=None, user=other, role=Role.MEMBER, scope_kind=ScopeKind.COMMISSION, scope_reference="autre-commission"
    )
    client.force_login(other, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(reverse("commissions:booklet", args=[session.reference])).status_code == 404
    assert session.title not in client.get(reverse("commissions:session_list")).content.decode()


@pytest.mark.parametrize(("settings", "button_each"), [(6, True), (7, False)])
def test_many_settings_are_a_list_to_choose_from(
    client_of: Callable[[Role], Client], settings: int, button_each: bool
) -> None:
    session = territory.proposed(30, settings=settings)
    for name in ("booklet", "deliberation"):
        url = reverse(f"commissions:{name}", args=[session.reference])
        page = client_of(Role.COORDINATOR).get(url, {"lieu": "S2"}).content.decode()
        assert ('href="?lieu=S2" aria-current="true"' in page) is button_each
        assert ('<option value="S2" selected>' in page) is not button_each
