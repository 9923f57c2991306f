"""Four hundred fictional families who ask for a place. Same data for the same day; surnames are plants and birds."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from math import cos, exp, hypot, radians
from typing import NamedTuple, TypeVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from faker import Faker

from ribambelle.accounts.demo import ACCOUNTS
from ribambelle.accounts.enums import Role
from ribambelle.accounts.models import User
from ribambelle.config.demo.families import (
    ACTIVITIES,
    CHANNELS,
    FREQUENCIES,
    INCOMES,
    SURNAMES,
    THREE_DAYS,
    TWO_DAYS,
    WEEKS,
    WISHES,
)
from ribambelle.demand.enums import MoveCode, RefusalGround, RequestKind, Together
from ribambelle.demand.rules import months_after
from ribambelle.demand.rules.hours import DayHours
from ribambelle.demand.rules.modes import mask_of_modes
from ribambelle.demand.services import (
    AnswerFacts,
    ChildFacts,
    Entry,
    GuardianFacts,
    HouseholdFacts,
    RequestFacts,
    Step,
    requests_receive,
)
from ribambelle.kernel.weeks import FULL_WEEK
from ribambelle.network.models import Organisation, Territory
from ribambelle.network.rules import centroid
from ribambelle.offer.enums import Mode, SettingStatus
from ribambelle.offer.models import Setting

SEED = 2031
REQUESTS = 400

Choice = TypeVar("Choice")


class Guide(NamedTuple):
    """Where to find one of the situations the demo shows."""

    code: str
    text: str | Promise
    reference: str


GUIDE = {
    "twins": _("Twins who ask for two places in the same setting, or none"),
    "unborn": _("A child to be born"),
    "transfer": _("A child who wants to change settings"),
    "extra-day": _("A child who has two days and asks for a third"),
    "refusal": _("A request refused by a setting, with its reason"),
    "urgent": _("An urgent request, which cannot wait for the next commission"),
    "duplicate": _("The same family entered twice, spelled in two ways"),
    "birth": _("A child whose due date has passed: its birth is to be noted"),
    "evidence": _("A document that expires within a month"),
    "apart": _("Parents who live apart, at two addresses"),
    "hours": _("A week asked by the hour, with flexible care"),
}


class Place(NamedTuple):
    """A point of the map, in degrees."""

    longitude: float
    latitude: float

    def km_to(self, other: "Place") -> float:
        """Distance in kilometres, well enough over a province."""
        across = (self.longitude - other.longitude) * cos(radians(self.latitude)) * 111.3
        return hypot(across, (self.latitude - other.latitude) * 111.3)


@dataclass(frozen=True)
class Ground:
    """Where families live and what they may wish, with the distances between them."""

    settings: Sequence[Setting]
    communes: Sequence[Territory]
    weights: Sequence[float]
    distances: dict[tuple[int, int], float]

    def wishes(self, commune: Territory, rng: random.Random) -> tuple[Setting, ...]:
        """One to five settings, the nearest mostly first."""

        def appeal(setting: Setting) -> float:
            return self.distances[commune.pk, setting.pk] * rng.uniform(0.6, 1.5)

        number = _pick(rng, WISHES)
        return tuple(sorted(self.settings, key=appeal)[:number])


def seed(*, by: User, today: date, settings: Iterable[Setting] | None = None) -> list[Guide]:
    """Enter the requests through the services; returns where each special situation is to be found.

    `settings`: those that may be wished; all that are open when None.
    """
    rng = random.Random(SEED)  # noqa: S311 -- a demo needs the same data twice, not secrets
    ground = _ground(settings)
    entries, cases = _entries(ground, rng, today)
    requests = requests_receive(by=by, at=_moment(today, 9), entries=entries)
    return [Guide(code, GUIDE[code], requests[place].reference) for code, place in cases.items()]


def _pick(rng: random.Random, weights: Mapping[Choice, int]) -> Choice:
    """One of the keys, as often as its weight says."""
    return rng.choices(list(weights), list(weights.values()))[0]


def _moment(day: date, hour: int) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour, 15)))


def _ground(settings: Iterable[Setting] | None) -> Ground:
    wished = list(
        settings if settings is not None else Setting.objects.filter(status=SettingStatus.OPEN).order_by("pk")
    )
    places = {
        setting.pk: Place(float(setting.longitude), float(setting.latitude))
        for setting in wished
        if setting.longitude is not None and setting.latitude is not None
    }
    communes = [c for c in Territory.objects.filter(kind="commune", valid_to__isnull=True).order_by("reference")]
    centres = {commune.pk: Place(*centroid(commune.outline)) for commune in communes if commune.outline}
    communes = [commune for commune in communes if commune.pk in centres]
    distances = {
        (commune.pk, setting.pk): centres[commune.pk].km_to(places[setting.pk]) if setting.pk in places else 50.0
        for commune in communes
        for setting in wished
    }
    weights = [exp(-min(distances[commune.pk, setting.pk] for setting in wished) / 12) for commune in communes]
    return Ground(wished, communes, weights, distances)


def _entries(ground: Ground, rng: random.Random, today: date) -> tuple[list[Entry], dict[str, int]]:
    """The requests in the order of their reception, and the place of each special situation among them."""
    faker = Faker("fr_BE")
    faker.seed_instance(SEED)
    desk = _desk()
    days = sorted(today - timedelta(days=rng.randint(1, 365)) for _ in range(REQUESTS))
    entries: list[Entry] = []
    cases: dict[str, int] = {}
    for received_on in days:
        last = entries[-1] if entries else None
        if last and last.sibling is None and rng.random() < 0.085:
            entries[-1:] = _with_sibling(last, place=len(entries) - 1, rng=rng, faker=faker)
            if entries[-1].together == Together.OR_NOTHING:
                cases.setdefault("twins", len(entries) - 1)
        else:
            entries.append(_entry(ground, received_on, rng=rng, faker=faker, today=today))
            if rng.random() < 0.35 and desk:
                entries[-1] = replace(entries[-1], facts=replace(entries[-1].facts, desk=desk))
    return _with_cases(entries, cases, today=today)


def _desk() -> Organisation | None:
    reference = next(account.scope_reference for account in ACCOUNTS if account.role == Role.FRONT_DESK)
    return Organisation.objects.filter(reference=reference).first()


def _entry(ground: Ground, received_on: date, *, rng: random.Random, faker: Faker, today: date) -> Entry:
    commune = rng.choices(ground.communes, ground.weights)[0]
    activity = _pick(rng, ACTIVITIES)
    start = _start(received_on, rng, today)
    born_on = start - timedelta(days=rng.choices((rng.randint(75, 330), rng.randint(330, 1000)), (58, 42))[0])
    born_on = min(born_on, months_after(received_on, 8))  # nobody asks before the first month of pregnancy
    is_born = born_on <= today
    family = rng.choice(SURNAMES)
    mask = _pick(rng, WEEKS)
    days = bin(mask).count("1") // 2
    facts = RequestFacts(
        received_on=received_on,
        channel=_pick(rng, CHANNELS),
        wished_start_on=start,
        needed_slots=mask,
        minimum_days=rng.choice([None, None, max(1, days - 1)]) if days > 1 else None,
        wishes=ground.wishes(commune, rng),
        answers=_answers(activity, received_on, today, rng),
    )
    home = HouseholdFacts(commune, "", _guardians(family, activity, rng, faker))
    child = ChildFacts(faker.first_name(), family, born_on) if is_born else ChildFacts("", family, None, born_on)
    return Entry(
        child=child, facts=facts, household=home, at=_moment(received_on, 9), life=_life(received_on, rng, today)
    )


def _start(received_on: date, rng: random.Random, today: date) -> date:
    """Most ask for September, the others for the first of a month; never a day that has passed."""
    september = date(today.year + (today.month >= 9), 9, 1)
    if rng.random() < 0.7:
        return september
    earliest = max(received_on + timedelta(days=60), today + timedelta(days=20)).replace(day=1)
    return months_after(earliest, rng.randint(1, 9))


def _guardians(family: str, activity: str, rng: random.Random, faker: Faker) -> tuple[GuardianFacts, ...]:
    def guardian(name: str) -> GuardianFacts:
        first_name = faker.first_name()
        phone = f"0470 00 {rng.randint(10, 99)} {rng.randint(10, 99)}"
        return GuardianFacts(first_name, name, phone, f"famille.{rng.randint(100, 999)}@demo.example")

    if activity.startswith("single"):
        return (guardian(family),)
    return guardian(family), guardian(family if rng.random() < 0.5 else rng.choice(SURNAMES))


def _answers(activity: str, received_on: date, today: date, rng: random.Random) -> dict[str, AnswerFacts]:
    def seen() -> bool:
        return rng.random() < 0.82

    answers = {activity: AnswerFacts(1, is_seen=seen())}
    is_single = activity.startswith("single")
    answers["single-parent"] = AnswerFacts(int(is_single), is_seen=is_single and seen())
    for code, share in FREQUENCIES.items():
        is_met = rng.random() * 100 < share
        if is_met or code in {"resident", "sibling-present"}:
            answers[code] = AnswerFacts(int(is_met), is_seen=is_met and seen())
    if "no-suitable-care" not in answers and rng.random() < 0.3:
        answers["lasting-care"] = AnswerFacts(1, is_seen=seen())
    if rng.random() < 0.05:
        answers["social-follow-up"] = AnswerFacts(rng.randrange(20, 90, 10), is_seen=True)
    if rng.random() < 0.7:
        answers[_pick(rng, INCOMES)] = AnswerFacts(1, is_seen=seen())
    if (today - received_on).days > 200 and rng.random() < 0.6:
        answers["commissions-sat"] = AnswerFacts(1, is_seen=True)
        if rng.random() < 0.05:
            answers["refused-proposal"] = AnswerFacts(1, is_seen=True)
    return answers


def _life(received_on: date, rng: random.Random, today: date) -> tuple[Step, ...]:
    """Acknowledged within days, complete within weeks, then waiting; a few ended otherwise. Never after today."""
    end, after = rng.random(), rng.randint(2, 20)
    steps = [(MoveCode.ACKNOWLEDGE, rng.randint(1, 3), ""), (MoveCode.COMPLETE, after, ""), (MoveCode.ACTIVATE, 1, "")]
    if end < 0.03:
        steps.append((MoveCode.FIND_ELSEWHERE, rng.randint(20, 90), ""))
    elif end < 0.05:
        steps.append((MoveCode.WITHDRAW, rng.randint(20, 90), "déménagement hors de la province"))
    elif end < 0.09:
        steps.append((MoveCode.ASK_CONFIRMATION, rng.randint(60, 150), ""))
    life, day = [], received_on
    for code, days, reason in steps:
        day += timedelta(days=days)
        if day >= today:
            break
        life.append(Step(code, _moment(day, 11), reason))
    return tuple(life)


def _with_sibling(first: Entry, *, place: int, rng: random.Random, faker: Faker) -> tuple[Entry, Entry]:
    """The last child entered and a twin, or an elder of a year and a half; the answers of a household are the same."""
    child = first.child
    is_twin = rng.random() < 0.4 or child.born_on is None
    born_on = (
        child.born_on if is_twin or child.born_on is None else child.born_on - timedelta(days=rng.randint(420, 640))
    )
    if is_twin:
        answers = {**first.facts.answers, "multiple-birth": AnswerFacts(1, is_seen=True)}
        first = replace(first, facts=replace(first.facts, answers=answers))
    name = faker.first_name() if born_on else ""
    sibling = replace(
        first,
        child=ChildFacts(name, child.last_name, born_on, child.due_on),
        sibling=place,
        together=Together.OR_NOTHING if is_twin else Together.IF_POSSIBLE,
    )
    return first, sibling


def _with_cases(entries: list[Entry], cases: dict[str, int], *, today: date) -> tuple[list[Entry], dict[str, int]]:
    """Turn some of the plain requests into the situations the demo shows."""
    heads = {entry.sibling for entry in entries}
    plain = [
        place
        for place, entry in enumerate(entries)
        if entry.sibling is None and place not in heads and entry.life and entry.life[-1].code == MoveCode.ACTIVATE
    ]
    born = [place for place in plain if _months(entries[place], today) >= 8 and len(entries[place].facts.wishes) >= 2]
    transfer, extra, refused, urgent = born[3], born[11], plain[20], plain[-2]
    held = entries[transfer].facts.wishes
    entries[transfer] = _changed(
        entries[transfer],
        kind=RequestKind.TRANSFER,
        current_setting=held[-1],
        current_slots=THREE_DAYS,
        wishes=held[:1],
    )
    extra_setting = entries[extra].facts.wishes[:1]
    entries[extra] = _changed(
        entries[extra],
        kind=RequestKind.EXTRA_DAY,
        current_setting=extra_setting[0],
        current_slots=TWO_DAYS,
        needed_slots=THREE_DAYS,
        minimum_days=None,
        wishes=extra_setting,
    )
    reason = "La section des bébés est complète jusqu’en septembre."
    refusal = Step(MoveCode.REFUSE, _moment(today - timedelta(days=2), 14), reason, RefusalGround.NO_PLACE)
    entries[refused] = replace(entries[refused], life=(*entries[refused].life, refusal))
    entries[urgent] = _changed(entries[urgent], is_urgent=True, wished_start_on=today + timedelta(days=14))
    unborn = next(place for place in plain if entries[place].child.due_on)
    birth = [place for place in plain if entries[place].child.due_on][-1]
    passed = max(entries[birth].facts.received_on, today - timedelta(days=12))
    entries[birth] = replace(entries[birth], child=replace(entries[birth].child, due_on=passed))
    evidence = plain[7]
    entries[evidence] = _with_expiry(entries[evidence], today + timedelta(days=18))
    taken = {transfer, extra, refused, urgent, unborn, birth, evidence, plain[30]}
    ordinary = [place for place in plain if place not in taken]
    apart = next(place for place in ordinary if len(entries[place].household.guardians) == 2)
    entries[apart] = replace(entries[apart], household=_apart(entries[apart].household))
    hours = next(place for place in ordinary[3:] if place != apart and entries[place].facts.needed_slots == FULL_WEEK)
    week = tuple(DayHours(day, time(7, 30), time(17)) for day in range(5))
    entries[hours] = _changed(entries[hours], hours=week, modes=mask_of_modes([Mode.FLEXIBLE]), weeks_per_year=44)
    entries.append(_spelled_otherwise(entries[plain[30]], today=today))
    return entries, {
        **cases,
        "duplicate": len(entries) - 1,
        "birth": birth,
        "evidence": evidence,
        "apart": apart,
        "hours": hours,
        "unborn": unborn,
        "transfer": transfer,
        "extra-day": extra,
        "refusal": refused,
        "urgent": urgent,
    }


def _apart(home: HouseholdFacts) -> HouseholdFacts:
    """The second parent in another commune; streets nobody lives in."""
    first, second = home.guardians
    communes = Territory.objects.filter(kind="commune", valid_to__isnull=True).order_by("reference")
    elsewhere = next(commune for commune in communes if commune != home.commune)
    other = replace(second, address="Rue des Hirondelles 2", commune=elsewhere)
    return replace(home, address="Rue des Tournesols 1", guardians=(first, other))


def _with_expiry(entry: Entry, expires_on: date) -> Entry:
    """The proof of address seen, and valid for a few weeks more."""
    document = str(_("proof of address less than three months old, or household composition"))
    answer = AnswerFacts(1, is_seen=True, expires_on=expires_on, document=document[:120])
    return _changed(entry, answers={**entry.facts.answers, "resident": answer})


def _spelled_otherwise(entry: Entry, *, today: date) -> Entry:
    """The same family at another counter yesterday: one letter doubled, the telephone written another way."""
    child, (first, *others) = entry.child, entry.household.guardians
    name = child.last_name.replace("r", "rr", 1) if "r" in child.last_name else f"{child.last_name}e"
    first = replace(first, last_name=name, phone=first.phone.replace(" ", ""), email="")
    facts = replace(entry.facts, received_on=today - timedelta(days=1), desk=None)
    return Entry(
        child=replace(child, last_name=name),
        facts=facts,
        household=replace(entry.household, guardians=(first, *others)),
        at=_moment(today - timedelta(days=1), 15),
    )


def _months(entry: Entry, today: date) -> int:
    return (today - entry.child.born_on).days // 30 if entry.child.born_on else 0


def _changed(entry: Entry, **values: object) -> Entry:
    return replace(entry, facts=replace(entry.facts, **values))  # type: ignore[arg-type]
