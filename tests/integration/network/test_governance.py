"""Mandates, members, agreements, and spellings reconciled once."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from ribambelle.accounts.models import Event
from ribambelle.gatherings.models import Attendance, Meeting, Representation
from ribambelle.kernel.receivables import receivable_sources
from ribambelle.network.enums import BodyKind
from ribambelle.network.governance.agreements import (
    agreement_create,
    commitment_add,
    commitment_done,
    fees_call,
    membership_end,
    membership_open,
)
from ribambelle.network.governance.selectors import look_alikes, organisation_named
from ribambelle.network.governance.services import (
    body_create,
    mandate_end,
    mandate_open,
    organisations_merge,
    person_create,
    variant_add,
)
from ribambelle.network.models import AgreementParty, Mandate, MembershipFee, NameVariant, Organisation
from ribambelle.network.services import organisation_create

pytestmark = pytest.mark.django_db


def organisation(name: str) -> Organisation:
    return organisation_create(by=None, name=name)


def test_a_spelling_is_recognised_once_reconciled() -> None:
    ccas, marche = organisation("CCAS de Saint-Aubépin"), organisation("Enfance et Jeunesse en Marche")
    assert organisation_named("C.C.A.S. de saint-aubepin") == ccas
    assert organisation_named("Enfants en Marche") is None
    variant_add(by=None, organisation=marche, name="Enfants en Marche")
    variant_add(by=None, organisation=marche, name="Enfants en Marche (ASBL)")
    assert organisation_named("ENFANTS EN MARCHE") == marche
    assert NameVariant.objects.count() == 1
    with pytest.raises(ValidationError, match="Enfance et Jeunesse"):
        variant_add(by=None, organisation=ccas, name="enfants en marche")
    with pytest.raises(ValidationError):
        variant_add(by=None, organisation=ccas, name="…")


def test_merging_moves_everything_and_counts_nobody_twice() -> None:
    keep, gone, third = (
        organisation("Enfance et Jeunesse en Marche"),
        organisation("Enfants en Marche"),
        organisation("X"),
    )
    body = body_create(by=None, name="Comité", kind=BodyKind.STEERING)
    person = person_create(by=None, last_name="Lavande")
    mandate = mandate_open(by=None, body=body, person=person, organisation=gone)
    agreement_create(by=None, title="Convention", parties=[keep, gone, third])
    meeting = Meeting.objects.create(reference="M-1", body=body, held_on=date(2027, 1, 4))
    line = Attendance.objects.create(meeting=meeting, person=person)
    for represented in (keep, gone):
        Representation.objects.create(attendance=line, organisation=represented)
    assert organisations_merge(by=None, keep=keep, gone=gone) == keep
    assert Mandate.objects.get(pk=mandate.pk).organisation == keep
    assert set(AgreementParty.objects.values_list("organisation", flat=True)) == {keep.pk, third.pk}
    assert line.representations.count() == 1
    assert not Organisation.objects.filter(name="Enfants en Marche").exists()
    assert organisation_named("Enfants en Marche") == keep
    assert Event.objects.filter(verb="organisation.merge", reference=keep.reference).count() == 1
    with pytest.raises(ValidationError):
        organisations_merge(by=None, keep=keep, gone=keep)


def test_look_alikes_are_asked_about() -> None:
    from ribambelle.accounts.enums import Role
    from ribambelle.accounts.services import role_assign, user_create

    user = user_create(by=None, email="c@example.org", name="C", password="un mot de passe long")
    role_assign(by=None, user=user, role=Role.COORDINATOR)
    one, other = organisation("Enfance en Marche"), organisation("Enfance et Jeunesse en Marche")
    organisation("Les Coccinelles")
    assert [{a, b} for a, b, _likeness in look_alikes(by=user)] == [{one, other}]


def test_a_mandate_runs_once_and_ends_after_it_began() -> None:
    body = body_create(by=None, name="CA", kind=BodyKind.BOARD)
    person, service = person_create(by=None, last_name="Bourdon"), organisation("La Farandole")
    mandate = mandate_open(by=None, body=body, person=person, organisation=service, starts_on=date(2026, 1, 1))
    with pytest.raises(ValidationError):
        mandate_open(by=None, body=body, person=person, organisation=service)
    with pytest.raises(ValidationError, match="01/01/2026"):
        mandate_end(by=None, mandate=mandate, on=date(2026, 1, 1))
    mandate_end(by=None, mandate=mandate, on=date(2027, 1, 1))
    mandate_open(by=None, body=body, person=person, organisation=service, starts_on=date(2027, 1, 1))
    assert body.mandates.count() == 2


def test_fees_are_asked_once_of_the_members_of_the_year() -> None:
    early, late, gone = (membership_open(by=None, organisation=organisation(name)) for name in "ABC")
    membership_end(by=None, membership=gone, on=date(2021, 1, 1))
    late.starts_on = date(2022, 1, 1)
    late.save()
    with pytest.raises(ValidationError):
        membership_open(by=None, organisation=early.organisation)
    assert len(fees_call(by=None, year=2021, amount_cents=5000, due_on=date(2021, 6, 1))) == 1
    assert fees_call(by=None, year=2021, amount_cents=9900) == []
    assert len(fees_call(by=None, year=2022, amount_cents=5000)) == 2
    source = receivable_sources.get("network.fees")
    assert [(due.key, due.amount_cents, due.due_on) for due in source.of_year(2021)] == [
        ("a-2021", 5000, date(2021, 6, 1))
    ]
    assert MembershipFee.objects.count() == 3


def test_an_agreement_is_renewed_once_and_its_commitments_kept() -> None:
    one, other = organisation("Syndicat"), organisation("Association")
    with pytest.raises(ValidationError):
        agreement_create(by=None, title="Seul", parties=[one, one])
    first = agreement_create(by=None, title="2018", parties=[one, other], ends_on=date(2022, 1, 1))
    second = agreement_create(by=None, title="2022", parties=[one, other], renews=first)
    assert second.starts_on == date(2022, 1, 1)
    with pytest.raises(ValidationError, match="2018"):
        agreement_create(by=None, title="encore", parties=[one, other], renews=first)
    commitment = commitment_add(by=None, agreement=second, text="Deux commissions par an", due_on=date(2022, 12, 1))
    commitment_done(by=None, commitment=commitment, on=date(2022, 11, 1))
    assert commitment_done(by=None, commitment=commitment, on=date(2023, 1, 1)).done_on == date(2022, 11, 1)
