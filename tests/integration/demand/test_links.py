"""Personal links: they open one family only, the database alone opens nothing, wrong ones are slowed down."""

import io
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pikepdf
import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import Event
from ribambelle.demand import selectors, services
from ribambelle.demand.family_access import MISSES, family_page
from ribambelle.demand.models import AccessLink, Guardian, Household
from tests.integration.demand import build

AT = datetime(2026, 11, 22, 10, tzinfo=UTC)
TODAY = date(2026, 11, 22)
pytestmark = pytest.mark.django_db


@pytest.fixture
def household(db: None) -> Household:
    made = build.request(desk=build.desk("relais")).party.household
    Guardian.objects.create(household=made, first_name="Ursin", last_name="Bleuet", position=2)
    return made


def give(household: Household, position: int | None = None, at: datetime = AT) -> AccessLink:
    guardian = household.guardians.get(position=position) if position else None
    return services.link_give(by=None, at=at, household=household, guardian=guardian)


def test_each_parent_has_its_own_link_and_it_opens_only_its_family(household: Household) -> None:
    other = build.request().party.household
    first, second, theirs = give(household, 1), give(household, 2), give(other)
    tokens = [selectors.token_of(link) for link in (first, second, theirs)]
    assert len(set(tokens)) == 3
    assert all(len(token) * 5 >= 128 for token in tokens)
    found = [selectors.link_of(token, today=TODAY) for token in tokens]
    assert [(each.household, each.guardian and each.guardian.position) for each in found if each] == [
        (household, 1),
        (household, 2),
        (other, None),
    ]
    services.link_revoke(by=None, at=AT, link=first)
    assert selectors.link_of(tokens[0], today=TODAY) is None
    assert selectors.link_of(tokens[1], today=TODAY) is not None, "the other parent keeps theirs"


def test_a_link_given_again_is_the_same_until_it_is_about_to_end(household: Household) -> None:
    link = give(household, 1)
    assert give(household, 1, AT + timedelta(days=30)) == link
    late = give(household, 1, AT + timedelta(days=700))
    assert late != link
    assert selectors.link_of(selectors.token_of(link), today=TODAY) is None
    assert Event.objects.filter(verb="link.create").count() == 2
    assert Event.objects.filter(verb="link.revoke").count() == 1


def test_a_link_ends_on_its_day_and_copied_with_blanks_it_still_opens(household: Household) -> None:
    link = give(household)
    token = selectors.token_of(link)
    typed = " ".join(re.findall("....", token.upper()))
    assert selectors.link_of(typed, today=link.expires_on) is not None
    assert selectors.link_of(token, today=link.expires_on + timedelta(days=1)) is None
    for wrong in ("", "x", token[:-1], token + "a", "é" * 32, "0" * 32):
        assert selectors.link_of(wrong, today=TODAY) is None


def test_the_database_alone_opens_nothing(household: Household, settings: Any) -> None:
    link = give(household)
    token = selectors.token_of(link)
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    assert token not in repr(rows)
    assert link.digest in repr(rows), "the rows were really read"
    settings.SECRET_KEY = "another installation"
    assert selectors.token_of(link) == "", "nor with the key of someone else"
    assert selectors.link_of(token, today=TODAY) is not None, "while the letters already sent still open"


def test_the_letter_holds_the_address_and_its_square_code(
    household: Household, client_of: Callable[[Role], Client]
) -> None:
    link = give(household, 2)
    client = client_of(Role.FRONT_DESK)
    url = reverse("demand:link_letter", args=[household.reference, link.pk])
    response = client.post(url)
    assert response["Content-Type"] == "application/pdf"
    pdf = pikepdf.open(io.BytesIO(response.content))
    assert pdf.Root.MarkInfo.Marked
    page = client.get(reverse("demand:household_detail", args=[household.reference])).content.decode()
    assert selectors.token_of(link) not in page, "the page of the family does not show the link itself"
    assert Event.objects.get(verb="link.print").reference == household.reference


def test_the_address_stands_on_the_page_of_its_square_code(
    household: Household, client_of: Callable[[Role], Client]
) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext (poppler-utils) is not on this machine")
    link = give(household, 1)
    client = client_of(Role.COORDINATOR)
    answer = client.post(reverse("demand:link_letter", args=[household.reference, link.pk]))
    text = subprocess.run([tool, "-layout", "-", "-"], input=answer.content, capture_output=True, check=True).stdout
    pages = text.decode().split("\f")
    address = next(number for number, page in enumerate(pages) if "/suivi/" in page)
    asked = next(number for number, page in enumerate(pages) if "Scannez" in page or "carré" in page)
    assert address == asked == 0
    assert len([page for page in pages if page.strip()]) == 1


def test_closing_a_link_is_taken_back_unless_another_was_given(
    household: Household, client_of: Callable[[Role], Client]
) -> None:
    client, link = client_of(Role.COORDINATOR), give(household, 1)
    token = selectors.token_of(link)
    args = [household.reference, link.pk]
    page = client.post(reverse("demand:link_revoke", args=args), follow=True).content.decode()
    assert reverse("demand:link_reopen", args=args) in page
    assert selectors.link_of(token, today=TODAY) is None
    client.post(reverse("demand:link_reopen", args=args))
    client.post(reverse("demand:link_reopen", args=args))
    opened = selectors.link_of(token, today=TODAY)
    assert opened is not None
    assert opened.link == link
    assert Event.objects.filter(verb="link.reopen").count() == 1
    client.post(reverse("demand:link_revoke", args=args))
    other = give(household, 1)
    page = client.post(reverse("demand:link_reopen", args=args), follow=True).content.decode()
    assert "Un autre lien a été donné entre-temps" in page
    assert selectors.link_of(token, today=TODAY) is None
    assert selectors.link_of(selectors.token_of(other), today=TODAY) is not None


def test_another_desk_gives_no_link(household: Household, client_of: Callable[[Role], Client]) -> None:
    foreign = build.request(desk=build.desk("ailleurs")).party.household
    client = client_of(Role.FRONT_DESK)
    assert client.post(reverse("demand:link_give", args=[foreign.reference])).status_code == 404
    assert client.post(reverse("demand:link_give", args=[household.reference]), {"guardian": "1"}).status_code == 302
    assert client.post(reverse("demand:link_give", args=[household.reference]), {"guardian": "9"}).status_code == 302
    assert list(AccessLink.objects.values_list("household", "guardian__position")) == [(household.pk, 1)]


def test_wrong_links_are_slowed_down_and_pages_of_families_are_kept_nowhere(household: Household) -> None:
    call_command("createcachetable")
    cache.clear()
    link = give(household)

    @family_page
    def page(request: HttpRequest, holder: selectors.Holder) -> HttpResponse:
        return HttpResponse(holder.household.reference)

    def opened(token: str, address: str = "192.0.2.1") -> HttpResponse:
        request = RequestFactory().get("/suivi/", REMOTE_ADDR=address)
        request.user = None  # type: ignore[assignment]
        return page(request, token)

    token = selectors.token_of(link)
    answer = opened(token)
    assert (answer.status_code, answer.content) == (200, household.reference.encode())
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("same-origin", "no-store, private")
    link.refresh_from_db()
    assert link.last_used_at is not None
    assert [opened("a" * 32).status_code for _ in range(MISSES + 2)] == [404] * MISSES + [429] * 2
    assert opened(token).status_code == 429
    assert opened(token, "192.0.2.2").status_code == 200
    cache.clear()


@pytest.mark.skipif(
    "postgres" not in __import__("os").environ.get("RIBAMBELLE_TEST_DB", ""), reason="a race needs PostgreSQL"
)
@pytest.mark.django_db(transaction=True)
def test_ten_people_give_the_same_link_at_once(household: Household) -> None:
    found: list[int] = []

    def run() -> None:
        found.append(give(household, 1).pk)
        connection.close()

    threads = [threading.Thread(target=run) for _ in range(10)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(found) == 10
    assert len(set(found)) == 1
