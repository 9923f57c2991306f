"""The bench reads every page of a session and of its lists; queries do not follow the number of requests."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from ribambelle.commissions.models import Session
from ribambelle.demand.models import Request

pytestmark = pytest.mark.django_db
LINE = re.compile(r"(.{44}) +(\d+) +(\d+) +(\d+) +(\d+) +([\d/]+) +(\d+)(.*)")
#: A session that is being prepared is checked as it would be frozen; only then does one page ask more than this.
MOST, MOST_PREPARED = 27, 40
#: A list in which few requests leave nothing to show reads neither rows nor what stands beside them.
EMPTY = 3


def measured(requests: int) -> dict[str, int]:
    """Queries of each page, as printed: the most, when a page read twice asked different numbers."""
    out = io.StringIO()
    call_command("session_bench", requests=requests, sites=4, times=2, stdout=out)
    lines = [match for line in out.getvalue().splitlines() if (match := LINE.fullmatch(line))]
    assert not [match for match in lines if "HTTP" in match[8]]
    return {match[1].strip(): int(match[6].split("/")[-1]) for match in lines}


def test_every_page_answers_with_as_many_queries_for_few_requests_as_for_many() -> None:
    few, many = measured(12), measured(70)
    assert few.keys() == many.keys()
    assert len(few) >= 120
    pages = {page: count for page, count in many.items() if not page.startswith("file,")}
    limits = {
        page: MOST_PREPARED if page == "home" or "prepared" in page or "changes" in page else MOST for page in pages
    }
    assert {page: count for page, count in pages.items() if count > limits[page]} == {}
    assert {page: (few[page], many[page]) for page in few if many[page] > few[page] + EMPTY} == {}
    assert not Session.objects.exists()
    assert not Request.objects.exists()


def test_what_is_kept_is_read_again_and_another_size_is_refused() -> None:
    first, second = io.StringIO(), io.StringIO()
    asked = {"requests": 12, "sites": 4, "times": 1, "keep": True, "lists_only": True, "only": "^sessions$"}
    call_command("session_bench", **asked, stdout=first)
    call_command("session_bench", **asked, stdout=second)
    assert "made up" in first.getvalue()
    assert "made up" not in second.getvalue()
    assert Request.objects.count() == 15
    with pytest.raises(CommandError, match="another measure"):
        call_command("session_bench", **asked | {"requests": 13}, stdout=io.StringIO())
