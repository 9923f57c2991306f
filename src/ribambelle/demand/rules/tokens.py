"""The tokens of personal links: written again from a key and a nonce, recognised by their digest."""

import base64
import hashlib
import hmac
import re
from typing import Final

#: 20 bytes, 160 bits: 32 letters and figures that neither a phone nor a reader aloud can confuse in case.
TOKEN_BYTES: Final = 20
TOKEN: Final = re.compile(r"[a-z2-7]{32}")
PURPOSE: Final = b"ribambelle.demand.access-link\0"


def token_of(nonce: str, *, key: bytes) -> str:
    """The token of a link: HMAC-SHA-256 of its nonce under the key, cut to 160 bits, in base 32."""
    mac = hmac.new(key, PURPOSE + nonce.encode("ascii"), hashlib.sha256).digest()
    return base64.b32encode(mac[:TOKEN_BYTES]).decode("ascii").lower()


def digest_of(token: str) -> str:
    """What the database keeps of a token. A plain SHA-256 is enough: 160 random bits cannot be tried one by one."""
    return hashlib.sha256(token.encode("ascii")).hexdigest()


def tidy_token(typed: str) -> str:
    """The token as it is kept, whatever the case and the blanks of who copied it from paper; empty: not a token."""
    plain = re.sub(r"[\s-]+", "", typed).lower()
    return plain if TOKEN.fullmatch(plain) else ""
