"""How long everything takes at any size: every list, search and record, and a session from its preparation to its seal.

Without `--keep` all of it happens in one transaction that is taken back. With `--keep` the made-up territory stays in
the database (one made for that) and the next call reads the pages at once.
"""

import os
import re
import statistics
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any, TypeVar

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import RoleAssignment, User
from ribambelle.commissions.enums import Policy, SessionStatus
from ribambelle.commissions.models import CheckList, Commission, Session
from ribambelle.commissions.selectors import memory
from ribambelle.commissions.services import decisions, sealing, sessions, sittings
from ribambelle.commissions.services.checks import check_list_go_on
from ribambelle.config import measured
from ribambelle.config.crowd import COMMISSION, session_beside, session_for
from ribambelle.config.crowd.demand import reference_of
from ribambelle.config.crowd.offer import MARK
from ribambelle.config.measured import ANYONE, COORDINATOR, DESK, KEY_HOLDER, Page
from ribambelle.config.server import collect_rarely
from ribambelle.demand.models import Household, Request
from ribambelle.demand.selectors.links import token_of
from ribambelle.demand.services.links import link_give
from ribambelle.offer.models import Setting

Made = TypeVar("Made")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
#: Up to so many requests a page has the goal of a session of one commission, in milliseconds by database.
ONE_COMMISSION, GOALS, GOAL = 2_000, {"postgresql": 200, "sqlite": 300}, 500
ROLES = {COORDINATOR: Role.COORDINATOR, DESK: Role.FRONT_DESK, KEY_HOLDER: Role.KEY_HOLDER}


class Command(BaseCommand):
    help = "Time every page and a whole session: ribambelle manage session_bench --requests 2000 --sites 60"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=2_000, help="active requests")
        parser.add_argument("--sites", type=int, default=60, help="settings")
        parser.add_argument("--times", type=int, default=10, help="how often each page is read")
        parser.add_argument("--keep", action="store_true", help="keep what is made, and read what was kept")
        parser.add_argument("--lists-only", action="store_true", help="no session is frozen")
        parser.add_argument("--only", default="", help="only the pages whose name holds this (a regular expression)")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        number = options["requests"]
        self.times, self.only = options["times"], re.compile(options["only"])
        self.goal = GOALS[connection.vendor] if number <= ONE_COMMISSION else GOAL
        self.over: list[str] = []
        with ExitStack() as stack:
            stack.enter_context(override_settings(ALLOWED_HOSTS=["*"]))
            if not options["keep"]:
                stack.enter_context(transaction.atomic())
            self.say(f"{connection.vendor}, {number} requests x {options['sites']} settings, {_load()}")
            territory = self.territory(number, options["sites"])
            collect_rarely()  # as the server does
            self.measure(territory, lists_only=options["lists_only"])
            if not options["keep"]:
                transaction.set_rollback(True)
        self.say(f"{_load()}; over {self.goal} ms: {', '.join(self.over) or 'none'}")

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def territory(self, requests: int, settings: int) -> Session:
        """The session being prepared, on a territory made now or kept from before."""
        users = _users()
        kept = Commission.objects.filter(reference=COMMISSION).first()
        if kept is None:
            by, today = users[COORDINATOR], timezone.localdate()
            made = self.timed("made up", lambda: session_for(requests=requests, settings=settings, today=today, by=by))
            _analyse()
            return made
        held = Request.objects.filter(desk__reference__startswith=MARK.lower()).count()
        if held != requests + requests // 4:
            raise CommandError(f"This database keeps {held} requests of another measure: take an empty one.")
        return kept.sessions.order_by("reference")[0]

    def measure(self, session: Session, *, lists_only: bool) -> None:
        self.clients = {who: _client(user) for who, user in _users().items()} | {ANYONE: Client()}
        by = User.objects.get(email=_mail(COORDINATOR))
        household = Household.objects.get(parties__requests__reference=reference_of(7))
        link = link_give(by=by, at=timezone.now(), household=household)
        self.pages(measured.around())
        self.pages(measured.demand(household.reference))
        self.pages(measured.follow_up(token_of(link)))
        self.pages(measured.offer())
        self.pages(measured.sessions())
        self.check_list(session)
        self.pages(measured.prepared(session))
        if lists_only:
            return
        running = session.commission.sessions.exclude(status=SessionStatus.PREPARED).first()
        if running is None:
            running = self.steps(session, by)
        one = running.keys.order_by("-child").values_list("request_reference", flat=True)[0]
        self.pages(measured.running(running, one))
        with transaction.atomic():
            now = timezone.now()
            self.timed("all kept", lambda: decisions.decisions_keep(by=by, session=running, at=now))
            self.timed("sealed", lambda: sealing.session_seal(by=by, session=running, at=now))
            _analyse()
            self.pages(measured.sealed(running, one))
            self.pages(measured.files(running), has_goal=False)
            transaction.set_rollback(True)

    def check_list(self, session: Session) -> None:
        """What is to clear, examined from nothing, then after one, fifty and a thousand requests were written to."""
        CheckList.objects.filter(session=session).delete()
        self.timed("to clear, from nothing", lambda: check_list_go_on(session))
        for number in (1, 50, 1000):
            step = max(1, Request.objects.count() // number)
            written = [reference_of(place * step) for place in range(number)]
            Request.objects.filter(reference__in=written).update(is_urgent=F("is_urgent"))
            self.timed(f"to clear, {number} written to", lambda: check_list_go_on(session))

    def steps(self, beside: Session, user: User) -> Session:
        """Another session, frozen and calculated, with one decision."""
        session = session_beside(
            beside.commission,
            today=beside.held_on,
            by=user,
            rule=beside.rule,
            settings=list(Setting.objects.filter(reference__startswith=MARK)),
        )
        now = timezone.now()
        self.timed("freeze", lambda: sessions.session_freeze(by=user, session=session, at=now, draw="mesure"))
        stable = [Policy.STABLE]
        self.timed("run", lambda: sessions.session_run(by=user, session=session, policies=stable, seed=1, at=now))
        order = [Policy.ORDER]
        self.timed("another policy", lambda: sessions.session_run(by=user, session=session, policies=order, at=now))
        session.refresh_from_db()
        sittings.sitting_compose(by=user, session=session)
        first = session.keys.order_by("party").values_list("party", flat=True)[0]
        self.timed("one decision", lambda: decisions.decisions_keep(by=user, session=session, at=now, parties=[first]))
        return session

    def pages(self, listed: Iterable[Page], *, has_goal: bool = True) -> None:
        """Read each page once as after a start, then some times; print a line for each."""
        pages = [page for page in listed if self.only.search(page.name)]
        if pages:
            self.say(
                f"{'page':44} {'first ms':>8} {'median ms':>9} {'p95 ms':>8} {'processor':>9} {'queries':>8} {'kB':>6}"
            )
        for name, url, who in pages:
            client = self.clients[who]
            memory.forget()
            first, _worked, _counted, _response = _read(client, url)
            reads = [_read(client, url) for _time in range(self.times if has_goal else 1)]
            spent = sorted(read[0] for read in reads)
            worst = spent[max(0, round(0.95 * len(spent)) - 1)]
            worked = statistics.median(read[1] for read in reads)
            said = "/".join(str(count) for count in sorted({read[2] for read in reads}))
            response, size = reads[-1][3]
            marks = "" if response.status_code == 200 else f"  HTTP {response.status_code}"
            if has_goal and max(worst, first) > self.goal:
                self.over.append(name)
                marks += f"  over {self.goal}" if worst > self.goal else f"  first over {self.goal}"
            figures = f"{first:8.0f} {statistics.median(spent):9.0f} {worst:8.0f} {worked:9.0f}"
            self.say(f"{name:44} {figures} {said:>8} {size / 1024:6.0f}{marks}")

    def timed(self, what: str, act: Callable[[], Made]) -> Made:
        counter, begun, spent = Counter(), time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counter):
            made = act()
        elapsed, spent = (time.perf_counter() - begun) * 1000, (time.process_time() - spent) * 1000
        self.say(f"{what:44} {elapsed:9.0f} ms ({spent:.0f} of processor), {counter.count} queries")
        return made


class Counter:
    """Counts the statements sent."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def _mail(who: str) -> str:
    return f"{who.replace(' ', '-')}@mesure.example.org"


def _users() -> dict[str, User]:
    """Who reads the pages: one person a role, made the first time; the front desk sees its own requests."""
    found = {}
    for who, role in ROLES.items():
        user = User.objects.filter(email=_mail(who)).first()
        if user is None:
            user = User.objects.create_user(email=_mail(who), password=None, name=f"Mesure {who}")
            scope = {"scope_kind": ScopeKind.ORGANISATION, "scope_reference": f"{MARK.lower()}-desk-1"}
            RoleAssignment.objects.create(user=user, role=role, **(scope if who == DESK else {}))
        found[who] = user
    return found


def _client(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def _read(client: Client, url: str) -> tuple[float, float, int, tuple[Any, int]]:
    """Milliseconds elapsed, milliseconds of the program, statements, the answer and its length; read to its end."""
    counter = Counter()
    begun, busy = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counter):
        response = client.get(url, secure=True)
        size = _length(response)
    elapsed, worked = (time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000
    return elapsed, worked, counter.count, (response, size)


def _length(response: HttpResponseBase) -> int:
    if response.streaming:
        return sum(len(part) for part in getattr(response, "streaming_content", ()))
    return len(getattr(response, "content", b""))


def _analyse() -> None:
    """Tell PostgreSQL how large its tables have become, as its own daemon does within the minute."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _load() -> str:
    return f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
