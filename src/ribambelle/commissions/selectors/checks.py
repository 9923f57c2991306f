"""What is to clear of a session: as it was kept while it is prepared, from what was frozen afterwards."""

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count, OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from msgspec import json

from ribambelle.commissions.enums import FindingKind
from ribambelle.commissions.models import CheckList, CheckSlice, Session
from ribambelle.commissions.rules.checks import Finding, findings
from ribambelle.commissions.selectors.memory import Memory
from ribambelle.commissions.selectors.sessions import content_of
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Request
from ribambelle.kernel.vault import Keyring, Protected, keyring
from ribambelle.kernel.weeks import describe, mask_of
from ribambelle.papers.spreadsheets import Row

#: The kind of a slice that holds no line, but who was examined.
WHO = ""
#: A request and the name and date of its child.
NAMED = ("reference", "child__first_name", "child__last_name", "child__born_on", "child__due_on")
#: Lines of each kind on the page of all of them.
SHOWN = 20
_FINDINGS: Memory[list[Finding]] = Memory(8)


class Shown(NamedTuple):
    """One thing to clear as it is read: which dossier, the requests that may still be corrected, about what."""

    dossier: str
    requests: Sequence[str]
    subject: Sequence[str]
    slots: Sequence[str]

    @property
    def mask(self) -> int:
        """The half-days as ten bits."""
        return mask_of(self.slots)


@dataclass(frozen=True, slots=True)
class ToClear:
    """The lines of one kind: how many, and some of them, from the first (0) to the last left out."""

    kind: FindingKind
    count: int
    lines: Callable[[int, int], list[Shown]]

    @property
    def first_lines(self) -> list[Shown]:
        return self.lines(0, SHOWN)

    @property
    def is_longer(self) -> bool:
        return self.count > SHOWN

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, wanted: Any) -> Any:
        """Some lines, for a paginator."""
        return self.lines(wanted.start, wanted.stop)

    def __iter__(self) -> Iterator[Shown]:
        for start in range(0, self.count, 2_000):
            yield from self.lines(start, start + 2_000)


class HowFar(NamedTuple):
    """A list that is not there yet: requests examined so far, of how many that wait."""

    done: int
    total: int


def how_far(session: Session) -> HowFar:
    """How far the list of a session in preparation is. Two queries."""
    waiting = Request.objects.filter(state=RequestState.ACTIVE, received_on__lte=session.cut_off_on)
    done = CheckList.objects.filter(session=session, reached__isnull=False).values_list("requests", flat=True).first()
    total = waiting.count()
    return HowFar(min(total, total if done is None else done), total)


def list_of(kept: CheckList) -> list[ToClear]:
    """What is to clear of a session in preparation, in the order of gravity. One query; one or two for some lines."""
    counts = dict(kept.slices.exclude(kind=WHO).order_by().values_list("kind").annotate(lines=Sum("count")))
    counts[FindingKind.DUPLICATE] = len(kept.same)

    def reader(kind: FindingKind) -> Callable[[int, int], list[Shown]]:
        if kind == FindingKind.DUPLICATE:
            return lambda start, stop: [Shown(name, own, others, ()) for name, others, own in kept.same[start:stop]]
        return lambda start, stop: _lines(kept, kind, start, stop)

    return [ToClear(kind, counts[kind], reader(kind)) for kind in FindingKind if counts.get(kind)]


def _lines(kept: CheckList, kind: str, start: int, stop: int) -> list[Shown]:
    """Some lines of one kind, from the slices that hold them."""
    slices = kept.slices.filter(kind=kind).order_by("number")
    wanted, before, first = [], 0, 0
    for pk, count in slices.values_list("pk", "count"):
        if before < stop and before + count > start:
            first = first if wanted else before
            wanted.append(pk)
        before += count
    ring = keyring()
    rows = [line for each in slices.filter(pk__in=wanted) for line in unpacked(each, ring)]
    return [Shown(*line[1:]) for line in rows[start - first : stop - first]]


def list_of_frozen(session: Session) -> list[ToClear]:
    """What was to clear when the session was frozen; who looks alike is looked for among the names as they are now."""
    content = content_of(session)
    same = [Finding("duplicate", party, "", others) for party, others in sorted(_alike_now(session).items())]
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in (*same, *_FINDINGS.get((session.snapshot.fingerprint,), lambda: findings(content))):
        found[finding.kind].append(finding)

    def reader(lines: list[Finding]) -> Callable[[int, int], list[Shown]]:
        return lambda start, stop: [Shown(f.child or f.party, (), f.subject, f.slots) for f in lines[start:stop]]

    return [
        ToClear(kind, len(found[kind.value]), reader(found[kind.value])) for kind in FindingKind if kind.value in found
    ]


def _alike_now(session: Session) -> dict[str, tuple[str, ...]]:
    """Frozen families that look alike, by pseudonym; the database finds the names, as they are searched, of several."""
    day = Coalesce("child__born_on", "child__due_on")
    twice = Request.objects.order_by().values("child__search_name", day=day).annotate(times=Count("pk"))
    key = session.keys.order_by().filter(request_reference=OuterRef("reference")).values("party")
    suspects = Request.objects.filter(child__search_name__in=twice.filter(times__gt=1).values("child__search_name"))
    rows = list(suspects.annotate(key=Subquery(key)).exclude(key=None).order_by().values_list("key", *NAMED))
    return duplicates((row[1:] for row in rows), {row[1]: row[0] for row in rows})


def alike(kept: CheckList) -> list[list[Any]]:
    """Families in which a child of the same name and date stands as in another: its reference, theirs, its requests."""
    ring = keyring()
    rows = [row for each in kept.slices.filter(kind=WHO) for row in unpacked(each, ring)]
    first: dict[str, int] = {}
    several = {name for party, _family, _request, name in rows if name and first.setdefault(name, party) != party}
    if not several:
        return []
    suspects = {party for party, _family, _request, name in rows if name in several}
    requests: dict[str, list[str]] = defaultdict(list)
    for party, family, request, _name in rows:
        if party in suspects:
            requests[family].append(request)
    party_of = {request: family for family, own in requests.items() for request in own}
    found = duplicates(Request.objects.filter(party__in=suspects).order_by().values_list(*NAMED), party_of)
    return [[family, list(others), sorted(requests[family])] for family, others in sorted(found.items())]


def duplicates(rows: Iterable[tuple[Any, ...]], party_of: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Parties in which a child of the same name and date stands as in another one.

    Of these requests (`NAMED`), those that `party_of` names (by reference) with their party.
    """
    same: dict[tuple[Any, ...], set[str]] = defaultdict(set)
    for reference, first, last, born_on, due_on in rows:
        if last and reference in party_of:
            same[first.casefold(), last.casefold(), born_on or due_on].add(party_of[reference])
    found: dict[str, set[str]] = defaultdict(set)
    for parties in same.values():
        for party in parties:
            found[party] |= parties - {party}
    return {party: tuple(sorted(others)) for party, others in found.items() if others}


def columns() -> list[str]:
    return [_("To clear"), _("Dossier"), _("Requests"), _("What"), _("Half-days")]


def export(lists: Iterable[ToClear]) -> Iterator[Row]:
    """Every line as a row of a file, in the order of the page."""
    for each in lists:
        for line in each:
            half_days = describe(line.mask) if line.slots else None
            yield (str(each.kind.label), line.dossier, ", ".join(line.requests), ", ".join(line.subject), half_days)


def packed(kept: CheckList, kind: str, number: int, lines: list[list[Any]], ring: Keyring) -> CheckSlice:
    """A slice to write, protected as sensitive facts are."""
    text = zlib.compress(json.encode(lines), 1)
    value = ring.protect(text, context=_context(kept.pk, kind, number))
    return CheckSlice(list=kept, kind=kind, number=number, count=len(lines), key_id=value.key_id, content=value.data)


def unpacked(part: CheckSlice, ring: Keyring) -> list[list[Any]]:
    """The lines of a slice.

    Raises
    ------
    VaultClosed
        Its key is gone.
    """
    value = Protected(part.key_id, bytes(part.content))
    text = ring.reveal(value, context=_context(part.list_id, part.kind, part.number))
    lines: list[list[Any]] = json.decode(zlib.decompress(text))
    return lines


def _context(kept: int, kind: str, number: int) -> str:
    """The one place a protected slice belongs to."""
    return f"check list {kept} {kind} {number}"
