"""Figures and checks of truth."""

from ribambelle.accounts.enums import Role
from tests.integration.access import Row

COORDINATOR = frozenset({Role.COORDINATOR})


def accepted() -> None:
    from django.utils import timezone

    from ribambelle.reporting.models import Acceptance

    Acceptance.objects.get_or_create(
        check_code="x", subject="y", defaults={"problem": "p", "reason": "r", "at": timezone.now()}
    )


ROWS = {
    "reporting:figures": Row(allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK})),
    "reporting:integrity": Row(allowed=COORDINATOR),
    "reporting:finding_accept": Row(allowed=COORDINATOR, method="post"),
    "reporting:finding_reopen": Row(allowed=COORDINATOR, method="post", data={"finding": "x|y"}, prepare=accepted),
}
