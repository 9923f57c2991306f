"""Every URL × every role: the table says who may open what, and any URL missing from it fails the test.

Each room keeps its rows in `tests/integration/access/<room>.py`, as `ROWS: dict[url name, Row]`.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from ribambelle.accounts.enums import Role
from tests.integration import access
from tests.integration.access import Row


def named_urls(resolver: URLResolver, namespace: str = "") -> set[str]:
    names = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            names |= named_urls(pattern, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace)
        elif isinstance(pattern, URLPattern):
            names.add(f"{namespace}{pattern.name}")
    return names


def table() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for module in pkgutil.iter_modules(access.__path__):
        for name, row in importlib.import_module(f"tests.integration.access.{module.name}").ROWS.items():
            assert name not in rows, f"{name} stands twice in the table"
            rows[name] = row
    return rows


def test_every_url_is_in_the_table() -> None:
    assert named_urls(get_resolver()) == set(table())


def verdict(client: Client, row: Row, name: str) -> str:
    url = reverse(name, kwargs=row.kwargs)
    response = client.post(url, row.data or {}) if row.method == "post" else client.get(url)
    if response.status_code in {401, 403}:
        return "denied"
    if response.status_code in {301, 302} and response["Location"].startswith("/compte/login"):
        return "sign-in"
    if response.status_code == 404:
        return "not found"
    assert response.status_code < 500, f"{name} answered {response.status_code}"
    if response.get("Content-Type", "").startswith("text/html"):
        dashes = re.search(rb"<option[^>]*>(-+|\xe2\x80\x94)</option>", response.content)
        assert dashes is None, f"{name}: a list whose empty choice says nothing"
    return "allowed"


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(table()))
def test_every_role(name: str, client: Client, client_of: Callable[[Role], Client]) -> None:
    row = table()[name]
    if row.prepare:
        row.prepare()
    found = {"anonymous": verdict(client, row, name)}
    found |= {str(role): verdict(client_of(role), row, name) for role in Role}
    expected = {"anonymous": row.anonymous}
    expected |= {str(role): "allowed" if role in row.allowed else row.otherwise for role in Role}
    assert found == expected
