"""What every test of the project stands on."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_the_append_only_log() -> Iterator[None]:
    """A transactional test empties the tables afterwards; only there may the log's triggers step aside, for that moment."""
    from django.db.backends.sqlite3.operations import DatabaseOperations

    triggers = importlib.import_module("ribambelle.accounts.migrations.0002_event_is_append_only")
    sql_flush = DatabaseOperations.sql_flush

    def flush(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        return [*triggers.BACKWARDS["sqlite"], *sql_flush(self, *args, **kwargs), *triggers.FORWARDS["sqlite"]]

    DatabaseOperations.sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.sql_flush = sql_flush  # type: ignore[method-assign]
