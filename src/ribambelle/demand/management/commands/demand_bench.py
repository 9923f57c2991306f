"""ribambelle manage demand_bench [--requests 100000]: how long the demand takes; all it makes is undone."""

import statistics
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction

from ribambelle.accounts.models import User
from ribambelle.demand import selectors
from ribambelle.demand.enums import Channel, RequestState
from ribambelle.demand.models import Child, Guardian, Household, LikenessKey, Party, Request
from ribambelle.demand.rules.likeness import word_key
from ribambelle.demand.selectors import clocks, duplicates
from ribambelle.demand.services.duplicates import likeness_write

ROUNDS, CHUNK, PAGE = 20, 2000, 50
SYLLABLES = ("ba", "co", "di", "fa", "gre", "ju", "li", "mo", "na", "pe", "ri", "sou", "ta", "vi", "zel")
STATES = (RequestState.ACTIVE, RequestState.ACTIVE, RequestState.RECEIVED, RequestState.ENTERED, RequestState.WITHDRAWN)


def name_of(number: int) -> str:
    """A name nobody bears, the same for the same number."""
    letters = ""
    for _turn in range(4):
        number, rest = divmod(number, len(SYLLABLES))
        letters += SYLLABLES[rest]
    return letters.capitalize()


class Command(BaseCommand):
    help = "Time the list, the search, a record and the duplicates at many requests; nothing it makes is kept."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=100_000)

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(roles__role="coordinator").first()
        if user is None:
            self.stderr.write("No coordinator: make the demo or an account first.")
            return
        with transaction.atomic():
            began = time.perf_counter()
            last = make(options["requests"])
            self._say(
                f"{options['requests']} requests made in {time.perf_counter() - began:.0f} s, {connection.vendor}"
            )
            for name, run in measures(user, last):
                durations = []
                for _round in range(ROUNDS):
                    began = time.perf_counter()
                    run()
                    durations.append((time.perf_counter() - began) * 1000)
                p95 = statistics.quantiles(durations, n=20)[-1]
                self._say(f"{name:<32} median {statistics.median(durations):7.1f} ms   p95 {p95:7.1f} ms")
            transaction.set_rollback(True)

    def _say(self, text: str) -> None:
        self.stdout.write(text)


def make(number: int) -> Request:
    """So many requests, each of its own household, with the words and the keys they are found by; the last one."""
    first, today = 5_000_000, date(2026, 11, 22)
    made: list[Request] = []
    for start in range(0, number, CHUNK):
        span = range(start, min(start + CHUNK, number))
        homes = Household.objects.bulk_create([Household(reference=f"B-{n}") for n in span])
        parents = [
            Guardian(household=home, last_name=name_of(n), phone=f"04{n:08d}")
            for n, home in zip(span, homes, strict=True)
        ]
        for parent in parents:
            parent.search_name = parent.folded()
        Guardian.objects.bulk_create(parents)
        parties = Party.objects.bulk_create(
            [Party(reference=f"BP-{n}", household=h) for n, h in zip(span, homes, strict=True)]
        )
        children = [
            Child(household=h, first_name=name_of(n * 7), last_name=name_of(n), born_on=today - timedelta(days=n % 900))
            for n, h in zip(span, homes, strict=True)
        ]
        for child in children:
            child.search_name = child.folded()
        children = Child.objects.bulk_create(children)
        made = Request.objects.bulk_create(_requests(span, parties, children, first, today))
        LikenessKey.objects.bulk_create(_keys(made, parents))
    return made[-1]


def _requests(span: range, parties: list[Party], children: list[Child], first: int, today: date) -> list[Request]:
    return [
        Request(
            reference=f"R-{first + n}",
            register_number=first + n,
            party=party,
            child=child,
            state=STATES[n % len(STATES)],
            channel=Channel.WEB,
            received_on=today - timedelta(days=n % 700),
            wished_start_on=today + timedelta(days=n % 300),
            needed_slots=0b1111,
            confirm_from=today - timedelta(days=n % 400 - 200),
            confirm_by=today - timedelta(days=n % 400 - 230),
        )
        for n, party, child in zip(span, parties, children, strict=True)
    ]


def _keys(requests: list[Request], parents: list[Guardian]) -> list[LikenessKey]:
    rows = []
    for request, parent in zip(requests, parents, strict=True):
        likeness = duplicates.likeness_from(request.child, [parent], "", kind="new")
        words = {word_key(word) for word in f"{request.child.search_name} {parent.search_name}".split()}
        rows += [LikenessKey(request=request, value=value) for value in {*likeness.keys(), *words}]
    return rows


def measures(user: User, last: Request) -> Iterator[tuple[str, Callable[[], Any]]]:
    """What is timed: what the views ask of the database for one page."""
    today = date(2026, 11, 22)

    def page(**filters: Any) -> list[Request]:
        found = selectors.requests(by=user, filters=selectors.Filters(today=today, **filters))
        selectors.totals(found)
        return list(selectors.for_list(found)[:PAGE])

    yield "list", page
    yield "list, one state", lambda: page(state="active")
    yield "search, a whole name", lambda: page(text=last.child.last_name)
    yield "search, three letters", lambda: page(text=last.child.last_name[:3])
    yield "search, a reference", lambda: page(text=last.reference)
    yield "list, by name", lambda: page(sort="name")
    yield "list, legal delay passed", lambda: page(due="late")
    yield "reminders due (count)", lambda: clocks.reminders_due(today).count()
    yield "record", lambda: selectors.request_of(by=user, reference=last.reference)
    yield "duplicates, first page", lambda: list(duplicates.pairs(by=user)[:PAGE])
    yield "one request compared", lambda: likeness_write([last])
