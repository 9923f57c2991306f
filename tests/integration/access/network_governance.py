"""Bodies, people, members, agreements, spellings."""

from typing import Any

from ribambelle.accounts.enums import Role
from ribambelle.network.enums import BodyKind
from ribambelle.network.models import Agreement, Body, Commitment, Mandate, Membership, Organisation, Person
from tests.integration.access import Row

READERS = frozenset({Role.COORDINATOR, Role.FRONT_DESK})
EDITORS = frozenset({Role.COORDINATOR})


def network() -> None:
    body = Body.objects.create(reference="ca-essai", name="CA", kind=BodyKind.BOARD)
    person = Person.objects.create(reference="P-9002", last_name="Lavande")
    Mandate.objects.create(pk=9001, body=body, person=person)
    Membership.objects.create(pk=9001, organisation=Organisation.objects.create(reference="f-essai", name="F"))
    agreement = Agreement.objects.create(reference="convention-essai", title="Convention")
    Commitment.objects.create(pk=9001, agreement=agreement, text="Deux commissions")


def read(**kwargs: Any) -> Row:
    return Row(allowed=READERS, kwargs=kwargs, prepare=network)


def edit(**kwargs: Any) -> Row:
    return Row(allowed=EDITORS, kwargs=kwargs, prepare=network)


def post(**kwargs: Any) -> Row:
    return Row(allowed=EDITORS, kwargs=kwargs, prepare=network, method="post")


NAMES = {
    "body_list": read(),
    "body_create": edit(),
    "body_record": read(reference="ca-essai"),
    "body_edit": edit(reference="ca-essai"),
    "mandate_end": post(number=9001),
    "person_list": read(),
    "person_create": edit(),
    "person_edit": edit(reference="P-9002"),
    "member_list": read(),
    "membership_open": post(),
    "membership_end": post(number=9001),
    "fees_call": post(),
    "agreement_list": read(),
    "agreement_create": edit(),
    "agreement_record": read(reference="convention-essai"),
    "commitment_done": post(number=9001),
    "spelling_list": edit(),
    "organisation_merge": post(),
}
ROWS = {f"network:{name}": row for name, row in NAMES.items()}
