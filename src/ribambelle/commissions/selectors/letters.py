"""What a sealed session has to tell each family, and the letters it told it with."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ribambelle.commissions.enums import DecisionKind, LetterChannel, LetterKind, Scope, SessionStatus
from ribambelle.commissions.models import Letter, Mailing, PseudonymKey, Session
from ribambelle.commissions.rules.deciding import Given
from ribambelle.commissions.rules.letters import filled
from ribambelle.commissions.selectors.envelopes import Envelope, envelopes
from ribambelle.commissions.selectors.explanations import ExplanationPage, Material, explanation_page
from ribambelle.commissions.selectors.letter_texts import Texts
from ribambelle.commissions.selectors.sequels import decided_by
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import AccessLink, Guardian, Request
from ribambelle.demand.selectors import address_of
from ribambelle.demand.selectors.homes import homes_of
from ribambelle.kernel.formats import day_in_words
from ribambelle.kernel.weeks import describe, mask_of
from ribambelle.network.models import Territory
from ribambelle.offer.models import Section
from ribambelle.papers.letters import bundled, copies, copy_for, lowered


@dataclass(frozen=True, slots=True)
class Draft:
    """One letter to write. `given` and `section` only for a proposal; `skipped`: why nothing is written, if so."""

    position: int
    request: Request
    key: PseudonymKey
    kind: LetterKind
    given: Given | None
    section: Section | None
    rank: int
    skipped: str = ""

    @property
    def slots(self) -> int:
        return mask_of(self.given.slots) if self.given else 0

    @property
    def readers(self) -> list[Guardian]:
        """The guardians who have an e-mail address."""
        return [guardian for guardian in self.request.party.household.guardians.all() if guardian.email]

    @property
    def channel(self) -> LetterChannel:
        return LetterChannel.MAIL if self.readers else LetterChannel.PAPER


def drafts(session: Session, chosen: Sequence[Envelope] | None = None) -> list[Draft]:
    """The letters of a sealed session, in the order of the envelopes; `chosen`: those alone. Eight queries at most."""
    told = envelopes(session) if chosen is None else chosen
    keys = {key.child: key for key in _keys(session, chosen)}
    requests = _requests(key.request_reference for key in keys.values())
    sections = {
        (section.setting.reference, section.code): section
        for section in Section.objects.select_related("setting").filter(
            setting__reference__in={envelope.given.setting for envelope in told if envelope.given}
        )
    }
    return [_draft(session, envelope, keys[envelope.child], requests, sections) for envelope in told]


def _keys(session: Session, chosen: Sequence[Envelope] | None) -> QuerySet[PseudonymKey]:
    keys = session.keys.all()
    return keys if chosen is None else keys.filter(child__in=[envelope.child for envelope in chosen])


def _draft(
    session: Session,
    envelope: Envelope,
    key: PseudonymKey,
    requests: Mapping[str, Request],
    sections: Mapping[tuple[str, str], Section],
) -> Draft:
    given, request = envelope.given, requests[key.request_reference]
    return Draft(
        position=envelope.position,
        request=request,
        key=key,
        kind=envelope.kind,
        given=given,
        section=sections.get((given.setting, given.section)) if given else None,
        rank=envelope.rank,
        skipped=_skipped(session, request, envelope.kind),
    )


def draft_of(session: Session, reference: str) -> Draft | None:
    """The letter about one request of a sealed session; None when it does not examine that request."""
    child = session.keys.filter(request_reference=reference).values_list("child", flat=True).first()
    chosen = [envelope for envelope in envelopes(session) if envelope.child == child]
    return drafts(session, chosen)[0] if chosen else None


def _requests(references: Iterable[str]) -> dict[str, Request]:
    communes = Territory.objects.defer("outline")  # few communes, many families: each is made once
    found = (
        Request.objects.filter(reference__in=list(references))
        .select_related("child", "party__household")
        .prefetch_related(
            Prefetch("party__household__commune", communes), Prefetch("party__household__guardians__commune", communes)
        )
    )
    return {request.reference: request for request in found}


#: Requests in these states are told; the others left the waiting list after the freeze.
TOLD = (RequestState.ACTIVE, RequestState.TO_CONFIRM)


def is_told_already(session: Session, kind: LetterKind) -> bool:
    """Whether a letter of this kind would say again what the session this one goes on from said."""
    return kind == LetterKind.WAITING and session.scope == Scope.URGENT and session.parent_id is not None


def _skipped(session: Session, request: Request, kind: LetterKind) -> str:
    """Why a request gets no letter: it left the waiting list after the freeze, or it waits on and was told so."""
    if is_told_already(session, kind):
        return _("waits on, as it was told")
    state = RequestState(request.state)
    return "" if state in TOLD else str(state.label)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a mailing fixes."""

    dated_on: date
    answer_before: date


def letter_context(
    session: Session, draft: Draft, texts: Texts, *, dates: Dates, material: Material, address: str
) -> dict[str, Any]:
    """All that a letter says. `address`: the personal link of the family."""
    page = explanation_page(session, draft.key, draft.request, material)
    decided, decision = decided_by(session), material.decisions.get(draft.key.party)
    values = _values(session, draft, dates, page, texts.coordination) | {
        "séance": decided.title,
        "date de séance": day_in_words(decided.held_on),
    }
    sentences = texts.sentences[draft.kind]
    return {
        "session": session,
        "follows": decided if decided != session else None,
        "draft": draft,
        "asked": draft.request,
        "household": draft.request.party.household,
        "homes": homes_of(draft.request.party.household),
        "page": page,
        "dates": dates,
        "sender": filled(texts.sender, values),
        "opening": filled(sentences.opening, values),
        "closing": filled(sentences.closing, values),
        "window": session.commission.jurisdiction.lower(),
        "address": address,
        "next_session": next_session(session.commission_id, dates.dated_on),
        "entry_on": entry_of(session, draft.request),
        "is_proposal": draft.kind == LetterKind.PROPOSAL,
        "is_waiting": draft.kind == LetterKind.WAITING,
        "is_held_back": decision is not None and decision.kind == DecisionKind.HOLD,
    }


def _values(session: Session, draft: Draft, dates: Dates, page: ExplanationPage, coordination: str) -> dict[str, str]:
    """What stands for each word between braces."""
    section = draft.section
    return {
        "enfant": str(draft.request.child) if draft.request.child.first_name else _("your child"),
        "référence": draft.request.reference,
        "lieu": section.setting.name if section else "",
        "section": section.name if section else "",
        "demi-journées": describe(draft.slots) if draft.given else "",
        "entrée": day_in_words(entry_of(session, draft.request)),
        "réponse avant": day_in_words(dates.answer_before),
        "points": page.total,
        "rang": str(draft.rank),
        "coordination": coordination,
    }


def entry_of(session: Session, request: Request) -> date:
    """The day a place begins: that of the session, or the day the family wishes when it is later."""
    return max(session.entry_on, request.wished_start_on)


def letter_html(context: dict[str, Any]) -> str:
    """The letter as a paper (`papers.contract`)."""
    return render_to_string("commissions/papers/letter.html", context)


def next_session(commission: int, after: date) -> Session | None:
    """The next session of a commission that is prepared and not held yet."""
    return (
        Session.objects.filter(commission=commission, held_on__gte=after, status=SessionStatus.PREPARED)
        .order_by("held_on")
        .first()
    )


def mailing_of(session: Session) -> Mailing | None:
    """The letters of a session, once begun."""
    return Mailing.objects.select_related("texts", "begun_by").filter(session=session).first()


#: Where the personal link stands in a letter that is kept: a copy of the database opens nothing.
LINK = re.compile(r"\{link:(\d+)\}")


def link_mark(link: AccessLink) -> str:
    """What stands for the address of a personal link in what is kept."""
    return f"{{link:{link.pk}}}"


def letter_as_sent(letter: Letter) -> str:
    """The letter with the personal link written in; to guardians who live apart, one copy after the other."""
    return bundled(copies(_with_link(letter)))


def letter_to(letter: Letter, guardian: Guardian | None) -> str:
    """The copy that one guardian received; the first for None."""
    return copy_for(_with_link(letter), str(guardian or ""))


def _with_link(letter: Letter) -> str:
    return LINK.sub(_address, letter.html)


def _address(match: re.Match[str]) -> str:
    link = AccessLink.objects.filter(pk=int(match[1]), revoked_at=None).first()
    return (address_of(link) if link else "") or _("(this link was replaced: ask us for the new one)")


def many_letters(letters: Iterable[Letter]) -> str:
    """Several letters as one paper, titles one level down."""
    every = [copy for letter in letters for copy in copies(_with_link(letter))]
    return "\n".join(f'<section data-letter="one">{lowered(copy)}</section>' for copy in every)
