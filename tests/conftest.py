"""What every test of the project stands on."""

from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest

# The suite says the same thing twice. New examples are looked for with --hypothesis-profile=searching.
hypothesis.settings.register_profile("same", derandomize=True, database=None)
hypothesis.settings.register_profile("searching", derandomize=False)
hypothesis.settings.load_profile("same")


@pytest.fixture(scope="session", autouse=True)
def _flush_despite_what_is_never_changed() -> Iterator[None]:
    """Transactional tests empty the tables afterwards: only there do the triggers step aside, for that moment."""
    from django.db import connection

    if connection.vendor != "sqlite":  # PostgreSQL truncates, which row triggers do not see
        yield
        return
    operations = type(connection.ops)
    sql_flush = operations.sql_flush

    def flush(self: Any, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
            triggers = cursor.fetchall()
        aside = [f"DROP TRIGGER {name}" for name, _sql in triggers]
        return [*aside, *sql_flush(self, *args, **kwargs), *(sql for _name, sql in triggers)]

    operations.sql_flush = flush
    yield
    operations.sql_flush = sql_flush
