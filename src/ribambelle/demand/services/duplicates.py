"""Possible duplicates found as requests are written; decided, merged and taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.demand.enums import MoveCode, PairState, RequestState, UndoKind
from ribambelle.demand.errors import MergeRefused, UndoRefused
from ribambelle.demand.models import (
    Contact,
    DuplicatePair,
    Guardian,
    LikenessKey,
    NeededHours,
    Request,
    RequestShare,
    SensitiveFacts,
    UndoPoint,
    Wish,
)
from ribambelle.demand.rules.life import LIVING
from ribambelle.demand.rules.likeness import SUGGESTED_FROM, Likeness, compared, word_key, words_of
from ribambelle.demand.rules.sensitive import SensitiveContent
from ribambelle.demand.selectors.duplicates import likeness_of, meeting
from ribambelle.demand.selectors.sensitive import content_of_request
from ribambelle.demand.services import undo
from ribambelle.demand.services.hours import hours_write
from ribambelle.demand.services.moves import request_move, request_undone
from ribambelle.demand.services.sensitive import content_write

CHUNK = 500
GUARDIAN = ("first_name", "last_name", "phone", "email", "activity", "address", "commune_id")
CHILD = ("first_name", "last_name", "born_on", "due_on")
REQUEST = ("received_on", "wished_start_on", "needed_slots", "modes", "minimum_days", "meanwhile", "note")


@dataclass(frozen=True, slots=True)
class _Pair:
    first: int
    second: int


def likeness_write(requests: Iterable[Request]) -> None:
    """Write the keys of requests anew and the pairs they make; call it inside the transaction that wrote them.

    Only requests that share a key are compared: the cost follows the requests given, not those already here.
    """
    ids = [request.pk for request in requests]
    for start in range(0, len(ids), CHUNK):
        _chunk_write(ids[start : start + CHUNK])


def _chunk_write(ids: Sequence[int]) -> None:
    mine = _likenesses(ids)
    LikenessKey.objects.filter(request__in=ids).delete()
    keys = {pk: set(likeness.keys()) for pk, likeness in mine.items()}
    words = _words(ids)
    LikenessKey.objects.bulk_create(
        [LikenessKey(request_id=pk, value=value) for pk in ids for value in sorted(keys.get(pk, set()) | words[pk])],
        batch_size=CHUNK,
    )
    met = meeting(value for values in keys.values() for value in values)
    wanted = {
        _Pair(min(pk, other), max(pk, other))
        for pk, values in keys.items()
        for value in values
        for other in met.get(value, ())
        if other != pk
    }
    others = {pk for pair in wanted for pk in (pair.first, pair.second)} - set(mine)
    _pairs_write(ids, wanted, mine | _likenesses(sorted(others)))


def words_write(requests: Iterable[Request]) -> None:
    """Write only the words requests are searched by; `likeness_write` does it too."""
    for pk, words in _words([request.pk for request in requests]).items():
        LikenessKey.objects.filter(request=pk, value__startswith="w:").delete()
        LikenessKey.objects.bulk_create(LikenessKey(request_id=pk, value=word) for word in sorted(words))


def _words(ids: Sequence[int]) -> dict[int, set[str]]:
    """The words of the names of each request, whatever its state. Two queries."""
    rows = Request.objects.filter(pk__in=ids)
    names = list(rows.values_list("pk", "child__first_name", "child__last_name", "party__household"))
    parents: dict[int, list[str]] = {}
    homes = {home for *_rest, home in names}
    for home, first, last in Guardian.objects.filter(household__in=homes).values_list(
        "household", "first_name", "last_name"
    ):
        parents.setdefault(home, []).append(f"{first} {last}")
    return {
        pk: {word_key(word) for word in words_of([first, last, *parents.get(home, [])])}
        for pk, first, last, home in names
    }


def _likenesses(ids: Sequence[int]) -> dict[int, Likeness]:
    """What is compared of living requests. Three queries for every five hundred."""
    found: dict[int, Likeness] = {}
    for start in range(0, len(ids), CHUNK):
        rows = Request.objects.filter(pk__in=ids[start : start + CHUNK], state__in=LIVING)
        rows = rows.select_related("child__household").prefetch_related("child__household__guardians")
        found |= {request.pk: likeness_of(request) for request in rows}
    return found


def _pairs_write(ids: Sequence[int], wanted: Iterable[_Pair], all_of: Mapping[int, Likeness]) -> None:
    """Open pairs follow what the requests say now; decided ones stay as they were decided."""
    known = {
        _Pair(pair.first_id, pair.second_id): pair
        for pair in DuplicatePair.objects.filter(Q(first__in=ids) | Q(second__in=ids))
    }
    fresh, changed, held = [], [], set()
    for pair in sorted(wanted, key=lambda each: (each.first, each.second)):
        if pair.first not in all_of or pair.second not in all_of:
            continue
        score, reasons = compared(all_of[pair.first], all_of[pair.second])
        if score < SUGGESTED_FROM:
            continue
        held.add(pair)
        row = known.get(pair)
        if row is None:
            fresh.append(DuplicatePair(first_id=pair.first, second_id=pair.second, score=score, reasons=reasons))
        elif row.score != score or row.reasons != reasons:
            row.score, row.reasons = score, list(reasons)
            changed.append(row)
    gone = [row.pk for pair, row in known.items() if pair not in held and row.state == PairState.OPEN]
    DuplicatePair.objects.filter(pk__in=gone).delete()
    DuplicatePair.objects.bulk_create(fresh, batch_size=CHUNK, ignore_conflicts=True)
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons"], batch_size=CHUNK)


def pair_dismiss(*, by: User, at: datetime, pair: DuplicatePair) -> None:
    """These two are not the same: remembered, whatever is written of them later. Again changes nothing."""
    _pair_decide(pair, PairState.DISTINCT, by=by, at=at, verb="duplicate.dismiss")


def pair_reopen(*, by: User, at: datetime, pair: DuplicatePair) -> None:
    """Take back “not the same”."""
    _pair_decide(pair, PairState.OPEN, by=by, at=at, verb="duplicate.reopen")


def _pair_decide(pair: DuplicatePair, state: PairState, *, by: User, at: datetime, verb: str) -> None:
    with transaction.atomic():
        pair = DuplicatePair.objects.select_for_update(of=("self",)).select_related("first", "second").get(pk=pair.pk)
        if pair.state in {state, PairState.MERGED}:
            return
        pair.state, pair.decided_at, pair.decided_by = state, at, by
        pair.save(update_fields=["state", "decided_at", "decided_by"])
        record(by=by, at=at, verb=verb, of=pair.first, after={"other": pair.second.reference})


def requests_merge(*, by: User, at: datetime, kept: Request, gone: Request, chosen: Iterable[str] = ()) -> UndoPoint:
    """Make one request of two. `chosen` are the fields taken from the one that goes; the others stay as they are.

    What only the one that goes answers is added; its contacts and its desks come along; it is then “merged”, and
    keeps its number.

    Raises
    ------
    MergeRefused
        A request with itself, or one that no longer asks for anything.
    MoveRefused
        This person may not merge.
    """
    with transaction.atomic():
        kept, gone = _both(kept, gone)
        if kept.pk == gone.pk or {kept.state, gone.state} - LIVING:
            raise MergeRefused(kept=kept.reference, gone=gone.reference)
        before, facts = undo.dumped(_rows(kept, gone)), SensitiveFacts.objects.filter(request=kept).first()
        choices = set(chosen)
        _fields_take(kept, gone, choices)
        _answers_take(kept, gone, is_chosen="answers" in choices)
        Contact.objects.filter(request=gone).update(request=kept)
        _desks_take(kept, gone)
        reason = _("merged with %(reference)s") % {"reference": kept.reference}
        request_move(by=by, at=at, request=gone, code=MoveCode.MERGE, reason=reason)
        gone.refresh_from_db()
        gone.merged_into = kept
        gone.save(update_fields=["merged_into"])
        first, second = sorted((kept.pk, gone.pk))
        values = {"state": PairState.MERGED, "decided_at": at, "decided_by": by}
        DuplicatePair.objects.update_or_create(
            first_id=first, second_id=second, defaults=values, create_defaults=values | {"score": 0}
        )
        after = {"merged": gone.reference, "fields": sorted(choices)}
        record(by=by, at=at, verb="request.absorb", of=kept, after=after | {"personal": sorted(choices)})
        likeness_write([kept, gone])
        return undo.point_create(
            kind=UndoKind.MERGE, by=by, at=at, request=gone, other=kept, before=before,
            after=undo.dumped(_rows(kept, gone)), facts=facts,
        )  # fmt: skip


def merge_undo(*, by: User, at: datetime, gone: Request) -> None:
    """Take a merge back: both requests exactly as they were, as long as nothing happened to them since.

    Raises
    ------
    UndoRefused
    """
    with transaction.atomic():
        points = UndoPoint.objects.select_for_update(of=("self",)).select_related("request", "other")
        point = points.filter(kind=UndoKind.MERGE, request=gone, undone_at=None).order_by("-at", "-pk").first()
        if point is None:
            raise UndoRefused(reference=gone.reference)
        kept, gone = _both(point.other, point.request)
        undo.restore(point, _rows(kept, gone))
        SensitiveFacts.objects.filter(request=kept).delete()
        if point.content is not None:
            facts = SensitiveFacts(request=kept, key_id=point.key_id, content=point.content)
            content_write(kept, facts)
        point.undone_at = at
        point.save(update_fields=["undone_at"])
        gone.refresh_from_db()
        request_undone(gone, by=by, at=at, from_state=RequestState.MERGED)
        first, second = sorted((kept.pk, gone.pk))
        DuplicatePair.objects.filter(first=first, second=second).update(
            state=PairState.OPEN, decided_at=None, decided_by=None
        )
        record(by=by, at=at, verb="request.split", of=kept, after={"parted": gone.reference})
        likeness_write([kept, gone])


def _both(kept: Request, gone: Request) -> tuple[Request, Request]:
    rows = Request.objects.select_for_update(of=("self",)).select_related("child__household", "party", "desk")
    found = {row.pk: row for row in rows.filter(pk__in=[kept.pk, gone.pk]).order_by("pk")}
    return found[kept.pk], found[gone.pk]


def _rows(kept: Request, gone: Request) -> list[Model]:
    """Everything a merge may touch, but for what is protected."""
    both = [kept.pk, gone.pk]
    household = kept.child.household
    requests = Request.objects.filter(pk__in=both)
    return [
        *requests,
        type(kept.child).objects.get(pk=kept.child_id),
        type(household).objects.get(pk=household.pk),
        *Guardian.objects.filter(household=household),
        *Wish.objects.filter(request=kept),
        *NeededHours.objects.filter(request=kept),
        *kept.answers.all(),
        *Contact.objects.filter(request__in=both),
        *RequestShare.objects.filter(request__in=both),
    ]


def _fields_take(kept: Request, gone: Request, chosen: set[str]) -> None:
    for name in chosen & set(CHILD):
        setattr(kept.child, name, getattr(gone.child, name))
    if kept.child.born_on is None and kept.child.due_on is None:  # a child keeps a date whatever was chosen
        kept.child.born_on, kept.child.due_on = gone.child.born_on, gone.child.due_on
    kept.child.save()
    home, other = kept.child.household, gone.child.household
    if "commune" in chosen:
        home.commune_id = other.commune_id
    if "address" in chosen:
        home.address = other.address
    home.save()
    for position in (1, 2):
        _guardian_take(kept, gone, position, is_chosen=f"guardian_{position}" in chosen)
    for name in chosen & set(REQUEST):
        setattr(kept, name, getattr(gone, name))
    kept.save()
    if "needed_slots" in chosen:
        hours_write(kept, [each.day for each in gone.hours.all()])
    if "wishes" in chosen:
        kept.wishes.all().delete()
        wishes = gone.wishes.order_by("rank").values_list("rank", "setting_id")
        Wish.objects.bulk_create(Wish(request=kept, rank=rank, setting_id=pk) for rank, pk in wishes)


def _guardian_take(kept: Request, gone: Request, position: int, *, is_chosen: bool) -> None:
    """The guardian at a position: taken when chosen, or when only the other request knows one."""
    home, other = kept.child.household, gone.child.household
    theirs = other.guardians.filter(position=position).first()
    ours = home.guardians.filter(position=position).first()
    if theirs is None or home.pk == other.pk or (ours is not None and not is_chosen):
        return
    ours = ours or Guardian(household=home, position=position)
    for name in GUARDIAN:
        setattr(ours, name, getattr(theirs, name))
    ours.save()


def _answers_take(kept: Request, gone: Request, *, is_chosen: bool) -> None:
    """Answers only the other gives are added; all of its answers prevail when they were chosen."""
    known = {answer.criterion_id: answer for answer in kept.answers.all()}
    for answer in gone.answers.all():
        if answer.criterion_id in known and not is_chosen:
            continue
        ours = known.get(answer.criterion_id)
        answer.pk, answer.request = (ours.pk if ours else None), kept
        answer._state.adding = ours is None
        answer.save()
    mine, theirs = content_of_request(kept), content_of_request(gone)
    strong, weak = (theirs, mine) if is_chosen else (mine, theirs)
    content = SensitiveContent({**weak.answers, **strong.answers}, {**weak.details, **strong.details})
    if content != mine:
        content_write(kept, content)


def _desks_take(kept: Request, gone: Request) -> None:
    """The desks that saw the one that goes see the one that stays."""
    held = set(kept.shares.values_list("desk_id", flat=True)) | {kept.desk_id}
    for share in gone.shares.all():
        if share.desk_id not in held:
            RequestShare.objects.create(request=kept, desk_id=share.desk_id, since=share.since, by_id=share.by_id)
            held.add(share.desk_id)
    if gone.desk_id is not None and gone.desk_id not in held:
        RequestShare.objects.create(request=kept, desk_id=gone.desk_id, since=gone.received_on, by=gone.received_by)
