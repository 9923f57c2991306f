"""What is written so that a copy of the database does not read it: AES-256-GCM under keys kept outside the database.

Keys come from `RIBAMBELLE_SENSITIVE_KEYS` (`identifier:key`, several separated by commas, the current one first), or
from the file `RIBAMBELLE_SENSITIVE_KEY_FILE` (by default `sensitive.key` in the data folder, readable by its owner
alone, made on the first use). Each value remembers the identifier of its key, so that keys can follow each other.
"""

import base64
import os
import secrets
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.utils.translation import gettext as _

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
#: Lengths are rounded up to this many bytes: how long a value is says nothing about it.
BLOCK: Final = 256


class VaultClosed(Exception):
    """A protected value cannot be read or written; `str()` says which key is missing and what to do."""


@dataclass(frozen=True, slots=True)
class Protected:
    """A protected value and the identifier of the key it was written with."""

    key_id: str
    data: bytes


@dataclass(frozen=True)
class Keyring:
    """The keys of an installation by identifier; the current one writes, all of them read."""

    current: str
    keys: Mapping[str, bytes]

    def protect(self, plain: bytes, *, context: str) -> Protected:
        """Write a value. `context` names the one place it belongs to: moved elsewhere, it cannot be read."""
        room = (len(plain) + 4 + BLOCK - 1) // BLOCK * BLOCK
        padded = (len(plain).to_bytes(4, "big") + plain).ljust(room, b"\0")
        nonce = secrets.token_bytes(NONCE_BYTES)
        return Protected(self.current, nonce + AESGCM(self.keys[self.current]).encrypt(nonce, padded, context.encode()))

    def reveal(self, value: Protected, *, context: str) -> bytes:
        """Read a value.

        Raises
        ------
        VaultClosed
            Its key is not in the ring, or the value was altered or moved.
        """
        key = self.keys.get(value.key_id)
        if key is None:
            message = _("The key “%(key)s” of the protected facts is missing. Put it back, then try again.")
            raise VaultClosed(message % {"key": value.key_id})
        data = bytes(value.data)
        try:
            padded = AESGCM(key).decrypt(data[:NONCE_BYTES], data[NONCE_BYTES:], context.encode())
        except InvalidTag as error:
            message = _("A protected fact (%(place)s) was altered. Restore it from a backup.")
            raise VaultClosed(message % {"place": context}) from error
        return padded[4 : 4 + int.from_bytes(padded[:4], "big")]


def keyring() -> Keyring:
    """The keys of this installation, as the environment or its file says now.

    Raises
    ------
    VaultClosed
        The keys cannot be understood.
    """
    given = os.environ.get("RIBAMBELLE_SENSITIVE_KEYS", "")
    return _read(given.split(",")) if given else _read(_file_lines(key_file()))


def key_file() -> Path:
    """Where the keys are kept when the environment does not give them."""
    return Path(os.environ.get("RIBAMBELLE_SENSITIVE_KEY_FILE") or Path(settings.DATA) / "sensitive.key")


def is_from_environment() -> bool:
    return bool(os.environ.get("RIBAMBELLE_SENSITIVE_KEYS"))


def key_add() -> str:
    """Draw a new key and put it first in the file; its identifier. The older ones stay, to read what they wrote."""
    path = key_file()
    lines = _file_lines(path)
    number = max(int(line.split(":")[0].removeprefix("k")) for line in lines) + 1
    _file_write(path, [_drawn(number), *lines])
    return f"k{number}"


def keys_keep(identifiers: set[str]) -> None:
    """Remove from the file the keys that nothing uses any more; the current one always stays."""
    path = key_file()
    first, *others = _file_lines(path)
    _file_write(path, [first, *(line for line in others if line.split(":")[0] in identifiers)])


def _read(lines: list[str]) -> Keyring:
    keys: dict[str, bytes] = {}
    for line in lines:
        identifier, _colon, text = line.strip().partition(":")
        try:
            key = base64.urlsafe_b64decode(text.encode())
        except ValueError:
            key = b""
        if not identifier or len(key) != KEY_BYTES:
            message = _("The key “%(key)s” of the protected facts is not 32 bytes in base 64. Correct it.")
            raise VaultClosed(message % {"key": identifier or "?"})
        keys.setdefault(identifier, key)
    return Keyring(next(iter(keys)), keys)


def _file_lines(path: Path) -> list[str]:
    if not path.exists():
        beside = _written_beside(path, [_drawn(1)])
        with suppress(FileExistsError):  # another process was first: its key is the one
            os.link(beside, path)
        beside.unlink()
    return [line for line in path.read_text("ascii").splitlines() if line.strip()]


def _file_write(path: Path, lines: list[str]) -> None:
    _written_beside(path, lines).replace(path)


def _written_beside(path: Path, lines: list[str]) -> Path:
    """A whole file beside the one it will become, readable by its owner alone."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    return beside


def _drawn(number: int) -> str:
    return f"k{number}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode('ascii')}"
