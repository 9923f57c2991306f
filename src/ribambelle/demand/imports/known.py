"""What the lines of a file are compared with, read once: settings, communes, desks, requests already here."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.db.models import Prefetch, Q

from ribambelle.accounts.models import User
from ribambelle.demand import selectors
from ribambelle.demand.enums import Channel, EvidenceState, RequestKind
from ribambelle.demand.models import CriterionAnswer, Request, Wish
from ribambelle.demand.selectors.sensitive import content_of_request
from ribambelle.demand.services import AnswerFacts, ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts
from ribambelle.desk.targets import Row
from ribambelle.kernel.tables import fold
from ribambelle.network.models import Organisation
from ribambelle.network.selectors import CommuneNames
from ribambelle.offer.models import Setting


class Known:
    """Look-ups by the words of a file. Ten queries, whatever the number of lines. `by` None sees everything.

    Of the requests, those the lines could speak of are read: same reference, or a child of the same date.
    """

    def __init__(self, rows: Sequence[Row], *, by: User | None, today: date) -> None:
        self.by, self.today = by, today
        self.references = {row.get(name) for row in rows for name in ("reference", "sibling")} - {None}
        self.days = {row.get(name) for row in rows for name in ("born_on", "due_on")} - {None}

    @cached_property
    def _settings(self) -> dict[str, list[Setting]]:
        found: dict[str, list[Setting]] = defaultdict(list)
        for setting in Setting.objects.order_by("pk"):
            for word in {fold(setting.reference), fold(setting.name)}:
                found[word].append(setting)
        return found

    def settings(self, name: str) -> list[Setting]:
        """The settings of that reference or name: one when it is known, more when it could be several."""
        return self._settings.get(fold(name), [])

    @cached_property
    def communes(self) -> CommuneNames:
        return CommuneNames(on=self.today)

    @cached_property
    def _desks(self) -> tuple[dict[str, Organisation], bool]:
        desks, is_bound = selectors.desks_of(self.by) if self.by else (Organisation.objects.order_by("name"), False)
        return {word: desk for desk in desks for word in (fold(desk.reference), fold(desk.name))}, is_bound

    def desk(self, name: str | None) -> Organisation | None:
        """The desk of that name among those allowed; without a name, the one desk a front desk is bound to."""
        desks, is_bound = self._desks
        if name:
            return desks.get(fold(name))
        return next(iter(desks.values()), None) if is_bound else None

    @cached_property
    def _requests(self) -> list[Request]:
        visible = Request.objects.visible_to(self.by) if self.by else Request.objects.all()
        named = Q(reference__in=self.references) | Q(source_reference__in=self.references)
        dated = Q(child__born_on__in=self.days) | Q(child__due_on__in=self.days)
        return list(
            visible.filter(named | dated)
            .select_related("child__household__commune", "party__household", "current_setting", "desk")
            .select_related("sensitive", "any_in_commune")
            .prefetch_related(
                Prefetch("wishes", Wish.objects.select_related("setting").order_by("rank")),
                "hours",
                Prefetch("answers", CriterionAnswer.objects.select_related("criterion")),
                "child__household__guardians__commune",
            )
            .order_by("register_number")
        )

    @cached_property
    def _by_reference(self) -> dict[str, Request]:
        own = {request.reference.casefold(): request for request in self._requests}
        given = {request.source_reference.casefold(): request for request in self._requests if request.source_reference}
        return own | given

    @cached_property
    def _by_child(self) -> dict[tuple[str, date | None], list[Request]]:
        found: dict[tuple[str, date | None], list[Request]] = defaultdict(list)
        for request in self._requests:
            child = request.child
            found[child.search_name, child.born_on or child.due_on].append(request)
        return found

    def request(self, reference: str) -> Request | None:
        """The request of that reference, ours or that of the file it came from."""
        return self._by_reference.get(reference.casefold())

    def same(self, reference: str | None, child: ChildFacts, start: date | None) -> Request | None:
        """The request a line speaks of: by reference and child's date, or by child and wished start."""
        day = child.born_on or child.due_on
        named = self.request(reference) if reference else None
        if named and day in {named.child.born_on, named.child.due_on}:
            return named
        if not child.first_name:
            return None
        alike = self._by_child.get((fold(f"{child.first_name} {child.last_name}"), day), [])
        return next((each for each in reversed(alike) if each.wished_start_on == start), None)

    def alike(self, child: ChildFacts) -> Request | None:
        """A request for a child of the same family name and date, when one of the two has no first name."""
        day = child.born_on or child.due_on
        whole, family = fold(f"{child.first_name} {child.last_name}"), fold(child.last_name)
        candidates = self._by_child.get((family, day), []) or self._by_child.get((whole, day), [])
        return candidates[-1] if candidates and family else None


def facts_of(request: Request) -> tuple[ChildFacts, HouseholdFacts, RequestFacts]:
    """A request already here, as the facts it could have been made from."""
    child, home = request.child, request.child.household
    guardians = tuple(
        GuardianFacts(*(getattr(each, name) for name in GuardianFacts.__slots__)) for each in home.guardians.all()
    )
    facts = RequestFacts(
        received_on=request.received_on,
        channel=Channel(request.channel),
        wished_start_on=request.wished_start_on,
        needed_slots=request.needed_slots,
        kind=RequestKind(request.kind),
        is_urgent=request.is_urgent,
        minimum_days=request.minimum_days,
        desk=request.desk,
        current_setting=request.current_setting,
        current_slots=request.current_slots,
        any_in_commune=request.any_in_commune,
        any_childminder=request.any_childminder,
        weeks_per_year=request.weeks_per_year,
        hours=tuple(each.day for each in request.hours.all()),
        modes=request.modes,
        wishes=tuple(wish.setting for wish in request.wishes.all()),
        answers={
            each.criterion.code: AnswerFacts(each.value, each.evidence_state == EvidenceState.SEEN, each.expires_on)
            for each in request.answers.all()
        }
        | {
            code: AnswerFacts(each.value, each.evidence_state == EvidenceState.SEEN, each.expires_on)
            for code, each in content_of_request(request).answers.items()
        },
        meanwhile=request.meanwhile,
        note=request.note,
        source_reference=request.source_reference,
    )
    return (
        ChildFacts(child.first_name, child.last_name, child.born_on, child.due_on),
        HouseholdFacts(home.commune, home.address, guardians),
        facts,
    )
