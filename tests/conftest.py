"""What every test of the project stands on."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_the_append_only_log() -> Iterator[None]:
    """Transactional tests empty the tables afterwards: only there do the log's triggers step aside, for that moment."""
    from django.db import connection

    if connection.vendor != "sqlite":  # PostgreSQL truncates, which row triggers do not see
        yield
        return
    triggers = importlib.import_module("ribambelle.accounts.migrations.0002_event_is_append_only")
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        return [*triggers.BACKWARDS["sqlite"], *sql_flush(self, *args, **kwargs), *triggers.FORWARDS["sqlite"]]

    operations.sql_flush = flush
    yield
    operations.sql_flush = sql_flush
