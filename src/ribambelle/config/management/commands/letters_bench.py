"""How long the letters of a session of any size take: each page asked for, and the work beside. Keeps nothing."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import RoleAssignment, User
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import LetterFile, Session
from ribambelle.commissions.services import decisions, sealing, sessions, sittings
from ribambelle.commissions.services.letter_files import letter_files_go_on
from ribambelle.commissions.services.letters import letters_go_on
from ribambelle.config.crowd import session_for

Made = TypeVar("Made")


class Command(BaseCommand):
    help = "Time the letters of a session: ribambelle manage letters_bench --requests 2000 --sites 60"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--requests", type=int, default=2_000)
        parser.add_argument("--sites", type=int, default=60, help="settings of the session")
        parser.add_argument("--files", action="store_true", help="the file of all the letters too")

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
            user = User.objects.create_user(email="mesure@example.org", password=None, name="Mesure")
            RoleAssignment.objects.create(user=user, role=Role.COORDINATOR)
            session = self.sealed(user, requests=options["requests"], settings=options["sites"])
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            self.letters(client, session, with_files=options["files"])
            transaction.set_rollback(True)

    def sealed(self, user: User, *, requests: int, settings: int) -> Session:
        now = timezone.now()
        made = session_for(requests=requests, settings=settings, today=timezone.localdate(), by=user)
        sessions.session_freeze(by=user, session=made, at=now, draw="mesure")
        sessions.session_run(by=user, session=made, policies=[Policy.STABLE], seed=1, at=now)
        sittings.sitting_compose(by=user, session=made)
        made.refresh_from_db()
        decisions.decisions_keep(by=user, session=made, at=now)
        sealing.session_seal(by=user, session=made, at=now)
        return made

    def letters(self, client: Client, session: Session, *, with_files: bool) -> None:
        page, send = (reverse(f"commissions:{name}", args=[session.reference]) for name in ("letters", "letters_send"))
        today = timezone.localdate()
        dates = {"dated_on": f"{today:%d/%m/%Y}", "answer_before": f"{today + timedelta(days=14):%d/%m/%Y}"}
        self.timed("page before", lambda: client.get(page, secure=True))
        self.timed("asked for", lambda: client.post(send, dates, secure=True))
        self.timed("asked for again", lambda: client.post(send, dates, secure=True))
        self.timed("page while they are written", lambda: client.get(page, secure=True))
        self.timed("written beside the server", lambda: letters_go_on(at=timezone.now()))
        self.timed("page once written", lambda: client.get(page, secure=True))
        self.stdout.write(f"{session.mailing.letters.count()} letters")
        if not with_files:
            return
        ask = reverse("commissions:letter_file_ask", args=[session.reference])
        self.timed("file asked for", lambda: client.post(ask, {"channel": "", "format": "pdf"}, secure=True))
        self.timed("file made beside the server", lambda: letter_files_go_on(at=timezone.now()))
        url = reverse("commissions:letter_file", args=[session.reference, LetterFile.objects.get().pk])
        taken = self.timed("file taken away", lambda: client.get(url, secure=True))
        size = len(b"".join(getattr(taken, "streaming_content", ())))
        self.stdout.write(f"{size / 1e6:.1f} MB")

    def timed(self, what: str, act: Callable[[], Made]) -> Made:
        begun, busy = time.perf_counter(), time.process_time()
        made = act()
        elapsed, busy = time.perf_counter() - begun, time.process_time() - busy
        self.stdout.write(f"{what:34} {elapsed * 1000:9.0f} ms ({busy * 1000:.0f} of processor)")
        return made
