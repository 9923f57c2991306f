"""What a family reads of its requests: where each stands, what comes next, why, and what it may do now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from ribambelle.commissions.enums import OfferState, SessionStatus
from ribambelle.commissions.models import Letter, PlaceOffer, PseudonymKey, Session
from ribambelle.commissions.selectors.answered import read_again
from ribambelle.commissions.selectors.explanations import ExplanationPage, explanation_page
from ribambelle.commissions.selectors.letters import next_session
from ribambelle.commissions.selectors.smallest_changes import changes_for
from ribambelle.demand.enums import RequestState
from ribambelle.demand.models import Household, Request
from ribambelle.demand.rules.life import LIVING
from ribambelle.kernel.formats import day_in_words
from ribambelle.portal.models import ToldChange
from ribambelle.ui.steps import Step

S = RequestState
#: States in which a request waits for a proposal.
WAITS = frozenset({S.ACTIVE, S.TO_CONFIRM})
PLACED = frozenset({S.ACCEPTED, S.ENTERED, S.LEFT})
BEFORE = frozenset({S.DRAFT, S.RECEIVED, S.ACKNOWLEDGED, S.COMPLETE})


@dataclass(frozen=True, slots=True)
class Examined:
    """The last sealed session that examined a request and told its family."""

    session: Session
    key: PseudonymKey
    letter: Letter


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All that the page of one request says. `place`: the last one proposed, whatever became of it."""

    request: Request
    others: Sequence[Request]
    steps: Sequence[Step]
    place: PlaceOffer | None
    examined: Examined | None
    page: ExplanationPage | None
    changes: Sequence[str]
    upcoming: Session | None
    told: Sequence[ToldChange]
    today: date

    @property
    def is_waiting(self) -> bool:
        return self.request.state in WAITS

    @property
    def is_living(self) -> bool:
        """Whether the family may still tell a change."""
        return self.request.state in LIVING | {S.ACCEPTED}

    @property
    def has_to_answer(self) -> bool:
        return self.place is not None and self.place.state == OfferState.PENDING

    @property
    def is_late(self) -> bool:
        return self.place is not None and self.has_to_answer and self.place.answer_before < self.today


def requests_of(household: Household) -> list[Request]:
    """The requests of a household, those that live first, then by register number. One query."""
    found = Request.objects.filter(party__household=household).exclude(state=S.MERGED)
    rows = list(found.select_related("child", "party__household").order_by("register_number"))
    return sorted(rows, key=lambda request: request.state not in LIVING | PLACED)


def follow_up(request: Request, others: Sequence[Request], *, today: date, wants_changes: bool = False) -> FollowUp:
    """The follow-up of one request of a household."""
    examined = examined_of(request)
    place = place_of(request)
    page = read_again(explanation_page(examined.session, examined.key, request), place) if examined else None
    seeks = wants_changes and examined is not None and page is not None and not page.is_placed
    return FollowUp(
        request=request,
        others=[other for other in others if other.pk != request.pk],
        steps=_steps(request, examined, place),
        place=place,
        examined=examined,
        page=page,
        changes=changes_for(examined.session, examined.key) if seeks and examined else [],
        upcoming=next_session(examined.session.commission_id, today) if examined else _any_upcoming(today),
        told=list(ToldChange.objects.filter(request=request)),
        today=today,
    )


def examined_of(request: Request) -> Examined | None:
    """The last session whose letter to this request was written: nothing is told before it."""
    letter = (
        Letter.objects.filter(request=request)
        .select_related("mailing__session__commission", "mailing__session__rule", "mailing__session__proposal")
        .order_by("-written_at", "-pk")
        .first()
    )
    if letter is None:
        return None
    session = letter.mailing.session
    key = session.keys.filter(request_reference=request.reference).first()
    return Examined(session, key, letter) if key else None


def place_of(request: Request) -> PlaceOffer | None:
    """The last place proposed to a request."""
    found = PlaceOffer.objects.filter(request=request).select_related("setting__commune", "section", "session")
    return found.order_by("-pk").first()


def _any_upcoming(today: date) -> Session | None:
    found = Session.objects.filter(held_on__gte=today, status=SessionStatus.PREPARED)
    return found.order_by("held_on").first()


def _steps(request: Request, examined: Examined | None, place: PlaceOffer | None) -> list[Step]:
    """Received, complete, examined, then what happened or may happen."""
    state = RequestState(request.state)
    when = _dates(request)
    done = [Step(pgettext("step of a request", "Received"), "done", day_in_words(request.received_on))]
    is_complete = state not in BEFORE or state == S.COMPLETE
    complete = pgettext("step of a request", "Complete")
    done.append(Step(complete, "done" if is_complete else "here", when.get(S.COMPLETE, "")))
    label = pgettext("step of a request", "Examined")
    if examined:
        done.append(Step(label, "done", day_in_words(examined.session.held_on)))
    elif state in BEFORE:
        done.append(Step(label, "todo"))
    return done + _last_steps(state, examined, place, when)


def _last_steps(
    state: RequestState, examined: Examined | None, place: PlaceOffer | None, when: dict[RequestState, str]
) -> list[Step]:
    proposal, entry = pgettext("step of a request", "Proposal"), pgettext("step of a request", "Entry")
    proposed = when.get(S.PROPOSED, "")
    if state in BEFORE:
        return [Step(proposal, "todo"), Step(entry, "todo")]
    if state in WAITS:
        since = _("since %(day)s") % {"day": when[S.ACTIVE]} if S.ACTIVE in when else ""
        here = Step(pgettext("step of a request", "Waiting"), "here", since)
        before = [] if examined else [Step(pgettext("step of a request", "Examined"), "todo")]
        return [here, *before, Step(proposal, "todo"), Step(entry, "todo")]
    if state == S.PROPOSED and place is not None:
        until = _("before %(day)s") % {"day": day_in_words(place.answer_before)}
        answer = pgettext("step of a request", "Your answer")
        return [Step(proposal, "done", proposed), Step(answer, "here", until), Step(entry, "todo")]
    if state in PLACED:
        day = day_in_words(place.entry_on) if place else when.get(S.ENTERED, "")
        accepted = pgettext("step of a request", "Accepted")
        last = Step(entry, "here" if state == S.ACCEPTED else "done", day)
        return [Step(proposal, "done", proposed), Step(accepted, "done", when.get(S.ACCEPTED, "")), last]
    return [Step(str(state.label).capitalize(), "here", when.get(state, ""))]


def _dates(request: Request) -> dict[RequestState, str]:
    """The last day on which the request came into each state, in words. One query."""
    rows = request.moves.order_by("at", "pk").values_list("to_state", "at")
    return {RequestState(state): day_in_words(at) for state, at in rows}
