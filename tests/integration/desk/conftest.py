"""The target of the tests, in the registry for the time of a test; files under a folder of the test."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ribambelle.desk.targets import ImportTarget, import_targets
from tests.integration.desk.organisations import TARGET


@pytest.fixture(autouse=True)
def target(settings: Any, tmp_path: Path) -> Iterator[ImportTarget]:
    settings.MEDIA_ROOT = tmp_path / "files"
    import_targets._entries.setdefault(TARGET.code, TARGET)
    yield TARGET
    import_targets._entries.pop(TARGET.code, None)


@pytest.fixture
def stored(settings: Any) -> Any:
    """The files kept on disk by imports."""
    return lambda: [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
