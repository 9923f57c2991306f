"""How long a session of any size takes: freeze, run, one decision, and each of its pages. Keeps nothing."""

import statistics
import time
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.core.management.base import BaseCommand, CommandParser
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import RoleAssignment, User
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import Session
from ribambelle.commissions.services import decisions, sessions, sittings
from ribambelle.config.crowd import MARK, session_for

Made = TypeVar("Made")


class Command(BaseCommand):
    help = "Time a session: ribambelle manage session_bench --requests 2000 --sites 60"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=2_000)
        parser.add_argument("--sites", type=int, default=60, help="settings of the session")
        parser.add_argument("--times", type=int, default=5, help="how often each page is read")
        parser.add_argument("--lists-only", action="store_true", help="only the lists of demand and offer")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
            today = timezone.localdate()
            user = User.objects.create_user(email="mesure@example.org", password=None, name="Mesure")
            RoleAssignment.objects.create(user=user, role=Role.COORDINATOR)
            made = self.timed(
                "made up",
                lambda: session_for(requests=options["requests"], settings=options["sites"], today=today, by=user),
            )
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            if not options["lists_only"]:
                self.steps(made, user)
            self.pages(client, self.addresses(made, lists_only=options["lists_only"]), times=options["times"])
            transaction.set_rollback(True)

    def steps(self, session: Session, user: User) -> None:
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

    def pages(self, client: Client, addresses: list[tuple[str, str]], *, times: int) -> None:
        self.stdout.write(f"{'page':44} {'median ms':>9} {'p95 ms':>8} {'processor':>9} {'queries':>8}")
        for name, url in addresses:
            client.get(url, secure=True)
            spent, worked, counts = [], [], set()
            for _time in range(times):
                counter = Counter()
                begun, busy = time.perf_counter(), time.process_time()
                with connection.execute_wrapper(counter):
                    response = client.get(url, secure=True)
                    _whole(response)
                spent.append((time.perf_counter() - begun) * 1000)
                worked.append((time.process_time() - busy) * 1000)
                counts.add(counter.count)
            worst = sorted(spent)[max(0, round(0.95 * len(spent)) - 1)]
            said = "/".join(str(count) for count in sorted(counts))
            code = "" if response.status_code == 200 else f"  HTTP {response.status_code}"
            figures = f"{statistics.median(spent):9.0f} {worst:8.0f} {statistics.median(worked):9.0f}"
            self.stdout.write(f"{name:44} {figures} {said:>8}{code}")

    def addresses(self, session: Session, *, lists_only: bool) -> list[tuple[str, str]]:
        found = [
            ("demand, list", reverse("demand:request_list")),
            ("demand, list, second page", f"{reverse('demand:request_list')}?page=2"),
            ("demand, search by name", f"{reverse('demand:request_list')}?{urlencode({'q': 'noisette'})}"),
            ("demand, search by reference", f"{reverse('demand:request_list')}?{urlencode({'q': f'{MARK}R0000007'})}"),
            ("demand, record", reverse("demand:request_detail", args=[f"{MARK}R0000007"])),
            ("offer, list", reverse("offer:setting_list")),
            ("offer, record", reverse("offer:setting_record", args=[f"{MARK}00001"])),
        ]
        if lists_only:
            return found
        args = [session.reference]
        booklet, listed = reverse("commissions:booklet", args=args), reverse("commissions:explanation_list", args=args)
        one = session.keys.order_by("-child").values_list("request_reference", flat=True)[0]
        return [
            *found,
            ("sessions", reverse("commissions:session_list")),
            ("session, record and comparison", reverse("commissions:session_record", args=args)),
            ("proposals side by side", reverse("commissions:comparison", args=args)),
            ("session, to clear", reverse("commissions:session_check", args=args)),
            ("booklet", booklet),
            ("booklet, page 20", f"{booklet}?page=20"),
            ("booklet, one setting", f"{booklet}?lieu={MARK}00003"),
            ("deliberation", reverse("commissions:deliberation", args=args)),
            ("deliberation, one dossier", reverse("commissions:dossier", args=[*args, 1])),
            ("explanations, list", listed),
            ("explanations, search", f"{listed}?q=Enfant+7"),
            ("explanation of one request", reverse("commissions:explanation", args=[*args, one])),
        ]

    def timed(self, what: str, act: Callable[[], Made]) -> Made:
        counter, begun, spent = Counter(), time.perf_counter(), time.process_time()
        with connection.execute_wrapper(counter):
            made = act()
        elapsed, spent = (time.perf_counter() - begun) * 1000, (time.process_time() - spent) * 1000
        self.stdout.write(f"{what:44} {elapsed:9.0f} ms ({spent:.0f} of processor), {counter.count} queries")
        return made


class Counter:
    """Counts the statements sent."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        self.count += 1
        return execute(sql, params, many, context)


def _whole(response: HttpResponseBase) -> None:
    """Read a page to its end, streamed or not."""
    if response.streaming:
        for _part in getattr(response, "streaming_content", ()):
            pass
