"""Files of many letters: those being made, those to take away."""

import tempfile
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count, QuerySet

from ribambelle.commissions.enums import LetterChannel
from ribambelle.commissions.models import LetterFile, LetterPiece, Mailing
from ribambelle.kernel.vault import Protected, keyring
from ribambelle.papers.rendering import PAPERS

#: Letters of one piece; a file of one piece is a paper, a longer one an archive of papers.
PIECE = 50


CHUNK = 256 * 1024
#: Up to so many letters are one paper made while one waits for it.
AT_ONCE = 20


class Offered(NamedTuple):
    """Letters to take away in one format: at once, or as a file made beside the server (none: not asked for)."""

    fmt: str
    is_at_once: bool
    file: LetterFile | None


class Group(NamedTuple):
    """The letters to post, or all of them, in each format."""

    channel: str
    letters: int
    formats: list[Offered]


def offered(mailing: Mailing, *, posted: int, every: int) -> list[Group]:
    """What may be taken away of a mailing that is finished. One query."""
    known = {(file.channel, file.fmt): file for file in files_of(mailing)}
    groups = []
    for channel, count in ((LetterChannel.PAPER.value, posted), ("", every)):
        own = [Offered(fmt, count <= AT_ONCE, _still_right(known.get((channel, fmt)), count)) for fmt in PAPERS]
        if count:
            groups.append(Group(channel, count, own))
    return groups


def _still_right(file: LetterFile | None, count: int) -> LetterFile | None:
    """The file, unless letters were written since it was asked for."""
    return file if file is not None and file.letters == count else None


class Taken(NamedTuple):
    """A file to hand over."""

    name: str
    content_type: str
    content: Iterator[bytes]


def files_of(mailing: Mailing) -> QuerySet[LetterFile]:
    """The files asked for, with the number of pieces made of each."""
    return mailing.files.annotate(done=Count("made")).order_by("channel", "fmt")


def taken(file: LetterFile) -> Taken:
    """A finished file: one paper, or an archive of papers of fifty letters each, named by their order.

    Raises
    ------
    VaultClosed
        A key it was protected with is gone: ask for it again.
    """
    paper, reference = PAPERS[file.fmt], file.mailing.session.reference
    first = _revealed(file, file.made.order_by("number")[0])
    if file.pieces == 1:
        return Taken(f"lettres-{reference}.{paper.extension}", paper.content_type, iter([first]))
    return Taken(f"lettres-{reference}-{file.fmt}.zip", "application/zip", _archive(file))


def _archive(file: LetterFile) -> Iterator[bytes]:
    """The archive, written to a file of the machine first: it may be larger than what memory should hold."""
    paper, reference = PAPERS[file.fmt], file.mailing.session.reference
    with tempfile.TemporaryFile() as held:
        with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
            for piece in file.made.order_by("number").iterator(chunk_size=4):
                first, last = piece.number * PIECE + 1, min((piece.number + 1) * PIECE, file.letters)
                about = zipfile.ZipInfo(f"lettres-{reference}-{first:05}-{last:05}.{paper.extension}")
                archive.writestr(about, _revealed(file, piece))
        held.seek(0)
        while part := held.read(CHUNK):
            yield part


def context_of(file: LetterFile, number: int) -> str:
    """The one place a protected piece belongs to."""
    return f"letters {file.pk} {number}"


def _revealed(file: LetterFile, piece: LetterPiece) -> bytes:
    return keyring().reveal(Protected(piece.key_id, bytes(piece.content)), context=context_of(file, piece.number))
