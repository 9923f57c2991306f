"""A made-up territory of any size, written in bulk, to measure with: settings with their places, families who ask.

Everything is drawn from a fixed seed; nobody is real. Meant for a transaction that is rolled back.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from ribambelle.accounts.models import User
from ribambelle.commissions.enums import Jurisdiction
from ribambelle.commissions.models import Commission, RuleText, Session
from ribambelle.commissions.services import rule_texts, sessions
from ribambelle.config.demo.families import SURNAMES, WEEKS
from ribambelle.demand.enums import Channel, EvidenceState, RequestState
from ribambelle.demand.models import Child, Criterion, CriterionAnswer, Guardian, Household, Party, Request, Wish
from ribambelle.demand.services import criteria_load
from ribambelle.network.enums import TerritoryKind
from ribambelle.network.models import Territory
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import Authorisation, Section, Setting, WeeklyCapacity
from ribambelle.offer.services import free_spans_rewrite

BATCH = 5_000  # rows of one statement
PLACES = 6  # free places of a section
MARK = "Q"  # references of the crowd begin with it
ACTIVITY = ("both-parents-work", "one-works-one-seeks", "single-parent-works", "no-parent-works")


def session_for(*, requests: int, settings: int, today: date, by: User | None, seed: int = 1) -> Session:
    """A session of so many requests on so many settings, ready to freeze."""
    criteria_load(by=by, language="fr")
    draw = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    places = _offer(settings)
    _demand(requests, places, draw, today)
    commission = Commission.objects.create(reference="crowd", name="Commission", jurisdiction=Jurisdiction.BE)
    return sessions.session_create(
        by=by,
        commission=commission,
        title="Mesure",
        held_on=today,
        cut_off_on=today,
        entry_on=today + timedelta(days=120),
        rule=_rule(by, today),
        settings=places,
    )


def _rule(by: User | None, today: date) -> RuleText:
    rule_texts.rules_load_published(by=by)
    draft = rule_texts.rule_copy(
        by=by, rule=RuleText.objects.get(code="fr-medoc-estuaire", status="model"), code="crowd", title="Mesure"
    )
    return rule_texts.rule_adopt(by=by, rule=draft, on=today, deliberation="mesure")


def _offer(count: int) -> list[Setting]:
    settings = Setting.objects.bulk_create(
        Setting(reference=f"{MARK}{number:05}", name=f"Crèche {number}", kind=SettingKind.CRECHE)
        for number in range(count)
    )
    Authorisation.objects.bulk_create(
        Authorisation(setting=setting, places=3 * PLACES, valid_from=date(2020, 1, 1)) for setting in settings
    )
    bands = (("babies", 0, 18), ("toddlers", 18, 36))
    sections = Section.objects.bulk_create(
        Section(setting=setting, code=code, name=code, min_age_months=least, max_age_months=most)
        for setting in settings
        for code, least, most in bands
    )
    WeeklyCapacity.objects.bulk_create(
        (
            WeeklyCapacity(section=section, slot=slot, places=PLACES, valid_from=date(2020, 1, 1))
            for section in sections
            for slot in range(10)
        ),
        batch_size=BATCH,
    )
    free_spans_rewrite(Section.objects.filter(setting__in=settings))
    return settings


def _demand(count: int, settings: list[Setting], draw: random.Random, today: date) -> None:
    communes = Territory.objects.bulk_create(
        Territory(reference=f"{MARK}{number:03}", name=f"Commune {number}", kind=TerritoryKind.COMMUNE)
        for number in range(20)
    )
    households = Household.objects.bulk_create(
        (Household(reference=f"{MARK}H{n:07}", commune=draw.choice(communes)) for n in range(count)), batch_size=BATCH
    )
    guardians = [
        Guardian(household=each, first_name="Adulte", last_name=f"{draw.choice(SURNAMES)} {n}")
        for n, each in enumerate(households)
    ]
    Guardian.objects.bulk_create(_named(guardians), batch_size=BATCH)
    children = [
        Child(
            household=each,
            first_name=f"Enfant {n}",
            last_name=guardians[n].last_name,
            born_on=today - timedelta(days=draw.randint(30, 800)),
        )
        for n, each in enumerate(households)
    ]
    Child.objects.bulk_create(_named(children), batch_size=BATCH)
    parties = Party.objects.bulk_create(
        (Party(reference=f"{MARK}F{n:07}", household=each) for n, each in enumerate(households)), batch_size=BATCH
    )
    weeks = list(WEEKS)
    requests = Request.objects.bulk_create(
        (
            Request(
                reference=f"{MARK}R{n:07}",
                register_number=10_000_000 + n,
                party=parties[n],
                child=children[n],
                state=RequestState.ACTIVE,
                channel=Channel.WEB,
                received_on=today - timedelta(days=draw.randint(1, 300)),
                wished_start_on=today + timedelta(days=100),
                needed_slots=draw.choice(weeks),
                minimum_days=draw.choice([None, None, 2]),
            )
            for n in range(count)
        ),
        batch_size=BATCH,
    )
    Wish.objects.bulk_create(_wishes(requests, settings, draw), batch_size=BATCH)
    CriterionAnswer.objects.bulk_create(_answers(requests, draw, today), batch_size=BATCH)


def _named(people: list[Any]) -> list[Any]:
    for person in people:
        person.search_name = person.folded()
    return people


def _wishes(requests: list[Request], settings: list[Setting], draw: random.Random) -> Iterator[Wish]:
    for request in requests:
        for rank, setting in enumerate(draw.sample(settings, min(draw.randint(1, 4), len(settings))), 1):
            yield Wish(request=request, rank=rank, setting=setting)


def _answers(requests: list[Request], draw: random.Random, today: date) -> Iterator[CriterionAnswer]:
    codes = {row.code: row for row in Criterion.objects.filter(is_sensitive=False)}
    for request in requests:
        met = {"resident": draw.random() < 0.9, draw.choice(ACTIVITY): True, "single-parent": draw.random() < 0.2}
        for code, value in met.items():
            yield CriterionAnswer(
                request=request,
                criterion=codes[code],
                value=int(value),
                evidence_state=EvidenceState.SEEN,
                seen_on=today,
            )
