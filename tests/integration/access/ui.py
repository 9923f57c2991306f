"""The components, the search over everything, light or dark."""

from ribambelle.accounts.enums import Role
from tests.integration.access import EVERYONE, Row

ROWS = {
    "ui:components": Row(allowed=frozenset({Role.COORDINATOR})),
    "ui:search": Row(allowed=EVERYONE),
    "ui:scheme": Row(allowed=EVERYONE, anonymous="allowed", method="post", data={"scheme": "dark", "next": "/bureau/"}),
}
