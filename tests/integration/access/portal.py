"""Home pages."""

from tests.integration.access import EVERYONE, Row

ROWS = {"portal:home": Row(allowed=EVERYONE)}
