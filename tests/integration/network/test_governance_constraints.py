"""What the database itself refuses about mandates, fees and spellings."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from ribambelle.network.enums import BodyKind
from ribambelle.network.models import Body, Mandate, Membership, MembershipFee, NameVariant, Organisation, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation() -> Organisation:
    return Organisation.objects.create(reference="farandole", name="La Farandole")


def test_a_mandate_ends_after_it_starts() -> None:
    body = Body.objects.create(reference="ca", name="Board", kind=BodyKind.BOARD)
    person = Person.objects.create(reference="P-1", last_name="Lavande")
    with pytest.raises(IntegrityError, match="network_mandate_period"), transaction.atomic():
        Mandate.objects.create(body=body, person=person, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 1))
    Mandate.objects.create(body=body, person=person)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(body=body, person=person)


def test_one_fee_a_year(organisation: Organisation) -> None:
    membership = Membership.objects.create(organisation=organisation)
    MembershipFee.objects.create(membership=membership, year=2026, amount_cents=5000)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFee.objects.create(membership=membership, year=2026, amount_cents=5000)


def test_a_spelling_belongs_to_one_organisation(organisation: Organisation) -> None:
    other = Organisation.objects.create(reference="galets", name="Les Galets")
    NameVariant.objects.create(organisation=organisation, name="La Farandole (ASBL)", key="la farandole")
    with pytest.raises(IntegrityError), transaction.atomic():
        NameVariant.objects.create(organisation=other, name="LA FARANDOLE", key="la farandole")
