"""Proposed places: the list, one place with what can be done to it, reminders, lapses, arrivals and departures."""

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from ribambelle.accounts.access import requires
from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import AnswerChannel, OfferMove, OfferState
from ribambelle.commissions.forms.letters import NO_WAITS, YES, DeskAnswerForm, ReasonForm, ReopenForm
from ribambelle.commissions.models import PlaceOffer
from ribambelle.commissions.rules.offers import moves_from
from ribambelle.commissions.selectors import places
from ribambelle.commissions.services import answers, reminders
from ribambelle.commissions.services.answers import Answered
from ribambelle.commissions.views.author import author
from ribambelle.demand.enums import MoveCode, RequestState
from ribambelle.demand.errors import DemandError
from ribambelle.demand.services import request_move
from ribambelle.ui.answers import act, actor, table_file, wrong
from ribambelle.ui.toasts import done, failed

PAGE_SIZE = 50


@requires("commissions.view_offer")
@require_GET
def place_list(request: HttpRequest) -> HttpResponse:
    """The proposed places a person may see, filtered; the same as a file."""
    today = timezone.localdate()
    asked = {name: request.GET.get(name, "") for name in ("seance", "etat", "lieu", "q", "suite")}
    visible = places.places_for(request.user)
    following = {"rappel": places.to_remind, "retard": places.overdue}
    visible = following[asked["suite"]](request.user, today) if asked["suite"] in following else visible
    shown = places.filtered(
        visible, session=asked["seance"], state=asked["etat"], setting=asked["lieu"], text=asked["q"]
    )
    if answer := table_file(
        request.GET.get("export", ""),
        "places-proposees",
        places.export_columns(),
        places.export_rows(shown),
        _("Places"),
    ):
        return answer
    context = {
        "page": Paginator(shown, PAGE_SIZE).get_page(request.GET.get("page")),
        "asked": asked,
        "states": OfferState,
        "sessions": places.sessions_with_places(request.user),
        "counts": places.counts(visible),
        "today": today,
    }
    return render(request, "commissions/place_list.html", context)


def place_or_404(request: HttpRequest, reference: str, request_reference: str) -> PlaceOffer:
    """The place, when this person may see it; 404 otherwise."""
    place = (
        places.places_for(request.user)
        .filter(session__reference=reference, request__reference=request_reference)
        .first()
    )
    if place is None:
        raise Http404
    return place


@requires("commissions.view_offer")
@require_GET
def place_record(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """One proposed place, its answer, what can be done and what was done."""
    place = place_or_404(request, reference, request_reference)
    return _record(request, place, DeskAnswerForm(initial={"channel": AnswerChannel.PHONE}))


def _record(request: HttpRequest, place: PlaceOffer, form: DeskAnswerForm, *, status: int = 200) -> HttpResponse:
    person = actor(request)
    codes = {move.code for move in moves_from(OfferState(place.state))}
    is_lead = request.user.has_perm("commissions.send_letters")
    is_late = place.answer_before < timezone.localdate()
    # the director learns how to reach a family once it has said yes
    shows_family = person.has_role(Role.COORDINATOR, Role.FRONT_DESK) or place.state == OfferState.ACCEPTED
    context = {
        "place": place,
        "form": form,
        "guardians": place.request.party.household.guardians.all() if shows_family else [],
        "can_answer": OfferMove.ACCEPT in codes and request.user.has_perm("commissions.answer_offer"),
        "can_give_up": place.state == OfferState.ACCEPTED
        and place.request.state == RequestState.ACCEPTED
        and request.user.has_perm("commissions.answer_offer"),
        "can_lapse": OfferMove.LAPSE in codes and is_lead and is_late and place.reminded_at is not None,
        "can_remind": place.state == OfferState.PENDING and request.user.has_perm("commissions.answer_offer"),
        "take_back": ReasonForm(prefix="reprise") if OfferMove.TAKE_BACK in codes and is_lead else None,
        "reopen": ReopenForm(prefix="encore", place=place) if OfferMove.REOPEN in codes and is_lead else None,
        "is_late": is_late,
        "enters": place.request.state == RequestState.ACCEPTED and place.state == OfferState.ACCEPTED,
        "leaves": place.request.state == RequestState.ENTERED and place.state == OfferState.ACCEPTED,
        "history": places.history_of(place),
    }
    return render(request, "commissions/place_record.html", context, status=status)


@requires("commissions.answer_offer")
@require_POST
def place_answer(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """Note the answer of a family, come on paper, by telephone or at the desk."""
    place = place_or_404(request, reference, request_reference)
    form = DeskAnswerForm(request.POST)
    if not form.is_valid():
        return _record(request, place, form, status=422)
    given, channel = form.cleaned_data, AnswerChannel(form.cleaned_data["channel"])

    def accept() -> Answered:
        return answers.offer_accept(
            by=author(request), at=timezone.now(), offer=place, channel=channel, note=given["note"]
        )

    def decline() -> Answered:
        return answers.offer_decline(
            by=author(request),
            at=timezone.now(),
            offer=place,
            channel=channel,
            reason=given["reason"],
            note=given["note"],
            waits=given["answer"] == NO_WAITS,
        )

    return _done(request, place, accept if given["answer"] == YES else decline)


def _done(request: HttpRequest, place: PlaceOffer, call: Callable[[], Answered]) -> HttpResponse:
    """Do it and say where the place stands now, or what prevented it."""
    back = redirect("commissions:place_record", place.session.reference, place.request.reference)
    try:
        answered = call()
    except DemandError as error:
        failed(request, str(error))
        return back
    except answers.AnswerRefused as error:
        failed(request, " ".join(error.messages))
        return back
    if answered.gone:
        said = _("The place could not be taken: %(why)s The request waits again, with its date and its points.")
        failed(request, said % {"why": answered.gone})
    else:
        said = _("%(reference)s: %(state)s.")
        values = {"reference": place.request.reference, "state": answered.offer.get_state_display()}
        done(request, said % values)
    return back


@requires("commissions.answer_offer")
@require_POST
def place_give_up(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """The family gives up an accepted place before the entry."""
    place = place_or_404(request, reference, request_reference)
    return _done(
        request,
        place,
        lambda: answers.offer_give_up(by=author(request), at=timezone.now(), offer=place, channel=AnswerChannel.DESK),
    )


@requires("commissions.send_letters")
@require_POST
def place_lapse(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """Confirm that no answer came."""
    place = place_or_404(request, reference, request_reference)
    return _done(request, place, lambda: answers.offer_lapse(by=author(request), at=timezone.now(), offer=place))


@requires("commissions.send_letters")
@require_POST
def place_take_back(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """Take a proposal back, with its reason."""
    place = place_or_404(request, reference, request_reference)
    form = ReasonForm(request.POST, prefix="reprise")
    if not form.is_valid():
        wrong(request, form)
        return redirect("commissions:place_record", reference, request_reference)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        place,
        lambda: answers.offer_take_back(by=author(request), at=timezone.now(), offer=place, reason=reason),
    )


@requires("commissions.send_letters")
@require_POST
def place_reopen(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """Await the answer again."""
    place = place_or_404(request, reference, request_reference)
    form = ReopenForm(request.POST, prefix="encore", place=place)
    if not form.is_valid():
        wrong(request, form)
        return redirect("commissions:place_record", reference, request_reference)
    facts: dict[str, Any] = form.cleaned_data
    return _done(
        request,
        place,
        lambda: answers.offer_reopen(by=author(request), at=timezone.now(), offer=place, **facts),
    )


@requires("commissions.answer_offer")
@require_POST
def place_remind(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """Note that the family was called, or written to."""
    place = place_or_404(request, reference, request_reference)
    act(
        request,
        _("The reminder is noted."),
        lambda: reminders.reminder_note(by=author(request), at=timezone.now(), offer=place),
    )
    return redirect("commissions:place_record", reference, request_reference)


@requires("commissions.answer_offer")
@require_POST
def places_remind(request: HttpRequest) -> HttpResponse:
    """Remind by mail every family whose answer is due within three days; name those to call."""
    waiting = places.to_remind(request.user, timezone.localdate())
    told = reminders.reminders_send(by=author(request), at=timezone.now(), offers=list(waiting))
    number = told.mailed
    done(request, ngettext("%(n)s reminder leaves by mail.", "%(n)s reminders leave by mail.", number) % {"n": number})
    if told.to_call:
        names = ", ".join(place.request.reference for place in told.to_call)
        failed(request, _("No e-mail address: call these families, then note it: %(names)s.") % {"names": names})
    return redirect("commissions:place_list")


@requires("commissions.note_entry")
@require_POST
def place_door(request: HttpRequest, reference: str, request_reference: str, code: str) -> HttpResponse:
    """The child has entered, or has left: noted by the director or the desk."""
    place = place_or_404(request, reference, request_reference)
    if code not in {MoveCode.ENTER, MoveCode.LEAVE} or place.state != OfferState.ACCEPTED:
        raise Http404
    try:
        made = request_move(by=author(request), at=timezone.now(), request=place.request, code=MoveCode(code))
    except DemandError as error:
        failed(request, str(error))
    else:
        state = RequestState(made.to_state).label
        done(request, _("%(reference)s: %(state)s.") % {"reference": place.request.reference, "state": state})
    return redirect("commissions:place_record", reference, request_reference)
