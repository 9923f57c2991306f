"""Keeping what is to clear of the sessions in preparation: examined once, then the families touched since.

Nothing is decided here and no event is written: all of it follows from what others wrote. Two may do it at once: what
was calculated while somebody else wrote is thrown away and calculated again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Q

from ribambelle import __version__
from ribambelle.commissions.enums import SessionStatus, TouchedKind
from ribambelle.commissions.models import CheckDue, CheckList, CheckSlice, Session, Touched
from ribambelle.commissions.selectors.checking import Line, Looked, Who, looked
from ribambelle.commissions.selectors.checks import WHO, alike, packed, unpacked
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Request
from ribambelle.kernel.vault import keyring

#: Families of one slice, by their primary keys.
SLICE = 256
#: Requests examined in one step while somebody waits for the page; beside the server; families looked at again.
STEP, STEP_BESIDE, AGAIN = 1_000, 4_000, 250
#: Beyond so many families touched at once, everything is examined again; so many notes are read at once.
MANY, NOTES = 2_000, 5_000


def check_list_go_on(
    session: Session, *, is_over: Callable[[], bool] = lambda: False, step: int | None = None
) -> CheckList | None:
    """Bring the list of a session up to what the database holds, step by step until it is over; None: not there yet.

    What is returned held true of everything that was written before the last step began. Nothing written since: four
    queries.
    """
    while True:
        notes_read()
        kept = _kept(session.pk)
        if kept is None:
            return None
        due = list(kept.due.order_by("pk").values_list("pk", "party")[:AGAIN])
        if not due and kept.reached is None and kept.same_turn == kept.turn:
            return kept
        if is_over():
            return None
        if due:
            _again(kept, due)
        elif kept.reached is not None:
            _further(kept, step or STEP_BESIDE)
        else:
            _same(kept)


def check_lists_go_on(*, is_over: Callable[[], bool] = lambda: False) -> bool:
    """Bring the list of every session in preparation up to date; False when it was over before. Beside the server."""
    notes_read()
    for session in Session.objects.filter(status=SessionStatus.PREPARED).order_by("pk"):
        check_list_go_on(session, is_over=is_over)
    return not is_over()


def _kept(session: int) -> CheckList | None:
    """The list of a session as it stands now, begun when there is none that can be read; None: nothing is prepared."""
    lists = CheckList.objects.select_related("session__rule", "session__commission")
    kept = lists.filter(session=session).first()
    if kept is not None and kept.version == __version__:
        lost = kept.slices.exclude(key_id__in=keyring().keys)
        if not lost.exists():
            return kept if kept.session.status == SessionStatus.PREPARED else None
    with transaction.atomic():
        if not Session.objects.filter(pk=session, status=SessionStatus.PREPARED).exists():
            return None
        kept, is_new = CheckList.objects.get_or_create(session_id=session, defaults={"version": __version__})
        if not is_new:
            _anew([kept.pk])
    return lists.get(pk=kept.pk)


def notes_read() -> None:
    """Turn the notes of what was touched into families to examine again, for every list. One query when there is none.

    Notes are taken away in the transaction that says what is due: whoever looks sees the one or the other. Two who
    read the same notes say the same thing twice.
    """
    while Touched.objects.exists():
        with transaction.atomic():
            notes = list(Touched.objects.order_by("pk").values_list("pk", "kind", "key")[:NOTES])
            touched: dict[str, set[int]] = defaultdict(set)
            for _pk, kind, key in notes:
                if key is not None:
                    touched[kind].add(key)
            # the lists are read after the notes: one that is begun later examines what the notes speak of anyway
            CheckList.objects.exclude(session__status=SessionStatus.PREPARED).delete()
            lists = CheckList.objects.select_for_update(of=("self",)).select_related("session").order_by("pk")
            for kept in lists:
                _due(kept, touched)
            Touched.objects.filter(pk__in=[pk for pk, _kind, _key in notes]).delete()


def _due(kept: CheckList, touched: dict[str, set[int]]) -> None:
    session = kept.session
    is_all = (
        touched.get(TouchedKind.EVERY)
        or session.pk in touched.get(TouchedKind.SESSION, ())
        or session.rule_id in touched.get(TouchedKind.RULE, ())
    )
    parties = set() if is_all else touched.get(TouchedKind.PARTY, set()) | _naming(touched.get(TouchedKind.SETTING))
    if is_all or len(parties) > MANY:
        _anew([kept.pk])
    elif parties:
        CheckDue.objects.bulk_create(CheckDue(list=kept, party=party) for party in sorted(parties))


def _naming(settings: set[int] | None) -> set[int]:
    """The families that wait and name one of these settings, in whatever way. Three queries at most."""
    if not settings:
        return set()
    waiting = Request.objects.filter(state=RequestState.ACTIVE).order_by()
    ways = (
        Q(wishes__setting__in=settings),
        Q(current_setting__in=settings),
        Q(any_in_commune__isnull=False) | Q(any_childminder=True),
    )
    return {party for way in ways for party in waiting.filter(way).values_list("party", flat=True)}


def _anew(lists: list[int]) -> None:
    """Forget what these lists hold, within a transaction."""
    for kept in CheckList.objects.select_for_update().filter(pk__in=lists).order_by("pk"):
        kept.slices.all().delete()
        kept.due.all().delete()
        kept.version, kept.reached, kept.requests, kept.same_turn = __version__, 0, 0, None
        kept.turn += 1
        kept.save()


def _locked(kept: CheckList) -> CheckList | None:
    """The list under a lock, unless somebody wrote to it since it was read."""
    found = CheckList.objects.select_for_update().filter(pk=kept.pk).first()
    return found if found is not None and found.turn == kept.turn else None


def _further(kept: CheckList, step: int) -> None:
    """Examine the next families, whole slices of them."""
    session, begun = kept.session, kept.reached or 0
    waiting = Request.objects.filter(
        party__gt=begun, state=RequestState.ACTIVE, received_on__lte=session.cut_off_on
    ).order_by("party")
    last = waiting.values_list("party", flat=True)[step - 1 : step].first()
    reached = None if last is None else (last // SLICE + 1) * SLICE - 1
    among = Q(party__gt=begun) if reached is None else Q(party__gt=begun, party__lte=reached)
    found = looked(session, among)
    with transaction.atomic():
        current = _locked(kept)
        if current is None:
            return
        numbers = Q(number__gt=begun // SLICE) if begun else Q()
        current.slices.filter(numbers).delete()
        _write(current, found, {})
        current.reached, current.requests = reached, current.requests + len(found.who)
        current.turn += 1
        current.save()


def _again(kept: CheckList, due: list[tuple[int, int]]) -> None:
    """Examine some families again and put what is found in the place of what stood there."""
    parties = {party for _pk, party in due}
    found = looked(kept.session, Q(party__in=parties))
    with transaction.atomic():
        current = _locked(kept)
        if current is None:
            return
        ring = keyring()
        slices = current.slices.filter(number__in={party // SLICE for party in parties})
        stood = {(each.kind, each.number): unpacked(each, ring) for each in slices}
        slices.delete()
        _write(current, found, stood, without=parties)
        CheckDue.objects.filter(pk__in=[pk for pk, _party in due]).delete()
        were = {tuple(who) for (kind, _number), lines in stood.items() if kind == WHO for who in lines}
        if current.same_turn == current.turn and {who for who in were if who[0] in parties} == set(found.who):
            current.same_turn += 1  # the same names: who looks alike is who looked alike
        current.turn += 1
        current.save()


def _write(
    kept: CheckList, found: Looked, stood: dict[tuple[str, int], list[list[Any]]], *, without: Iterable[int] = ()
) -> None:
    """Write what was found, beside what stood there of other families than `without`."""
    gone = set(without)
    rows: dict[tuple[str, int], list[list[Any]]] = defaultdict(list)
    for place, lines in stood.items():
        rows[place] = [line for line in lines if line[0] not in gone]
    every: dict[str, Sequence[Line | Who]] = {**found.lines, WHO: found.who}
    for kind, new in every.items():
        for line in new:
            rows[kind, line.party // SLICE].append(list(line))
    ring = keyring()
    CheckSlice.objects.bulk_create(
        packed(kept, kind, number, sorted(lines, key=itemgetter(0)), ring)
        for (kind, number), lines in sorted(rows.items())
        if lines
    )


def _same(kept: CheckList) -> None:
    """Find the families that look alike among all those examined."""
    same = alike(kept)
    with transaction.atomic():
        current = _locked(kept)
        if current is not None:
            current.same, current.same_turn = same, current.turn
            current.save()
