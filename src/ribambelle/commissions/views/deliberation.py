"""The deliberation: the booklet in its order with what is decided of each dossier, one dossier, projector, undo."""

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.commissions.enums import DecisionKind, Departure, SessionStatus
from ribambelle.commissions.forms.deciding import DepartureForm, PlaceForm, place_initial
from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.deciding import Given, given_in
from ribambelle.commissions.selectors.deciding import told
from ribambelle.commissions.selectors.deliberation import CostLine, Deliberation, cost_lines, places_left, unwished
from ribambelle.commissions.selectors.outcomes import points_by_party
from ribambelle.commissions.selectors.scanning import leaks_said
from ribambelle.commissions.services import decisions as services
from ribambelle.commissions.views.author import author
from ribambelle.commissions.views.sessions import found
from ribambelle.ui.answers import act
from ribambelle.ui.toasts import done, failed

PAGE_SIZE = 50
RECENT = 6
SHOWS = ("to-decide", "departures", "ties")


def proposed(request: HttpRequest, reference: str) -> Session:
    """A session that has a proposal; 404 otherwise."""
    session = found(request, reference)
    if session.proposal is None:
        raise Http404
    return session


@requires("commissions.view_booklet")
@require_GET
def deliberation(request: HttpRequest, reference: str) -> HttpResponse:
    made = Deliberation(proposed(request, reference))
    show = request.GET.get("montrer", "")
    show = show if show in SHOWS else ""
    setting = request.GET.get("lieu", "")
    ranked = made.ranked(setting=setting, show=show)
    page = Paginator(ranked, PAGE_SIZE).get_page(request.GET.get("page"))
    context = _context(made) | {
        "page": page,
        "lines": [made.line(each) for each in page],
        "show": show,
        "setting": setting,
        "settings": list(made.table.settings.values()),
        "left": places_left(made, [setting]) if setting in made.table.settings else [],
        "acts": made.acts(RECENT),
    }
    return render(request, "commissions/deliberation.html", context)


def _context(made: Deliberation) -> dict[str, Any]:
    session = made.session
    return {
        "session": session,
        "made": made,
        "booklet": made.booklet,
        "anonymity": made.booklet.anonymity,
        "figures": made.figures,
        "is_open": session.status == SessionStatus.RUN,
        "last": made.table.last,
    }


def _party(made: Deliberation, rank: int) -> str:
    party = made.party_at(rank)
    if party is None:
        raise Http404
    return party


@requires("commissions.view_booklet")
@require_http_methods(["GET", "POST"])
def dossier(request: HttpRequest, reference: str, rank: int) -> HttpResponse:
    """One dossier: read it, keep it, or depart from the proposal; what that costs is told before it is confirmed."""
    made = Deliberation(proposed(request, reference))
    party = _party(made, rank)
    if request.method == "GET" or not request.user.has_perm("commissions.record_decision"):
        return _dossier(request, made, party, Drafted.blank(made, party))
    drafted = Drafted.read(made, party, request.POST)
    if not drafted.is_valid():
        return _dossier(request, made, party, drafted, status=422)
    if "confirm" not in request.POST:
        return _previewed(request, made, party, drafted)
    try:
        decision = services.decision_record(
            by=author(request), session=made.session, party=party, at=timezone.now(), **drafted.values()
        )
    except services.Meanwhile as error:
        drafted.form.add_error(None, error)
        return _previewed(request, made, party, drafted, status=422)
    except ValidationError as error:
        drafted.form.add_error(None, error)
        return _dossier(request, made, party, drafted, status=422)
    done(request, _("Decision no. %(number)s is recorded.") % {"number": decision.number})
    return redirect("commissions:deliberation", reference=reference)


class Drafted(NamedTuple):
    """A departure as it is typed: its form, and one form a child for the place it is given."""

    form: DepartureForm
    places: list[PlaceForm]

    @classmethod
    def blank(cls, made: Deliberation, party: str) -> "Drafted":
        form = DepartureForm(initial={"kind": DecisionKind.MOVE, "seen": made.table.last})
        return cls(form, _place_forms(made, party))

    @classmethod
    def read(cls, made: Deliberation, party: str, data: Any) -> "Drafted":
        return cls(DepartureForm(data), _place_forms(made, party, data))

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(place.is_valid() for place in self.places)])

    @property
    def given(self) -> tuple[Given, ...]:
        if self.form.cleaned_data["kind"] != DecisionKind.MOVE:
            return ()
        return tuple(given for place in self.places if (given := place.given()) is not None)

    def values(self) -> dict[str, Any]:
        data = self.form.cleaned_data
        return {
            "kind": DecisionKind(data["kind"]),
            "places": self.given,
            "reason": Departure(data["reason"]),
            "text": data["text"],
            "votes": services.Votes(data["votes_for"], data["votes_against"], data["votes_abstained"]),
            "seen": data["seen"],
        }


def _place_forms(made: Deliberation, party: str, data: Any = None) -> list[PlaceForm]:
    offer = list(made.table.settings.values())
    now = {place.child: place for place in given_in(made.ranking.placed[c] for c in _placed_children(made, party))}
    return [
        PlaceForm(
            data,
            prefix=f"p{number}",
            child=child,
            offer=offer,
            initial=place_initial(now.get(child["child"]), child["slots"]),
        )
        for number, child in enumerate(made.table.parties[party]["children"])
    ]


def _placed_children(made: Deliberation, party: str) -> list[str]:
    children = [child["child"] for child in made.table.parties[party]["children"]]
    return [child for child in children if child in made.ranking.placed]


def _previewed(
    request: HttpRequest, made: Deliberation, party: str, drafted: Drafted, *, status: int = 200
) -> HttpResponse:
    """The same page with what the departure costs others, and the button that confirms it."""
    tried = told(made.table, party, drafted.given, departs=True)
    problems = tried.problems + leaks_said(drafted.form.cleaned_data["text"], session=made.session, party=party)
    if drafted.form.cleaned_data["kind"] == DecisionKind.MOVE and not drafted.given:
        problems.append(_("No place is given. Choose one, or hold the dossier back."))
    if problems or tried.cost is None:
        drafted.form.add_error(None, ValidationError(problems))
        return _dossier(request, made, party, drafted, status=422)
    costs = cost_lines(made.table, points_by_party(made.ranking), tried.cost)
    outside = unwished(made.table, party, drafted.given)
    return _dossier(request, made, party, drafted, costs=costs, outside=outside, status=status)


def _dossier(
    request: HttpRequest,
    made: Deliberation,
    party: str,
    drafted: Drafted,
    *,
    costs: list[CostLine] | None = None,
    outside: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    parties = made.parties
    index = parties.index(party)
    context = _context(made) | {
        "party": party,
        "rank": made.ranks[party],
        "lines": made.lines_of(party),
        "decision": made.table.decided.get(party),
        "history": made.session.decisions.filter(party=party).select_related("by").order_by("number"),
        "form": drafted.form,
        "places": drafted.places,
        "costs": costs,
        "outside": outside or [],
        "before": made.ranks[parties[index - 1]] if index else None,
        "after": made.ranks[parties[index + 1]] if index + 1 < len(parties) else None,
    }
    return render(request, "commissions/dossier.html", context, status=status)


@requires("commissions.record_decision")
@require_POST
def dossier_keep(request: HttpRequest, reference: str, rank: int) -> HttpResponse:
    made = Deliberation(proposed(request, reference))
    party = _party(made, rank)
    said = _("%(party)s is kept as proposed.") % {"party": party}
    act(
        request,
        said,
        lambda: services.decisions_keep(
            by=author(request), session=made.session, at=timezone.now(), parties=[party], seen=_seen(request)
        ),
    )
    return redirect("commissions:deliberation", reference=reference)


def _seen(request: HttpRequest) -> int | None:
    typed = request.POST.get("seen", "")
    return int(typed) if typed.isdecimal() else None


@requires("commissions.record_decision")
@require_POST
def keep_all(request: HttpRequest, reference: str) -> HttpResponse:
    session = proposed(request, reference)
    try:
        kept = services.decisions_keep(by=author(request), session=session, at=timezone.now(), seen=_seen(request))
    except ValidationError as error:
        failed(request, " ".join(error.messages))
    else:
        said = ngettext("%(count)s dossier is kept as proposed.", "%(count)s dossiers are kept as proposed.", len(kept))
        done(request, said % {"count": len(kept)})
    return redirect("commissions:deliberation", reference=reference)


@requires("commissions.record_decision")
@require_POST
def decision_undo(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    session = proposed(request, reference)
    decision = get_object_or_404(session.decisions, number=number)
    said = _("Decision no. %(number)s is undone; everything was calculated again.") % {"number": number}
    act(
        request,
        said,
        lambda: services.decision_undo(by=author(request), decision=decision, at=timezone.now(), seen=_seen(request)),
    )
    return redirect("commissions:deliberation", reference=reference)


@requires("commissions.view_booklet")
@require_GET
def projector(request: HttpRequest, reference: str) -> HttpResponse:
    """Full screen, readable from a distance: one dossier at a time, or the table; the order of the paper, no name."""
    made = Deliberation(proposed(request, reference))
    if request.GET.get("tableau"):
        page = Paginator(made.booklet.ranked, 12).get_page(request.GET.get("page"))
        context = _context(made) | {"page": page, "lines": [made.line(each) for each in page]}
        context |= {
            "previous": f"?tableau=1&page={page.previous_page_number()}" if page.has_previous() else "",
            "following": f"?tableau=1&page={page.next_page_number()}" if page.has_next() else "",
        }
        return render(request, "commissions/projector.html", context)
    typed = request.GET.get("rang", "")
    rank = int(typed) if typed.isdecimal() else made.next_rank or next(iter(made.ranks.values()))
    party = _party(made, rank)
    index = made.parties.index(party)
    ranks = list(made.ranks.values())
    context = _context(made) | {
        "party": party,
        "rank": rank,
        "position": index + 1,
        "lines": made.lines_of(party),
        "decision": made.table.decided.get(party),
        "previous": f"?rang={ranks[index - 1]}" if index else "",
        "following": f"?rang={ranks[index + 1]}" if index + 1 < len(ranks) else "",
    }
    return render(request, "commissions/projector.html", context)
