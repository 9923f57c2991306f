"""The letters of a sealed session: each family gets one, once, with what it needs; an interruption loses nothing."""

import io
from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pikepdf
import pytest
from django.core.exceptions import ValidationError

from ribambelle.accounts.models import Event
from ribambelle.commissions.enums import LetterChannel, LetterKind
from ribambelle.commissions.models import Letter, Mailing, PlaceOffer, Session
from ribambelle.commissions.selectors.explanations import material_of
from ribambelle.commissions.selectors.letter_texts import Sentences, texts_of
from ribambelle.commissions.selectors.letters import drafts, letter_as_sent, many_letters
from ribambelle.commissions.services import decisions, letters, sealing
from ribambelle.demand.enums import MoveCode, RequestState
from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.services import request_move
from ribambelle.desk.models import OutgoingMail
from ribambelle.papers.contract import check
from ribambelle.papers.pdf import render_pdf
from tests.integration.commissions import territory

pytestmark = pytest.mark.django_db
AT = datetime(2028, 4, 20, 16, tzinfo=UTC)
SENT = datetime(2028, 4, 22, 9, tzinfo=UTC)
DATES: dict[str, Any] = {"dated_on": date(2028, 4, 22), "answer_before": date(2028, 5, 6)}


def sealed(count: int = 14, *, refuse: bool = False, **facts: Any) -> Session:
    session = territory.proposed(count, **facts)
    if refuse:
        party = session.snapshot.parsed["dossiers"][0]["party"]
        decisions.decision_record(
            by=None, session=session, party=party, kind="refuse", reason="not-eligible", text="Hors territoire.", at=AT
        )
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    return session


def send(session: Session) -> Mailing:
    mailing = letters.letters_begin(by=None, at=SENT, session=session, **DATES)
    assert letters.letters_write(by=None, at=SENT, mailing=mailing)
    mailing.refresh_from_db()
    return mailing


def test_each_request_gets_one_letter_of_the_right_kind_and_its_state() -> None:
    session = sealed(refuse=True)
    told = {draft.request.reference: draft for draft in drafts(session)}
    mailing = send(session)
    written = {letter.request.reference: letter for letter in mailing.letters.select_related("request")}
    assert set(written) == set(told) == set(session.keys.values_list("request_reference", flat=True))
    states = {
        LetterKind.PROPOSAL: RequestState.PROPOSED,
        LetterKind.WAITING: RequestState.ACTIVE,
        LetterKind.REFUSAL: RequestState.REFUSED,
    }
    for reference, letter in written.items():
        assert letter.kind == told[reference].kind
        assert letter.request.state == states[LetterKind(letter.kind)], reference
    kinds = Counter(letter.kind for letter in written.values())
    assert kinds[LetterKind.PROPOSAL] == PlaceOffer.objects.count() > 0
    assert kinds[LetterKind.REFUSAL] > 0
    assert mailing.finished_at == SENT


def test_what_is_proposed_is_what_was_sealed() -> None:
    session = sealed()
    send(session)
    placed = material_of(session).ranking.placed
    child_of = dict(session.keys.values_list("request_reference", "child"))
    for offer in PlaceOffer.objects.select_related("request", "setting", "section"):
        row = placed[child_of[offer.request.reference]]
        assert (offer.setting.reference, offer.section.code) == (row.setting, row.section)
        assert offer.slots == sum(1 << territory_slots().index(slot) for slot in row.slots)
    new = {child for child, row in placed.items() if row.rank}
    assert {child_of[offer.request.reference] for offer in PlaceOffer.objects.select_related("request")} == new


def territory_slots() -> tuple[str, ...]:
    from ribambelle.kernel.weeks import SLOTS

    return SLOTS


def test_sent_again_nothing_is_written_twice_and_nothing_is_lost() -> None:
    session = sealed()
    mailing = letters.letters_begin(by=None, at=SENT, session=session, **DATES)
    steps = iter([False, False, False, True])
    assert not letters.letters_write(by=None, at=SENT, mailing=mailing, is_over=lambda: next(steps))
    assert (mailing.letters.count(), mailing.finished_at) == (3, None)
    again = letters.letters_begin(
        by=None, at=SENT, session=session, dated_on=date(2029, 1, 1), answer_before=date(2029, 2, 1)
    )
    assert again.answer_before == DATES["answer_before"], "the dates stand"
    send(session)
    before = (Letter.objects.count(), OutgoingMail.objects.count(), Event.objects.count())
    send(session)
    assert (Letter.objects.count(), OutgoingMail.objects.count(), Event.objects.count()) == before
    assert Letter.objects.count() == session.keys.count()
    positions = list(mailing.letters.values_list("position", flat=True))
    assert positions == sorted(positions)


def test_every_guardian_with_an_address_gets_a_mail_and_the_others_paper() -> None:
    session = sealed()
    party = session.keys.order_by("child").first()
    assert party is not None
    silent = Request.objects.get(reference=party.request_reference).party.household
    silent.guardians.update(email="")
    Guardian.objects.create(
        household=Request.objects.exclude(party__household=silent).first().party.household,  # type: ignore[union-attr]
        position=2,
        first_name="Deux",
        last_name="Xylographe",
        email="deux@rutabaga.example",
    )
    mailing = send(session)
    posted = {letter.request.party.household_id for letter in mailing.letters.filter(channel=LetterChannel.PAPER)}
    assert posted == {silent.pk}
    mails = Counter(OutgoingMail.objects.values_list("to", flat=True))
    assert mails["deux@rutabaga.example"] == mails.total() - mailing.letters.filter(channel=LetterChannel.MAIL).count()
    links = {line for mail in OutgoingMail.objects.all() for line in mail.text.splitlines() if "{link:" in line}
    readers = {(mail.to) for mail in OutgoingMail.objects.all()}
    assert len(links) == len(readers), "each reader has an address of its own"


def test_a_family_reads_its_points_what_was_missing_its_remedies_and_no_other_name() -> None:
    session = sealed()
    mailing = send(session)
    names = {guardian.last_name: guardian.household_id for guardian in Guardian.objects.all()}
    pseudonyms = set(session.keys.values_list("party", flat=True))
    for letter in mailing.letters.select_related("request__party__household"):
        checked = check(letter_as_sent(letter), assets={})
        text = " ".join(" ".join(checked.root.itertext()).split())
        assert "L. 311-3-1" in text, "the mention on algorithms (France)"
        assert "tribunal administratif" in text
        assert letter.request.reference in text
        assert [name for name in names if f"{name} " in text and names[name] != letter.request.party.household_id] == []
        assert not [name for name in pseudonyms if name in text]
        if letter.kind == LetterKind.PROPOSAL:
            assert "6 mai 2028" in text
            assert "Talon-réponse" in text
            assert "/suivi/" in text
        else:
            assert "reste en liste d’attente" in text


def test_a_request_that_left_the_list_gets_no_place_and_is_named() -> None:
    session = sealed()
    gone = next(draft for draft in drafts(session) if draft.kind == LetterKind.PROPOSAL).request
    request_move(by=None, at=SENT, request=gone, code=MoveCode.FIND_ELSEWHERE)
    mailing = send(session)
    assert not PlaceOffer.objects.filter(request=gone).exists()
    assert not mailing.letters.filter(request=gone).exists()
    skipped = [draft for draft in drafts(session) if draft.skipped and draft.request == gone]
    assert [draft.skipped for draft in skipped] == ["accueil trouvé ailleurs"]
    assert mailing.finished_at is not None


def test_letters_wait_for_the_seal_and_for_dates_that_can_be_kept() -> None:
    session = territory.proposed(4)
    with pytest.raises(ValidationError, match="n’est pas scellée"):
        letters.letters_begin(by=None, at=SENT, session=session, **DATES)
    session = Session.objects.get()
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    with pytest.raises(ValidationError, match="avant que la lettre"):
        letters.letters_begin(
            by=None, at=SENT, session=session, dated_on=date(2028, 4, 22), answer_before=date(2028, 4, 22)
        )


def test_the_sentences_are_the_commission_s_own_and_a_word_that_means_nothing_is_named() -> None:
    session = sealed(4)
    texts = texts_of(session.commission)
    changed = {**texts.sentences, LetterKind.WAITING: Sentences("Bonjour {enfant}, dossier {référence}.", "Fin.")}
    made = letters.letter_texts_put(
        by=None, at=AT, commission=session.commission, sender="Relais\n1 rue du Port", sentences=changed
    )
    again = letters.letter_texts_put(
        by=None, at=AT, commission=session.commission, sender="Relais\n1 rue du Port", sentences=changed
    )
    assert (made.version, again.version) == (1, 1)
    wrong = {**changed, LetterKind.REFUSAL: Sentences("{prenom} {nom}", "}")}
    with pytest.raises(ValidationError) as caught:
        letters.letter_texts_put(by=None, at=AT, commission=session.commission, sender="x", sentences=wrong)
    assert len(caught.value.messages) == 3
    assert "prenom" in caught.value.messages[0]
    mailing = send(session)
    waiting = mailing.letters.filter(kind=LetterKind.WAITING).first()
    assert waiting is not None
    assert f"dossier {waiting.request.reference}." in waiting.html
    letters.letter_texts_put(by=None, at=AT, commission=session.commission, sender="Autre", sentences=changed)
    assert mailing.texts is not None
    assert mailing.texts.version == 1, "letters that left keep their sentences"


def test_the_letters_to_post_are_one_file_each_from_its_own_sheet() -> None:
    session = sealed(6)
    Guardian.objects.update(email="")
    mailing = send(session)
    chosen = list(mailing.letters.all())[:4]
    pages = [len(pikepdf.open(io.BytesIO(pdf(letter.html))).pages) for letter in chosen]
    printed = pikepdf.open(io.BytesIO(pdf(many_letters(chosen))))
    assert len(printed.pages) == sum(pages)
    assert printed.Root.MarkInfo.Marked


def pdf(html: str) -> bytes:
    return render_pdf(html, title="Lettres", author="Relais", layout="letter")
