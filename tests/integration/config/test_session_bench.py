"""The bench reads every page of a session and of its lists; queries do not follow the number of requests."""

import io
import re

import pytest
from django.core.management import call_command

from ribambelle.commissions.models import Session
from ribambelle.demand.models import Request

pytestmark = pytest.mark.django_db


def measured(requests: int) -> dict[str, str]:
    """Queries of each page, as printed; a page read twice with different numbers shows both."""
    out = io.StringIO()
    call_command("session_bench", requests=requests, sites=4, times=2, stdout=out)
    lines = out.getvalue().splitlines()
    assert not [line for line in lines if "HTTP" in line]
    pages = lines[next(number for number, line in enumerate(lines) if line.startswith("page ")) + 1 :]
    found = (re.fullmatch(r"(.+?)\s+(\d+)\s+(\d+)\s+(\d+)\s+([\d/]+)", line) for line in pages)
    return {match[1]: match[5] for match in found if match}


def test_every_page_answers_with_as_many_queries_for_few_requests_as_for_many() -> None:
    few, many = measured(12), measured(70)
    assert few.keys() == many.keys()
    assert len(few) == 19
    assert {page: queries for page, queries in many.items() if int(queries.split("/")[-1]) > 24} == {}
    grows = {
        page: (few[page], many[page])
        for page in few
        if int(many[page].split("/")[-1]) > int(few[page].split("/")[-1]) + 2
    }
    assert grows == {}
    assert not Session.objects.exists()
    assert not Request.objects.exists()
