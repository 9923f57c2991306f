"""The first account of an empty installation, opened in the browser with a code that only its data folder knows."""

import os
import secrets
from hmac import compare_digest
from pathlib import Path

from django.conf import settings

from ribambelle.accounts.models import User


def _path() -> Path:
    return Path(settings.DATA) / "first-account.code"


def is_first_visit() -> bool:
    """Whether nobody has an account yet. One query."""
    return not User.objects.exists()


def first_code() -> str:
    """The code, drawn once and kept in the data folder, readable by its owner alone."""
    try:
        descriptor = os.open(_path(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _path().read_text("ascii").strip()
    code = secrets.token_urlsafe(18)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(code)
    return code


def is_first_code(code: str) -> bool:
    """Whether this is the code of the installation, and nobody used it."""
    return is_first_visit() and _path().exists() and compare_digest(code, first_code())


def forget_first_code() -> None:
    """Once the first account is open, the code serves no more."""
    _path().unlink(missing_ok=True)
