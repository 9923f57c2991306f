"""The list of requests, filtered and sorted; one record with all it holds; the figures about them."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import User
from ribambelle.demand.enums import Channel, RequestKind, RequestState, Together
from ribambelle.demand.models import CriterionAnswer, Guardian, LikenessKey, Request, RequestMove, RequestShare, Wish
from ribambelle.demand.rules import months_after
from ribambelle.demand.rules.life import WAITING
from ribambelle.demand.rules.likeness import word_key
from ribambelle.demand.rules.modes import mask_of_modes
from ribambelle.demand.selectors import clocks, evidence
from ribambelle.demand.selectors.contacts import contacts_to_read
from ribambelle.kernel.tables import fold
from ribambelle.kernel.weeks import days_in, describe
from ribambelle.network.models import Organisation
from ribambelle.papers.spreadsheets import Value

#: Weekdays as an export writes them and an import reads them.
_SHORT = ("lun", "mar", "mer", "jeu", "ven")
WAITING_STATES = "waiting"
#: Closed lists whose words an export writes; no value stands in two of them.
LABELLED = (RequestState, Channel, RequestKind, Together)
SORTS = {
    "number": ("register_number",),
    "name": ("child__search_name", "register_number"),
    "start": ("wished_start_on", "register_number"),
    "commune": ("party__household__commune__name", "register_number"),
    "state": ("state", "register_number"),
}
REFERENCE = re.compile(r"(?:r\W*)?0*(\d{1,9})", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a list is reduced to; an empty value filters nothing. `state` also takes “waiting”, several at once."""

    text: str = ""
    state: str = ""
    commune: str = ""
    setting: str = ""
    start_month: date | None = None
    kind: str = ""
    channel: str = ""
    mode: str = ""
    is_urgent: bool = False
    has_siblings: bool = False
    due: str = ""
    today: date | None = None
    sort: str = "-number"


@dataclass(frozen=True, slots=True)
class Totals:
    """Figures about a list, each a count of requests."""

    requests: int
    waiting: int
    urgent: int
    to_complete: int
    proposed: int


def reference_of(text: str) -> str:
    """The reference someone means: `31`, `r31` and `R 0031` are `R-0031`; empty when it is not one."""
    match = REFERENCE.fullmatch(text.strip())
    return f"R-{int(match[1]):04d}" if match else ""


def words_filter(words: Sequence[str]) -> Q:
    """Requests that hold every word: their reference, or the beginning of a name of the child or of a guardian.

    Whatever the accents and the case, and by index: a word costs the same at a hundred requests and at 100,000.
    """
    condition = Q()
    for word in words:
        either = Q()
        for name in fold(word).split() or [word]:
            either &= Q(pk__in=_named(name))
        if reference := reference_of(word):
            either |= Q(reference=reference)
        condition &= either
    return condition


def _named(name: str) -> QuerySet[LikenessKey, Any]:
    """The requests with a name that begins so. Each database searches a beginning by its own index."""
    prefix = word_key(name)
    if connection.vendor == "postgresql":
        found = LikenessKey.objects.filter(value__startswith=prefix)
    else:  # SQLite has no index for LIKE; its plain order is that of the code points
        found = LikenessKey.objects.filter(value__gte=prefix, value__lt=f"{prefix}{chr(0x10FFFF)}")
    return found.values("request")


def requests(*, by: User, filters: Filters) -> QuerySet[Request]:
    """The requests this person may see, filtered and sorted; a page of them costs two queries."""
    found: QuerySet[Request] = Request.objects.visible_to(by).filter(words_filter(filters.text.split()))
    if filters.state == WAITING_STATES:
        found = found.filter(state__in=WAITING)
    elif filters.state:
        found = found.filter(state=filters.state)
    if filters.commune:
        found = found.filter(_lives_in(filters.commune))
    if filters.setting:
        wished = Wish.objects.filter(request=OuterRef("pk"), setting__reference=filters.setting)
        found = found.filter(Exists(wished))
    if filters.start_month:
        first = filters.start_month.replace(day=1)
        found = found.filter(wished_start_on__gte=first, wished_start_on__lt=months_after(first, 1))
    for name in ("kind", "channel"):
        if value := getattr(filters, name):
            found = found.filter(**{name: value})
    if filters.mode:
        found = found.annotate(asked=F("modes").bitand(mask_of_modes([filters.mode]))).filter(asked__gt=0)
    if filters.is_urgent:
        found = found.filter(is_urgent=True)
    if filters.due and filters.today:
        found = found.filter(_due(filters.due, filters.today))
    if filters.has_siblings:
        found = found.exclude(party__together=Together.ALONE)
    return found.order_by(*_order(filters.sort))


def _lives_in(commune: str) -> Q:
    """Families of a commune: the household lives there, or one of the parents does."""
    parents = Guardian.objects.filter(commune__reference=commune)
    here = Q(party__household__commune__reference=commune)
    return here | Q(party__household__in=parents.values("household"))


def _due(code: str, today: date) -> Q:
    """What waits for someone: a closed list, `DUES` of the form; an unknown code filters nothing."""
    conditions: dict[str, Callable[[], Q]] = {
        "late": lambda: clocks.late(today),
        "birth": lambda: clocks.births_awaited(today),
        "reminder": lambda: Q(pk__in=clocks.reminders_due(today).values("pk")),
        "to-read": lambda: Q(pk__in=contacts_to_read().values("request")),
        "evidence": lambda: evidence.expiring(today),
    }
    return conditions[code]() if code in conditions else Q()


def _order(sort: str) -> list[str]:
    fields = SORTS.get(sort.removeprefix("-"), SORTS["number"])
    return [f"-{field}" for field in fields] if sort.startswith("-") else list(fields)


def for_list(found: QuerySet[Request]) -> QuerySet[Request]:
    """The same with what a line shows: child, commune, wishes."""
    return found.select_related("child", "party__household__commune", "current_setting", "desk").prefetch_related(
        Prefetch("wishes", Wish.objects.select_related("setting").order_by("rank"))
    )


def lines_of(keys: Sequence[int]) -> QuerySet[Request]:
    """The requests of one page of a list, by key, with what a line shows. Two queries."""
    return for_list(Request.objects.filter(pk__in=keys))


def totals(found: QuerySet[Request]) -> Totals:
    """The figures of a list, whatever its page. One query."""
    counts = found.order_by().aggregate(
        requests=Count("pk"),
        waiting=Count("pk", Q(state__in=WAITING)),
        urgent=Count("pk", Q(state__in=WAITING, is_urgent=True)),
        to_complete=Count("pk", Q(state__in=[RequestState.RECEIVED, RequestState.ACKNOWLEDGED])),
        proposed=Count("pk", Q(state=RequestState.PROPOSED)),
    )
    return Totals(**counts)


def request_of(*, by: User, reference: str) -> Request | None:
    """One request with all it holds, or None when it does not exist or is out of this person's sight. Eight queries."""
    found = (
        Request.objects.visible_to(by)
        .select_related(
            "child__household__commune",
            "party",
            "current_setting",
            "desk",
            "received_by",
            "sensitive",
            "merged_into",
            "any_in_commune",
        )
        .prefetch_related(
            Prefetch("wishes", Wish.objects.select_related("setting__commune").order_by("rank")),
            Prefetch("answers", CriterionAnswer.objects.select_related("criterion", "seen_by")),
            Prefetch("moves", RequestMove.objects.select_related("by").order_by("-at", "-id")),
            "child__household__guardians__commune",
            "hours",
            Prefetch("shares", RequestShare.objects.select_related("desk")),
        )
    )
    return found.filter(reference=reference).first()


def relatives_of(*, by: User, request: Request) -> QuerySet[Request]:
    """The other requests of the household this person may see, by register number. One query."""
    return (
        Request.objects.visible_to(by)
        .filter(party__household=request.party.household_id)
        .exclude(pk=request.pk)
        .select_related("child", "party")
        .order_by("register_number")
    )


def desks_of(user: User) -> tuple[QuerySet[Organisation], bool]:
    """The desks someone may enter requests for, and whether one must be named (a front desk sees its own alone)."""
    scopes = [a for a in user.assignments if a.role in {Role.COORDINATOR, Role.FRONT_DESK}]
    is_bound = bool(scopes) and all(a.role == Role.FRONT_DESK and a.scope_kind != ScopeKind.ALL for a in scopes)
    desks: QuerySet[Organisation] = Organisation.objects.order_by("name")
    if is_bound:
        desks = desks.filter(reference__in=[a.scope_reference for a in scopes])
    return desks, is_bound


def export_columns() -> list[str]:
    """The headings of an exported list; `demand.imports` reads them back."""
    return [
        _("Reference"),
        _("Register number"),
        _("State"),
        _("Received on"),
        _("Channel"),
        _("Kind of request"),
        _("Urgent request"),
        _("Child's first name"),
        _("Child's last name"),
        _("Born on"),
        _("Birth due on"),
        _("Age at entry (months)"),
        _("Commune"),
        _("Address"),
        _("Address of the first parent, when another"),
        _("Commune of the first parent, when another"),
        _("Address of the second parent, when another"),
        _("Commune of the second parent, when another"),
        _("Wished start"),
        _("Half-days"),
        _("Days"),
        _("Hours"),
        _("Modes of care"),
        _("Weeks a year"),
        _("At least (days)"),
        _("Together or alone"),
        _("Party"),
        *[_("Wish %(rank)s") % {"rank": rank} for rank in range(1, 6)],
        _("Present setting"),
        _("Desk in charge"),
    ]


def export_rows(found: QuerySet[Request]) -> Iterator[list[Value]]:
    """The lines of an exported list, read in chunks; each label and each week is put into words once."""
    words = {str(value): str(label) for each in LABELLED for value, label in each.choices}
    weeks = cache(describe)
    listed = for_list(found).prefetch_related("party__household__guardians__commune", "hours")
    for request in listed.iterator(chunk_size=500):
        yield _export_row(request, words, weeks)


def _export_row(request: Request, words: Mapping[str, str], weeks: Callable[[int], str]) -> list[Value]:
    wishes = [wish.setting.name for wish in request.wishes.all()][:5]
    household: Any = request.party.household
    return [
        request.reference,
        request.register_number,
        words[request.state],
        request.received_on,
        words[request.channel],
        words[request.kind],
        request.is_urgent,
        request.child.first_name,
        request.child.last_name,
        request.child.born_on,
        request.child.due_on,
        request.age_at_start,
        household.commune.name if household.commune else None,
        household.address or None,
        *_own_homes(household),
        request.wished_start_on,
        weeks(request.needed_slots),
        days_in(request.needed_slots),
        "; ".join(
            f"{_SHORT[each.weekday]} {each.starts_at:%H:%M}-{each.ends_at:%H:%M}" for each in request.hours.all()
        ),
        "; ".join(request.mode_labels),
        request.weeks_per_year,
        request.minimum_days,
        words[request.party.together],
        request.party.reference,
        *wishes,
        *[None] * (5 - len(wishes)),
        request.current_setting.name if request.current_setting else None,
        request.desk.name if request.desk else None,
    ]


def _own_homes(household: Any) -> list[Value]:
    """The address and the commune of the first parent, then of the second, where they are not the household's."""
    own = {
        each.position: (each.address or None, each.commune.name if each.commune else None)
        for each in household.guardians.all()
    }
    return [*own.get(1, (None, None)), *own.get(2, (None, None))]
