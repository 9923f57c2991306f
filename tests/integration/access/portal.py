"""Home pages."""

from datetime import UTC, datetime

from ribambelle.accounts.enums import Role
from ribambelle.portal import services
from ribambelle.portal.models import ToldChange
from tests.integration.access import EVERYONE, Row
from tests.integration.commissions import territory

AT = datetime(2028, 4, 25, tzinfo=UTC)

TOKEN = {"token": "a" * 32}
OF_FAMILY = {**TOKEN, "reference": "R-900010"}
DESK = frozenset({Role.COORDINATOR, Role.FRONT_DESK})


def change() -> None:
    """A change told about a request of the tests' front desk, always the first."""
    territory.session(0)
    request = territory.family(77)[0]
    told = services.change_tell(at=AT, request=request, facts={"minimum_days": 1})
    ToldChange.objects.filter(pk=told.pk).update(id=1)


def nobody(kwargs: dict[str, str]) -> Row:
    """A page of the family: no account opens it."""
    return Row(allowed=frozenset(), kwargs=kwargs, anonymous="not found", otherwise="not found")


#: The manual says nothing of anybody: whoever opens the product for the first time needs it before any account.
READER = {"allowed": EVERYONE, "anonymous": "allowed"}

ROWS = {
    "portal:manual": Row(**READER),
    "portal:manual_page": Row(**READER, kwargs={"slug": "demandes"}),
    "portal:manual_picture": Row(**READER, kwargs={"name": "seance-1280-light.png"}),
    "portal:follow": nobody(TOKEN),
    "portal:answer": nobody(OF_FAMILY),
    "portal:change": nobody(OF_FAMILY),
    "portal:letter": nobody(OF_FAMILY),
    "portal:change_list": Row(allowed=DESK),
    "portal:change_record": Row(allowed=DESK, kwargs={"pk": 1}, prepare=change),
    "portal:change_apply": Row(allowed=DESK, kwargs={"pk": 1}, method="post", prepare=change),
    "portal:change_set_aside": Row(
        allowed=DESK, kwargs={"pk": 1}, method="post", data={"answer": "Merci."}, prepare=change
    ),
    "portal:family_confirm": Row(
        allowed=frozenset(), kwargs={"token": "a" * 32}, anonymous="not found", otherwise="not found"
    ),
    "portal:home": Row(allowed=EVERYONE),
    "portal:public_home": Row(allowed=EVERYONE, anonymous="allowed"),
}
