"""The proposals side by side: figures, effect by group with small groups hidden, and as a file."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.selectors.comparing import comparison_of
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db


def test_on_screen_and_as_a_file(client_of: Callable[[Role], Client], django_assert_max_num_queries: Any) -> None:
    session = territory.proposed(40)
    made = comparison_of(session)
    assert [each.run.policy for each in made.proposals] == ["stable", "order"]
    assert 0 < made.drawn <= made.equal <= made.families == 42
    shown = [cell for dimension in made.dimensions for _label, cells in dimension.lines for cell in cells]
    assert any(cell.asked is None for cell in shown)
    assert any(cell.asked is not None for cell in shown)
    for cell in shown:
        if cell.asked is not None and cell.served is not None:
            assert all(n == 0 or n >= 5 for n in (cell.asked, cell.served, cell.asked - cell.served))
    client = client_of(Role.COORDINATOR)
    url = reverse("commissions:comparison", args=[session.reference])
    with django_assert_max_num_queries(14):
        text = client.get(url).content.decode()
    assert "masqué" in text
    for kind in ("csv", "xlsx", "ods"):
        assert client.get(f"{url}?export={kind}").status_code == 200
    rows = list(csv.reader(io.StringIO(client.get(f"{url}?export=csv").content.decode("utf-8-sig")), delimiter=";"))
    placed = next(row for row in rows if row[1] == "Enfants placés")
    assert placed[2:] == [str(each.placed) for each in made.proposals]
    assert not [word for word in territory.PLANTED if any(word in cell for row in rows for cell in row)]
