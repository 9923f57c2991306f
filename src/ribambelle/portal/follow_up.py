"""Pages of the family behind its personal link: follow-up, answer to a proposal, change of situation, letter."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ribambelle.accounts.selectors import body_name
from ribambelle.commissions.enums import AnswerChannel, OfferState
from ribambelle.commissions.forms.letters import NO_WAITS, YES, AnswerForm
from ribambelle.commissions.models import PlaceOffer
from ribambelle.commissions.selectors.letters import letter_to
from ribambelle.commissions.services import answers
from ribambelle.demand.errors import DemandError
from ribambelle.demand.family_access import family_page
from ribambelle.demand.models import Guardian, Request
from ribambelle.demand.selectors import Holder
from ribambelle.papers.pdf import render_pdf
from ribambelle.portal import services
from ribambelle.portal.following import examined_of, follow_up, place_of, requests_of
from ribambelle.portal.forms import ChangeForm
from ribambelle.portal.known import IN_WORDS, known_of
from ribambelle.ui.toasts import done, failed


def own(holder: Holder, reference: str) -> Request:
    """The request of this household; 404 alike whether it is another's or does not exist."""
    for request in requests_of(holder.household):
        if request.reference == reference:
            return request
    raise Http404


def token_in(http: HttpRequest) -> str:
    """The token of the address, to write links to the sister pages."""
    assert http.resolver_match is not None
    return str(http.resolver_match.kwargs["token"])


@require_GET
@family_page
def follow(http: HttpRequest, holder: Holder) -> HttpResponse:
    """Where a request stands; with several, the first that lives, or the one chosen."""
    every = requests_of(holder.household)
    wanted = http.GET.get("demande", "")
    chosen = next((request for request in every if request.reference == wanted), every[0] if every else None)
    if chosen is None:
        return render(http, "portal/follow_nothing.html", {})
    wants_changes = "changements" in http.GET
    shown = follow_up(chosen, every, today=timezone.localdate(), wants_changes=wants_changes)
    context = {
        "shown": shown,
        "known": known_of(chosen),
        "asked": chosen,
        "token": token_in(http),
        "page": shown.page,
        "session": shown.examined.session if shown.examined else None,
        "changes": shown.changes,
        "wants_changes": wants_changes,
    }
    return render(http, "portal/follow.html", context)


@require_http_methods(["GET", "POST"])
@family_page
def answer(http: HttpRequest, holder: Holder, reference: str) -> HttpResponse:
    """Accept or decline; what can no longer be answered says why."""
    asked = own(holder, reference)
    place = place_of(asked)
    if place is None:
        raise Http404
    form = AnswerForm(http.POST if http.method == "POST" else None)
    refused = ""
    if http.method == "POST" and form.is_valid():
        try:
            return _answered(http, place, form.cleaned_data)
        except DemandError as error:
            refused = str(error)
        except answers.AnswerRefused as error:
            refused = " ".join(error.messages)
        place.refresh_from_db()
    context = {
        "asked": asked,
        "place": place,
        "form": form,
        "refused": refused,
        "token": token_in(http),
        "is_open": place.state == OfferState.PENDING,
        "is_late": place.answer_before < timezone.localdate(),
    }
    status = 409 if refused else 422 if form.is_bound else 200
    return render(http, "portal/answer.html", context, status=status)


def _answered(http: HttpRequest, place: PlaceOffer, given: dict[str, Any]) -> HttpResponse:
    facts: dict[str, Any] = {"by": None, "at": timezone.now(), "offer": place, "channel": AnswerChannel.LINK}
    if given["answer"] == YES:
        answered = answers.offer_accept(**facts, note=given["note"])
    else:
        answered = answers.offer_decline(
            **facts, reason=given["reason"], note=given["note"], waits=given["answer"] == NO_WAITS
        )
    if answered.gone:
        failed(
            http,
            _(
                "The last half-day was taken just before your answer arrived. Your request keeps its date and its"
                " points, and waits for the next place."
            ),
        )
    elif given["answer"] == YES:
        done(http, _("Thank you: the place is yours. The setting will be in touch before the entry."))
    else:
        done(http, _("Thank you for telling us: the place goes to another family."))
    return _back(http, place.request.reference)


def _back(http: HttpRequest, reference: str) -> HttpResponse:
    response = redirect("portal:follow", token=token_in(http))
    response["Location"] += f"?demande={reference}"
    return response


@require_http_methods(["GET", "POST"])
@family_page
def change(http: HttpRequest, holder: Holder, reference: str) -> HttpResponse:
    """Tell a change: it is kept, and the desk applies it."""
    asked = own(holder, reference)
    guardian = _teller(holder)
    about = str(IN_WORDS.get(http.GET.get("sujet", ""), ""))
    form = ChangeForm(http.POST if http.method == "POST" else None, subject=asked, guardian=guardian, about=about)
    if http.method == "POST" and form.is_valid():
        try:
            services.change_tell(
                at=timezone.now(),
                request=asked,
                facts=form.told(),
                message=form.said(),
                guardian=guardian,
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            done(http, _("Thank you: your desk reads it, and this page says what came of it."))
            return _back(http, reference)
    context = {"asked": asked, "form": form, "token": token_in(http), "about": about}
    return render(http, "portal/change.html", context, status=422 if form.is_bound else 200)


def _teller(holder: Holder) -> Guardian | None:
    """Who tells: the guardian of the link, else the only guardian of the household."""
    if holder.guardian is not None:
        return holder.guardian
    guardians = list(holder.household.guardians.all()[:2])
    return guardians[0] if len(guardians) == 1 else None


@require_GET
@family_page
def letter(_http: HttpRequest, holder: Holder, reference: str) -> HttpResponse:
    """The last letter of the commission, as it was written."""
    examined = examined_of(own(holder, reference))
    if examined is None:
        raise Http404
    title = _("Letter about request %(reference)s") % {"reference": reference}
    html = letter_to(examined.letter, holder.guardian)
    content = render_pdf(html, title=title, author=body_name(), layout="letter")
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="lettre-{reference}.pdf"'
    return response
