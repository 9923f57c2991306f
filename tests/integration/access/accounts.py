"""Sign-in, account pages and the journal."""

from ribambelle.accounts.enums import Role
from tests.integration.access import Row

ROWS = {
    "accounts:event_list": Row(allowed=frozenset({Role.COORDINATOR})),
}
