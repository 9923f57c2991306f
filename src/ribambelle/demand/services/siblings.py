"""Brothers and sisters who apply together, and who no longer do."""

from datetime import datetime

from django.db import transaction
from django.db.models import Model

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.enums import Together, UndoKind
from ribambelle.demand.errors import SiblingRefused, UndoRefused
from ribambelle.demand.models import AccessLink, Child, Contact, Guardian, Household, Party, Request, UndoPoint
from ribambelle.demand.services import register, undo
from ribambelle.demand.services.duplicates import likeness_write

PARTY, HOUSEHOLD = Party._meta.label_lower, Household._meta.label_lower


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
        parties, homes = {left.pk, other.party_id}, {old_home.pk, home.pk}
        undone = undo.dumped(_rows(request, parties, homes))
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
        likeness_write([request])
        undo.point_create(
            kind=UndoKind.SIBLINGS,
            by=by,
            at=at,
            request=request,
            other=other,
            before=undone,
            after=undo.dumped(_rows(request, parties, homes)),
        )
    return other.party


def siblings_join_undo(*, by: User, at: datetime, request: Request) -> None:
    """Take a join back: the household, its guardians, their links and the party stand again as they were.

    Raises
    ------
    UndoRefused
        Something happened to one of them since.
    """
    with transaction.atomic():
        points = UndoPoint.objects.select_for_update(of=("self",)).select_related("request")
        point = points.filter(kind=UndoKind.SIBLINGS, request=request, undone_at=None).order_by("-at", "-pk").first()
        if point is None:
            raise UndoRefused(reference=request.reference)
        keys = {model: {row["pk"] for row in point.before if row["model"] == model} for model in (PARTY, HOUSEHOLD)}
        request = Request.objects.select_for_update().get(pk=request.pk)
        undo.restore(point, _rows(request, keys[PARTY], keys[HOUSEHOLD]))
        point.undone_at = at
        point.save(update_fields=["undone_at"])
        record(by=by, at=at, verb="siblings.undo", of=request)
        likeness_write([Request.objects.get(pk=request.pk)])


def _rows(request: Request, parties: set[int], homes: set[int]) -> list[Model]:
    """Everything a join may touch."""
    return [
        *Request.objects.filter(pk=request.pk),
        *Child.objects.filter(pk=request.child_id),
        *Party.objects.filter(pk__in=parties),
        *Household.objects.filter(pk__in=homes),
        *Guardian.objects.filter(household__in=homes),
        *AccessLink.objects.filter(household__in=homes),
        *Contact.objects.filter(request=request),
    ]


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
