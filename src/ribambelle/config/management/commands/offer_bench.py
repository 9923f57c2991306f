"""How long the pages of the offer take with thousands of settings. Keeps nothing."""

import random
from datetime import date, timedelta
from typing import Any

from django.core.management.base import CommandParser
from django.db import connection, transaction
from django.test import Client
from django.test.utils import override_settings
from django.urls import reverse
from django.utils import timezone

from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import RoleAssignment, User
from ribambelle.config.management.commands import session_bench
from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.network.enums import TerritoryKind
from ribambelle.network.models import Territory
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import Authorisation, Occupancy, Opening, Section, Setting, WeeklyCapacity
from ribambelle.offer.services import free_spans_rewrite

BANDS = (("bebes", 0, 12), ("moyens", 12, 24), ("grands", 24, 36))
PLACES, CHILDREN, SEED = 12, 12, 20170


class Command(session_bench.Command):
    help = "Time the pages of the offer: ribambelle manage offer_bench --sites 5000"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sites", dest="count", type=int, default=5_000)
        parser.add_argument("--times", type=int, default=20, help="how often each page is read")

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"]):
            today = timezone.localdate()
            user = User.objects.create_user(email="mesure@example.org", password=None, name="Mesure")
            RoleAssignment.objects.create(user=user, role=Role.COORDINATOR)
            self.timed(f"{options['count']} settings made up", lambda: _make(options["count"], today))
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            self.pages(client, _addresses(), times=options["times"])
            transaction.set_rollback(True)


def _addresses() -> list[tuple[str, str]]:
    """What is measured, and its address."""
    directory, free, search = (reverse(f"offer:{name}") for name in ("setting_list", "free_list", "search"))
    week = "week=mon-am&week=mon-pm&week=tue-am"
    return [
        ("list", directory),
        ("list, page 50", f"{directory}?page=50"),
        ("list, one commune, an age", f"{directory}?commune=9900007&age=8"),
        ("list, by name", f"{directory}?q=mesure+0042"),
        ("who can take this child, hours and age", f"{search}?weekday=0&at=7:00&age=8"),
        ("who can take this child, half-days", f"{search}?{week}&age=8"),
        ("who can take this child, half-days, commune", f"{search}?{week}&age=8&commune=9900007"),
        ("public search, half-days", f"{reverse('offer:public_search')}?{week}&age=8"),
        ("free from when", free),
        ("free from when, page 100", f"{free}?page=100"),
        ("free from when, half-days and age", f"{free}?{week}&age=8"),
        ("free from when, one commune", f"{free}?commune=9900007"),
        ("week of a setting", reverse("offer:setting_record", args=["mesure-00042"])),
        ("placements of a setting", reverse("offer:placement_list", args=["mesure-00042"])),
        ("law of a setting", reverse("offer:law_page", args=["mesure-00042"])),
        ("my settings", reverse("offer:own_list")),
    ]


def _make(count: int, today: date) -> None:
    """Settings of three sections, twelve places each half-day, twelve children with weeks of all sorts; fixed seed."""
    rng = random.Random(SEED)  # noqa: S311 -- the same data twice, not secrets
    communes = Territory.objects.bulk_create(
        Territory(reference=f"99{n:05}", name=f"Commune {n}", kind=TerritoryKind.COMMUNE) for n in range(100)
    )
    settings = Setting.objects.bulk_create(
        Setting(
            reference=f"mesure-{n:05}",
            name=f"Mesure {n:05}",
            kind=SettingKind.CRECHE,
            commune=communes[n % 100],
            min_age_months=0,
            max_age_months=36,
        )
        for n in range(count)
    )
    Authorisation.objects.bulk_create(Authorisation(setting=one, places=3 * PLACES) for one in settings)
    hours = {"opens_at": "07:00", "closes_at": "18:30"}
    Opening.objects.bulk_create(Opening(setting=one, weekday=day, **hours) for one in settings for day in range(5))
    sections = Section.objects.bulk_create(
        Section(setting=one, code=code, name=code.capitalize(), min_age_months=low, max_age_months=high)
        for one in settings
        for code, low, high in BANDS
    )
    begins = today - timedelta(days=200)
    WeeklyCapacity.objects.bulk_create(
        (
            WeeklyCapacity(section=one, slot=slot, places=PLACES, valid_from=begins)
            for one in sections
            for slot in range(10)
        ),
        batch_size=5_000,
    )
    Occupancy.objects.bulk_create(
        (
            Occupancy(
                section=one,
                slots=rng.choice((FULL_WEEK, FULL_WEEK, FULL_WEEK, rng.randint(1, FULL_WEEK))),
                starts_on=begins + timedelta(days=rng.randint(0, 150)),
                ends_on=today + timedelta(days=rng.randint(1, 300)) if rng.random() < 0.3 else None,
                opaque_reference=f"mesure-{one.pk}-{number}",
            )
            for one in sections
            for number in range(CHILDREN)
        ),
        batch_size=5_000,
    )
    free_spans_rewrite(Section.objects.filter(setting__reference__startswith="mesure-"))
