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
    fixed = importlib.import_module("ribambelle.commissions.migrations.0002_what_is_fixed_stays")
    sealed = importlib.import_module("ribambelle.commissions.migrations.0004_what_is_sealed_stays")
    aside = [*triggers.BACKWARDS["sqlite"], *sealed.BACKWARDS["sqlite"](), *fixed.BACKWARDS["sqlite"]()]
    back = [*triggers.FORWARDS["sqlite"], *fixed.FORWARDS["sqlite"](), *sealed.FORWARDS["sqlite"]()]
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        return [*aside, *sql_flush(self, *args, **kwargs), *back]

    operations.sql_flush = flush
    yield
    operations.sql_flush = sql_flush
