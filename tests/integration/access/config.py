"""Pages of the installation itself."""

from tests.integration.access import EVERYONE, Row

ROWS = {"health": Row(allowed=EVERYONE, anonymous="allowed")}
