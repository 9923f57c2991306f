"""The letters of a session as a list: who gets what, by which way, what was written, what was not and why."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ribambelle.commissions.enums import LetterChannel, LetterKind
from ribambelle.commissions.models import Commission, Letter, Mailing, PlaceOffer
from ribambelle.commissions.rules.letters import PLACEHOLDERS
from ribambelle.commissions.selectors.letters import Draft
from ribambelle.kernel.weeks import describe
from ribambelle.papers.spreadsheets import Value


@dataclass(frozen=True, slots=True)
class Row:
    """A letter to write or written, and the place it proposes."""

    draft: Draft
    letter: Letter | None
    place: PlaceOffer | None

    @property
    def kind(self) -> LetterKind:
        return LetterKind(self.letter.kind) if self.letter else self.draft.kind

    @property
    def channel(self) -> LetterChannel:
        return LetterChannel(self.letter.channel) if self.letter else self.draft.channel

    @property
    def skipped(self) -> str:
        """Why nothing is written; nothing once a letter is."""
        return "" if self.letter else self.draft.skipped


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
        found = PlaceOffer.objects.filter(session=mailing.session_id).select_related("session", "request")
        places = {place.request_id: place for place in found}
    return [Row(draft, written.get(draft.request.pk), places.get(draft.request.pk)) for draft in letters]


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
        written=sum(1 for row in told if row.letter),
        left=sum(1 for row in told if not row.letter),
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
        draft = row.draft
        yield [
            draft.position,
            draft.request.reference,
            str(draft.request.child),
            str(row.kind.label),
            "" if row.skipped else str(row.channel.label),
            row.letter.written_at.date() if row.letter else None,
            draft.section.setting.name if draft.section else "",
            describe(draft.slots) if draft.given else "",
            row.place.get_state_display() if row.place else "",
            row.skipped,
        ]


def words() -> list[str]:
    """The words one may put between braces, with their braces."""
    return [f"{{{word}}}" for word in PLACEHOLDERS]


def commissions() -> QuerySet[Commission]:
    """All commissions."""
    return Commission.objects.all()
