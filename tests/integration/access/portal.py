"""Home pages."""

from tests.integration.access import EVERYONE, Row

ROWS = {
    "portal:family_confirm": Row(
        allowed=frozenset(), kwargs={"token": "a" * 32}, anonymous="not found", otherwise="not found"
    ),
    "portal:home": Row(allowed=EVERYONE),
    "portal:public_home": Row(allowed=EVERYONE, anonymous="allowed"),
}
