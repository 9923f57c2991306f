"""The families of the crowd: active requests that a session examines, and a quarter as many in every other state."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

from ribambelle.accounts.models import Event
from ribambelle.config.crowd.offer import BATCH, MARK
from ribambelle.config.demo.families import SURNAMES, WEEKS
from ribambelle.demand.enums import Channel, ContactChannel, ContactKind, EvidenceState, RequestState
from ribambelle.demand.models import (
    Child,
    Contact,
    Criterion,
    CriterionAnswer,
    DuplicatePair,
    Guardian,
    Household,
    LikenessKey,
    Party,
    Request,
    RequestMove,
    Wish,
)
from ribambelle.demand.rules.likeness import word_key
from ribambelle.demand.selectors.duplicates import likeness_from
from ribambelle.network.models import Organisation, Territory
from ribambelle.offer.models import Setting

SYLLABLES = ("ba", "co", "di", "fa", "gre", "ju", "li", "mo", "na", "pe", "ri", "sou", "ta", "vi", "zel")
ACTIVITY = ("both-parents-work", "one-works-one-seeks", "single-parent-works", "no-parent-works")
PAST = (RequestState.RECEIVED, RequestState.ENTERED, RequestState.WITHDRAWN, RequestState.FOUND_ELSEWHERE)
TEN = time(10)
REGISTER = 10_000_000  # its numbers begin here


def name_of(number: int) -> str:
    """A name nobody bears, the same for the same number."""
    letters = ""
    for _turn in range(4):
        number, rest = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[rest]
    return letters.capitalize()


def reference_of(number: int) -> str:
    """The reference of a request of the crowd."""
    return f"R-{REGISTER + number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What the families stand among: where they live and apply, what is drawn, and the day."""

    active: int
    communes: list[Territory]
    desks: list[Organisation]
    draw: random.Random
    today: date


def demand_write(settings: list[Setting], around: Around) -> None:
    """So many active requests and a quarter as many past ones, each of its own household, with all a record shows."""
    codes = {row.code: row for row in Criterion.objects.filter(is_sensitive=False)}
    draw, today, total = around.draw, around.today, around.active + around.active // 4
    for start in range(0, total, BATCH):
        span = range(start, min(start + BATCH, total))
        requests, parents = _families(span, around)
        Wish.objects.bulk_create(_wishes(requests, settings, draw), batch_size=BATCH)
        CriterionAnswer.objects.bulk_create(_answers(requests, codes, draw, today), batch_size=BATCH)
        LikenessKey.objects.bulk_create(_keys(requests, parents), batch_size=BATCH)
        RequestMove.objects.bulk_create(_moves(requests), batch_size=BATCH)
        Contact.objects.bulk_create(_contacts(requests), batch_size=BATCH)
        Event.objects.bulk_create(_events(requests), batch_size=BATCH)
        alike = zip(requests[:-1:100], requests[1::100], strict=False)
        DuplicatePair.objects.bulk_create(
            DuplicatePair(first=one, second=two, score=6 + one.pk % 9, reasons=["date", "guardian"])
            for one, two in alike
        )


def _families(span: range, around: Around) -> tuple[list[Request], list[Guardian]]:
    draw, today, desks = around.draw, around.today, around.desks
    homes = Household.objects.bulk_create(
        Household(reference=f"{MARK}H{n:07}", commune=draw.choice(around.communes), address=f"Rue des Essais {n}")
        for n in span
    )
    parents = [
        Guardian(
            household=home,
            first_name=name_of(n * 3),
            last_name=draw.choice(SURNAMES),
            phone=f"04{n:08d}",
            email=f"famille{n}@example.org",
        )
        for n, home in zip(span, homes, strict=True)
    ]
    children = [
        Child(
            household=parent.household,
            first_name=name_of(n * 7),
            last_name=parent.last_name,
            born_on=today - timedelta(days=draw.randint(30, 800)),
        )
        for n, parent in zip(span, parents, strict=True)
    ]
    Guardian.objects.bulk_create(_named(parents))
    Child.objects.bulk_create(_named(children))
    parties = Party.objects.bulk_create(
        Party(reference=f"{MARK}F{n:07}", household=home) for n, home in zip(span, homes, strict=True)
    )
    weeks = list(WEEKS)
    requests = Request.objects.bulk_create(
        Request(
            reference=reference_of(n),
            register_number=REGISTER + n,
            party=party,
            child=child,
            state=RequestState.ACTIVE if n < around.active else PAST[n % len(PAST)],
            channel=Channel.WEB,
            received_on=today - timedelta(days=draw.randint(1, 300)),
            desk=desks[n % len(desks)],
            wished_start_on=today + timedelta(days=100),
            needed_slots=draw.choice(weeks),
            minimum_days=draw.choice([None, None, 2]),
            confirm_from=today - timedelta(days=n % 400 - 200),
            confirm_by=today - timedelta(days=n % 400 - 230),
        )
        for n, party, child in zip(span, parties, children, strict=True)
    )
    return requests, parents


def _named(people: list[Any]) -> list[Any]:
    for person in people:
        person.search_name = person.folded()
    return people


def _wishes(requests: list[Request], settings: list[Setting], draw: random.Random) -> Iterator[Wish]:
    for request in requests:
        for rank, setting in enumerate(draw.sample(settings, min(draw.randint(1, 4), len(settings))), 1):
            yield Wish(request=request, rank=rank, setting=setting)


def _answers(
    requests: list[Request], codes: dict[str, Criterion], draw: random.Random, today: date
) -> Iterator[CriterionAnswer]:
    for request in requests:
        met = {"resident": draw.random() < 0.9, draw.choice(ACTIVITY): True, "single-parent": draw.random() < 0.2}
        for code, value in met.items():
            yield CriterionAnswer(
                request=request,
                criterion=codes[code],
                value=int(value),
                evidence_state=EvidenceState.SEEN,
                seen_on=today,
                expires_on=today + timedelta(days=draw.randint(0, 3000)) if code == "resident" else None,
            )


def _keys(requests: list[Request], parents: list[Guardian]) -> Iterator[LikenessKey]:
    for request, parent in zip(requests, parents, strict=True):
        likeness = likeness_from(request.child, [parent], parent.household.address, kind=request.kind)
        words = {word_key(word) for word in f"{request.child.search_name} {parent.search_name}".split()}
        for value in {*likeness.keys(), *words}:
            yield LikenessKey(request=request, value=value)


def _at(request: Request, days: int = 0) -> datetime:
    day = request.received_on + timedelta(days=days)
    return datetime.combine(day, TEN, tzinfo=UTC)


def _moves(requests: Iterable[Request]) -> Iterator[RequestMove]:
    for request in requests:
        steps = ["", RequestState.RECEIVED, RequestState.ACKNOWLEDGED, RequestState.COMPLETE, RequestState.ACTIVE]
        for day, (before, after) in enumerate(pairwise(steps)):
            yield RequestMove(request=request, from_state=before, to_state=after, at=_at(request, day))


def _contacts(requests: Iterable[Request]) -> Iterator[Contact]:
    for request in requests:
        if request.register_number % 3 == 0:
            yield Contact(request=request, kind=ContactKind.REMINDED, channel=ContactChannel.PAPER, at=_at(request, 40))


def _events(requests: Iterable[Request]) -> Iterator[Event]:
    for request in requests:
        yield Event(
            at=_at(request),
            actor_label="Mesure",
            verb="request.receive",
            kind="demand.request",
            reference=request.reference,
            after={"state": "received"},
        )
