"""The letters of a session as a list: who gets what, by which way, what was written, what was not and why."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from ribambelle.commissions.enums import LetterChannel, LetterKind
from ribambelle.commissions.models import Commission, Letter, Mailing, PlaceOffer, Session
from ribambelle.commissions.rules.letters import PLACEHOLDERS
from ribambelle.commissions.selectors.envelopes import envelopes
from ribambelle.commissions.selectors.letters import TOLD, Draft, drafts, is_told_already
from ribambelle.demand.models import Guardian, Request
from ribambelle.kernel.weeks import describe
from ribambelle.papers.spreadsheets import Value


@dataclass(frozen=True, slots=True)
class Row:
    """A letter to write or written, and the place it proposes. `skipped`: why nothing is written, if so."""

    position: int
    request: Request
    kind: LetterKind
    channel: LetterChannel
    setting: str
    slots: int
    written_at: datetime | None
    place: PlaceOffer | None
    skipped: str


@dataclass(frozen=True, slots=True)
class Totals:
    """How many letters of each kind and way; `left` are not written yet, `skipped` never will be."""

    proposals: int
    waiting: int
    refusals: int
    mailed: int
    posted: int
    written: int
    left: int
    skipped: int

    @property
    def total(self) -> int:
        return self.written + self.left


def rows_of(letters: Iterable[Draft], mailing: Mailing | None) -> list[Row]:
    """Every request of the session with its letter. Two queries."""
    written: dict[int, Letter] = {}
    places: dict[int, PlaceOffer] = {}
    if mailing is not None:
        written = {letter.request_id: letter for letter in mailing.letters.defer("html")}
        places = _places(mailing, [draft.request.pk for draft in letters])
    return [_row(draft, written.get(draft.request.pk), places.get(draft.request.pk)) for draft in letters]


def _row(draft: Draft, letter: Letter | None, place: PlaceOffer | None) -> Row:
    return Row(
        position=draft.position,
        request=draft.request,
        kind=LetterKind(letter.kind) if letter else draft.kind,
        channel=LetterChannel(letter.channel) if letter else draft.channel,
        setting=draft.section.setting.name if draft.section else "",
        slots=draft.slots,
        written_at=letter.written_at if letter else None,
        place=place,
        skipped="" if letter else draft.skipped,
    )


def _places(mailing: Mailing, requests: list[int]) -> dict[int, PlaceOffer]:
    found = PlaceOffer.objects.filter(session=mailing.session_id, request__in=requests)
    return {place.request_id: place for place in found.select_related("setting")}


class ToSend(Sequence[Row]):
    """The letters of a session before any is written; a page makes its own alone."""

    def __init__(self, session: Session, kind: str = "") -> None:
        self.session = session
        self.envelopes = [each for each in envelopes(session) if not kind or each.kind == kind]

    def __len__(self) -> int:
        return len(self.envelopes)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> list[Row]: ...
    def __getitem__(self, place: int | slice) -> Row | list[Row]:
        if isinstance(place, int):
            return self[place : place + 1 or None][0]
        return rows_of(drafts(self.session, self.envelopes[place]), None)


def sent(mailing: Mailing, kind: str = "") -> QuerySet[Letter]:
    """The letters written, in the order of the envelopes, without their text."""
    letters = mailing.letters.select_related("request__child").defer("html").order_by("position")
    return letters.filter(kind=kind) if kind else letters


def rows_sent(mailing: Mailing, letters: list[Letter]) -> list[Row]:
    """Some letters written, with the places they proposed. One query."""
    places = _places(mailing, [letter.request_id for letter in letters])
    return [
        Row(
            position=letter.position,
            request=letter.request,
            kind=LetterKind(letter.kind),
            channel=LetterChannel(letter.channel),
            setting=place.setting.name if (place := places.get(letter.request_id)) else "",
            slots=place.slots if place else 0,
            written_at=letter.written_at,
            place=place,
            skipped="",
        )
        for letter in letters
    ]


def totals_sent(mailing: Mailing) -> Totals:
    """The letters of a mailing counted without looking at its dossiers. Three queries.

    While it is being written, what is left follows from the number expected; nothing is left before that is known.
    """
    rows = mailing.letters.order_by().values_list("kind", "channel").annotate(number=Count("pk"))
    kinds: Counter[str] = Counter()
    ways: Counter[str] = Counter()
    for kind, channel, number in rows:
        kinds[kind] += number
        ways[channel] += number
    written = kinds.total()
    left = 0 if mailing.finished_at else max((mailing.expected or 0) - written, 0)
    return Totals(
        proposals=kinds[LetterKind.PROPOSAL],
        waiting=kinds[LetterKind.WAITING],
        refusals=kinds[LetterKind.REFUSAL],
        mailed=ways[LetterChannel.MAIL],
        posted=ways[LetterChannel.PAPER],
        written=written,
        left=left,
        skipped=mailing.session.keys.count() - written - left if mailing.finished_at or mailing.expected else 0,
    )


def totals_to_send(session: Session) -> Totals:
    """The letters of a session before any is written, counted without making one. Two queries and the envelopes."""
    states = Request.objects.exclude(state__in=TOLD).values("reference")
    gone = set(session.keys.filter(request_reference__in=states).values_list("child", flat=True))
    told = [each for each in envelopes(session) if each.child not in gone and not is_told_already(session, each.kind)]
    kinds = Counter(each.kind for each in told)
    with_mail = Guardian.objects.filter(household=OuterRef("party__household")).exclude(email="")
    posted = Request.objects.filter(~Exists(with_mail)).values("reference")
    silent = set(session.keys.filter(request_reference__in=posted).values_list("child", flat=True))
    by_post = sum(1 for each in told if each.child in silent)
    return Totals(
        proposals=kinds[LetterKind.PROPOSAL],
        waiting=kinds[LetterKind.WAITING],
        refusals=kinds[LetterKind.REFUSAL],
        mailed=len(told) - by_post,
        posted=by_post,
        written=0,
        left=len(told),
        skipped=len(envelopes(session)) - len(told),
    )


def totals(rows: Iterable[Row]) -> Totals:
    """The letters counted."""
    every = list(rows)
    told = [row for row in every if not row.skipped]
    kinds, ways = Counter(row.kind for row in told), Counter(row.channel for row in told)
    return Totals(
        proposals=kinds[LetterKind.PROPOSAL],
        waiting=kinds[LetterKind.WAITING],
        refusals=kinds[LetterKind.REFUSAL],
        mailed=ways[LetterChannel.MAIL],
        posted=ways[LetterChannel.PAPER],
        written=sum(1 for row in told if row.written_at),
        left=sum(1 for row in told if not row.written_at),
        skipped=len(every) - len(told),
    )


def columns() -> list[str]:
    return [
        _("Order"),
        _("Request"),
        _("Child"),
        _("Letter"),
        _("Sent"),
        _("Written on"),
        _("Setting"),
        _("Half-days"),
        _("Answer"),
        _("No letter because"),
    ]


def export(rows: Iterable[Row]) -> Iterator[list[Value]]:
    """One row a request, in the order of the envelopes."""
    for row in rows:
        yield [
            row.position,
            row.request.reference,
            str(row.request.child),
            str(row.kind.label),
            "" if row.skipped else str(row.channel.label),
            row.written_at.date() if row.written_at else None,
            row.setting,
            describe(row.slots) if row.slots else "",
            row.place.get_state_display() if row.place else "",
            row.skipped,
        ]


def words() -> list[str]:
    """The words one may put between braces, with their braces."""
    return [f"{{{word}}}" for word in PLACEHOLDERS]


def commissions() -> QuerySet[Commission]:
    """All commissions."""
    return Commission.objects.all()
