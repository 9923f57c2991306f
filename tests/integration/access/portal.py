"""Home pages."""

from tests.integration.access import EVERYONE, Row

ROWS = {
    "portal:home": Row(allowed=EVERYONE),
    "portal:public_home": Row(allowed=EVERYONE, anonymous="allowed"),
}
