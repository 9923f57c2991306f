"""Letters: the sentences a commission writes, and the letters of a session, sent once.

Each letter is one transaction: the place proposed, the state of the request, the mail that will leave and the letter
itself stand together or not at all. Interrupted anywhere, the act is done again and goes on where it stopped.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.commissions.enums import LetterChannel, LetterKind, SessionStatus
from ribambelle.commissions.models import Commission, Letter, LetterTexts, Mailing, PlaceOffer, Session
from ribambelle.commissions.rules.letters import PLACEHOLDERS, problems_in
from ribambelle.commissions.selectors.explanations import Material, material_of
from ribambelle.commissions.selectors.letter_texts import Sentences, Texts, texts_from, texts_of
from ribambelle.commissions.selectors.letters import (
    Dates,
    Draft,
    drafts,
    entry_of,
    letter_context,
    letter_html,
    link_mark,
)
from ribambelle.demand.enums import MoveCode, RefusalGround, RequestState
from ribambelle.demand.models import Request
from ribambelle.demand.services import link_give, request_move
from ribambelle.desk.services import mail_queue
from ribambelle.kernel.formats import day_in_words

logger = logging.getLogger(__name__)


def problems_of(text: str) -> list[str]:
    """What is wrong with a sentence, in words: culprit, problem, remedy."""
    said = {
        "unknown": _("“%(culprit)s” between braces means nothing here. Use one of: %(known)s."),
        "brace": _("A brace stands alone near “%(culprit)s”. Write the word between two braces, or take it out."),
    }
    known = ", ".join(f"{{{word}}}" for word in PLACEHOLDERS)
    return [said[found.code] % {"culprit": found.culprit, "known": known} for found in problems_in(text)]


def letter_texts_put(
    *, by: User | None, at: datetime, commission: Commission, sender: str, sentences: Mapping[LetterKind, Sentences]
) -> Texts:
    """Write the sentences of a commission's letters as a new version; the same sentences again change nothing.

    Raises
    ------
    ValidationError
        A word between braces is unknown; every one is named.
    """
    every = [sender, *(text for own in sentences.values() for text in (own.opening, own.closing))]
    if problems := [problem for text in every for problem in problems_of(text)]:
        raise ValidationError(problems)
    with transaction.atomic():
        Commission.objects.select_for_update().get(pk=commission.pk)
        before = texts_of(commission)
        if (before.sender, before.sentences) == (sender, dict(sentences)):
            return before
        row = LetterTexts.objects.create(
            commission=commission,
            version=before.version + 1,
            sender=sender,
            sentences={kind.value: {"opening": own.opening, "closing": own.closing} for kind, own in sentences.items()},
            written_at=at,
            written_by=by,
        )
        record(by=by, at=at, verb="letters.write", of=commission, after={"version": row.version})
    return texts_from(row)


def letters_begin(*, by: User | None, at: datetime, session: Session, dated_on: date, answer_before: date) -> Mailing:
    """Fix the dates and the sentences of a session's letters, once; begun already, they stand as they were.

    Raises
    ------
    ValidationError
        The session is not sealed, or the answer is due before the letter.
    """
    with transaction.atomic():
        session = Session.objects.select_for_update(of=("self",)).select_related("commission").get(pk=session.pk)
        if session.status != SessionStatus.SEALED:
            said = _("Session %(reference)s is not sealed. Seal it first: letters tell what can no longer change.")
            raise ValidationError(said % {"reference": session.reference})
        if answer_before <= dated_on:
            said = _("The answer would be due on %(day)s, before the letter is read. Give a later day.")
            raise ValidationError(said % {"day": day_in_words(answer_before)})
        mailing, is_new = Mailing.objects.get_or_create(
            session=session,
            defaults={
                "texts": texts_of(session.commission).row,
                "dated_on": dated_on,
                "answer_before": answer_before,
                "begun_at": at,
                "begun_by": by,
            },
        )
        if is_new:
            after = {"dated_on": dated_on.isoformat(), "answer_before": answer_before.isoformat()}
            record(by=by, at=at, verb="letters.begin", of=session, after=after)
    return mailing


#: Up to so many letters are written while their page is asked for; more are written beside the server.
AT_ONCE = 20
#: A session of more dossiers is not even looked through to know.
LOOKED_THROUGH = 300


def is_short(mailing: Mailing) -> bool:
    """Whether its letters are few enough to be written while somebody waits for the page."""
    return mailing.session.keys.count() <= LOOKED_THROUGH and len(_left(mailing)) <= AT_ONCE


def _left(mailing: Mailing) -> list[Draft]:
    written = set(mailing.letters.values_list("request_id", flat=True))
    return [draft for draft in drafts(mailing.session) if draft.request.pk not in written and not draft.skipped]


def letters_write(
    *, by: User | None, at: datetime, mailing: Mailing, is_over: Callable[[], bool] = lambda: False
) -> bool:
    """Write the letters that are not written yet, until `is_over()`; True when none is left.

    Asked for again, by the same person or another, at the same time or later, it writes nothing twice. A letter that
    cannot be written is told to the log and left for the next time; the others are written all the same.
    """
    left = _left(mailing)
    if mailing.expected is None:
        mailing.expected = mailing.letters.count() + len(left)
        mailing.save(update_fields=["expected"])
    texts, dates = texts_from(mailing.texts), Dates(mailing.dated_on, mailing.answer_before)
    material = material_of(mailing.session) if left else None
    failed = 0
    for draft in left:
        if is_over():
            return False
        assert material is not None
        try:
            _letter(by, at, mailing, draft, texts=texts, dates=dates, material=material)
        except Exception:  # one family's letter must not keep those of the others back
            logger.exception("letter of request %s", draft.request.reference)
            failed += 1
    if failed:
        return False
    _finish(by, at, mailing)
    return True


def letters_go_on(*, at: datetime, is_over: Callable[[], bool] = lambda: False) -> bool:
    """Go on with every mailing that was begun and is not finished, the first begun first; True when none is left.

    What the server's own loop runs, and `ribambelle manage write_letters`: killed anywhere, it goes on where it was.
    """
    unfinished = Mailing.objects.filter(finished_at=None).select_related("session__commission", "texts", "begun_by")
    done = [
        letters_write(by=mailing.begun_by, at=at, mailing=mailing, is_over=is_over)
        for mailing in unfinished.order_by("begun_at", "pk")
    ]
    return all(done)


def _letter(
    by: User | None, at: datetime, mailing: Mailing, draft: Draft, *, texts: Texts, dates: Dates, material: Material
) -> None:
    """One letter with all it brings, or nothing of it."""
    with transaction.atomic():
        request = Request.objects.select_for_update().get(pk=draft.request.pk)
        if mailing.letters.filter(request=request).exists():
            return
        if request.state == RequestState.TO_CONFIRM and draft.kind == LetterKind.PROPOSAL:
            request_move(by=None, at=at, request=request, code=MoveCode.CONFIRM)
            request.refresh_from_db(fields=["state"])
        if draft.kind != LetterKind.WAITING and request.state != RequestState.ACTIVE:
            return  # it left the waiting list this instant: the list of letters says so
        _consequences(by, at, mailing, draft, material)
        link = link_give(by=by, at=at, household=draft.request.party.household)
        context = letter_context(mailing.session, draft, texts, dates=dates, material=material, address=link_mark(link))
        Letter.objects.create(
            mailing=mailing,
            request=request,
            position=draft.position,
            kind=draft.kind,
            channel=draft.channel,
            html=letter_html(context),
            written_at=at,
        )
        if draft.channel == LetterChannel.MAIL:
            _mails(by, at, mailing, draft, context)


def _consequences(by: User | None, at: datetime, mailing: Mailing, draft: Draft, material: Material) -> None:
    """The place proposed, or the refusal, and the state of the request."""
    session, request = mailing.session, draft.request
    if draft.kind == LetterKind.PROPOSAL:
        assert draft.section is not None, "the settings of a session stand as long as it does"
        offer = PlaceOffer.objects.create(
            session=session,
            request=request,
            setting=draft.section.setting,
            section=draft.section,
            slots=draft.slots,
            entry_on=entry_of(session, request),
            rank=draft.rank,
            answer_before=mailing.answer_before,
        )
        after = {"setting": offer.setting.reference, "answer_before": offer.answer_before.isoformat()}
        record(by=by, at=at, verb="place.propose", of=offer, after=after)
        request_move(by=by, at=at, request=request, code=MoveCode.PROPOSE)
    elif draft.kind == LetterKind.REFUSAL:
        decision = material.decisions[draft.key.party]
        reason = str(decision.get_reason_display())
        # a commission refuses on its rule; what it lacks places for waits on
        ground = RefusalGround.INCOMPATIBLE
        request_move(by=by, at=at, request=request, code=MoveCode.REFUSE, reason=reason, ground=ground)


def _mails(by: User | None, at: datetime, mailing: Mailing, draft: Draft, context: Mapping[str, object]) -> None:
    """One mail to each guardian who has an address, with the personal link of that guardian."""
    subject = _("Request %(reference)s: the answer of the commission") % {"reference": draft.request.reference}
    for guardian in draft.readers:
        link = link_give(by=by, at=at, household=draft.request.party.household, guardian=guardian)
        mail_queue(
            by=by,
            to=guardian.email,
            subject=subject,
            text=render_to_string("commissions/mails/letter.txt", {**context, "address": link_mark(link)}),
            about=draft.request,
            key=f"letter:{mailing.session.reference}:{draft.request.reference}:{guardian.pk}",
        )


def _finish(by: User | None, at: datetime, mailing: Mailing) -> None:
    with transaction.atomic():
        current = Mailing.objects.select_for_update().get(pk=mailing.pk)
        if current.finished_at is None:
            current.finished_at = at
            current.save(update_fields=["finished_at"])
            record(by=by, at=at, verb="letters.finish", of=mailing.session, after={"letters": current.letters.count()})
