"""The suite runs on the database it says it runs on."""

import pytest
from django.conf import settings
from django.db import connection


@pytest.mark.django_db
def test_vendor_is_the_one_asked_for() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    assert connection.vendor == settings.EXPECTED_VENDOR
