"""Many letters in one file to take away, made piece by piece beside the server.

Each piece is one transaction and is made once: killed anywhere, the work goes on with the piece that is missing. What
is made opens the pages of families: it is protected, and goes after a few days.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.selectors import body_name
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import LetterChannel
from ribambelle.commissions.models import LetterFile, LetterPiece, Mailing
from ribambelle.commissions.selectors.letter_files import PIECE, context_of
from ribambelle.commissions.selectors.letters import many_letters
from ribambelle.kernel.vault import keyring
from ribambelle.papers.rendering import PAPERS, render_paper

KEPT_FOR = timedelta(days=7)


def letter_file_ask(
    *, by: User | None, at: datetime, mailing: Mailing, channel: LetterChannel | str, fmt: str
) -> LetterFile:
    """Ask for a file of letters; asked for twice, it is the same one, unless letters were written since it was made.

    Raises
    ------
    ValidationError
        There is no letter to put in it.
    KeyError
        Unknown format.
    """
    if fmt not in PAPERS:
        raise KeyError(fmt)
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update().get(pk=mailing.pk)
        chosen = mailing.letters.filter(channel=channel) if channel else mailing.letters.all()
        count = chosen.count()
        if not count:
            raise ValidationError(_("No letter is to be posted: every family has an e-mail address."))
        known = mailing.files.filter(channel=channel, fmt=fmt).first()
        if known is not None and known.letters == count:
            return known
        if known is not None:
            known.delete()
        made = LetterFile.objects.create(
            mailing=mailing,
            channel=channel,
            fmt=fmt,
            letters=count,
            pieces=-(-count // PIECE),
            asked_at=at,
            asked_by=by,
        )
        after = {"letters": count, "format": fmt, "channel": str(channel) or "all"}
        record(by=by, at=at, verb="letters.file", of=mailing.session, after=after)
    return made


def letter_files_go_on(*, at: datetime, is_over: Callable[[], bool] = lambda: False) -> bool:
    """Make the pieces that are missing, the file first asked for first; True when none is left. Old files go."""
    LetterFile.objects.filter(asked_at__lt=at - KEPT_FOR).delete()
    for file in (
        LetterFile.objects.filter(finished_at=None).select_related("mailing__session").order_by("asked_at", "pk")
    ):
        made = set(file.made.values_list("number", flat=True))
        for number in range(file.pieces):
            if number in made:
                continue
            if is_over():
                return False
            _piece(file, number)
        LetterFile.objects.filter(pk=file.pk, finished_at=None).update(finished_at=at)
    return True


def _piece(file: LetterFile, number: int) -> None:
    """One piece, rendered outside any transaction, then written unless somebody else wrote it meanwhile."""
    letters = file.mailing.letters.order_by("position")
    chosen = letters.filter(channel=file.channel) if file.channel else letters
    title = _("Letters of session %(reference)s") % {"reference": file.mailing.session.reference}
    html = many_letters(chosen[number * PIECE : (number + 1) * PIECE])
    content = render_paper(html, file.fmt, title=title, author=body_name(), layout="letter")
    value = keyring().protect(content, context=context_of(file, number))
    with transaction.atomic():
        if LetterFile.objects.select_for_update().filter(pk=file.pk).exists():
            LetterPiece.objects.get_or_create(
                file=file, number=number, defaults={"key_id": value.key_id, "content": value.data}
            )
