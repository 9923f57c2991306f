"""Brothers and sisters who apply together, and who no longer do."""

from datetime import datetime

from django.db import transaction

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.enums import Together
from ribambelle.demand.errors import SiblingRefused
from ribambelle.demand.models import Child, Guardian, Household, Party, Request
from ribambelle.demand.services import register


def siblings_join(*, by: User | None, at: datetime, request: Request, other: Request, together: Together) -> Party:
    """Put a request beside that of a brother or sister. Their household prevails; guardians only ours knew are added.

    Raises
    ------
    SiblingRefused
        The two requests are for the same child.
    """
    with transaction.atomic():
        both = Request.objects.select_for_update(of=("self",)).select_related("party", "child__household")
        locked = {each.pk: each for each in both.filter(pk__in=[request.pk, other.pk]).order_by("pk")}
        request, other = locked[request.pk], locked[other.pk]
        if request.child_id == other.child_id:
            raise SiblingRefused(reference=request.reference, other=other.reference)
        left, old_home, home = request.party, request.child.household, other.party.household
        if old_home != home:
            _guardians_bring(old_home, home)
            Child.objects.filter(pk=request.child_id).update(household=home)
        request.party = other.party
        request.save(update_fields=["party"])
        other.party.together = together
        other.party.save(update_fields=["together"])
        before = {"party": left.reference, "household": old_home.reference}
        _clear(left, old_home)
        after = {"party": other.party.reference, "household": home.reference, "together": together}
        record(by=by, at=at, verb="siblings.join", of=request, before=before, after=after)
    return other.party


def siblings_part(*, by: User | None, at: datetime, request: Request) -> Party:
    """Let a request apply alone again; the household stays one."""
    with transaction.atomic():
        request = Request.objects.select_for_update(of=("self",)).select_related("party__household").get(pk=request.pk)
        left = request.party
        (number,) = register.numbers_draw(register.PARTY)
        party = Party.objects.create(reference=register.party_reference(number), household=left.household)
        request.party = party
        request.save(update_fields=["party"])
        if left.requests.count() == 1:
            left.together = Together.ALONE
            left.save(update_fields=["together"])
        before, after = {"party": left.reference}, {"party": party.reference}
        record(by=by, at=at, verb="siblings.part", of=request, before=before, after=after)
    return party


def _guardians_bring(old_home: Household, home: Household) -> None:
    names = {(guardian.first_name.lower(), guardian.last_name.lower()) for guardian in home.guardians.all()}
    position = home.guardians.count()
    for guardian in old_home.guardians.all():
        if (guardian.first_name.lower(), guardian.last_name.lower()) not in names:
            position += 1
            Guardian.objects.create(
                household=home,
                position=position,
                first_name=guardian.first_name,
                last_name=guardian.last_name,
                phone=guardian.phone,
                email=guardian.email,
            )


def _clear(party: Party, household: Household) -> None:
    """Remove what holds nobody any more."""
    if not party.requests.exists():
        party.delete()
    if not household.children.exists() and not household.parties.exists():
        household.delete()
