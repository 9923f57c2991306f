"""A small territory with families whose names, addresses and notes would be seen at once if they leaked."""

import random
from datetime import UTC, date, datetime

from ribambelle.commissions.enums import Jurisdiction, Policy, RuleStatus
from ribambelle.commissions.models import Commission, RuleText, Session
from ribambelle.commissions.selectors.reserves import ReserveLine
from ribambelle.commissions.services import decisions, rule_texts, sealing, sessions, sittings
from ribambelle.commissions.services.reserves import reserves_set
from ribambelle.demand.enums import Channel, EvidenceState, RequestKind, RequestState, Together
from ribambelle.demand.models import Child, Criterion, CriterionAnswer, Guardian, Household, Party, Request, Wish
from ribambelle.demand.services import criteria_load
from ribambelle.network.enums import OrganisationKind, TerritoryKind
from ribambelle.network.models import Organisation, Territory
from ribambelle.offer.enums import SettingKind
from ribambelle.offer.models import Authorisation, Section, Setting, WeeklyCapacity

CUT_OFF, HELD, ENTRY = date(2028, 4, 1), date(2028, 4, 20), date(2028, 9, 1)
AT = datetime(2028, 4, 20, 14, 5, tzinfo=UTC)
#: Words that stand in the requests and nowhere else: none may be read by a member.
PLANTED = ("Xylographe", "Quetzalcoatl", "Rutabaga", "Brouillamini", "zinzolin", "0499123456", "F-9", "R-9")

WEEKS = {
    "full": 0b1111111111,
    "three": 0b0011001111,
    "two": 0b0000001111,
    "mornings": 0b0101010101,
    "friday": 0b1100000000,
}


def rule_in_force() -> RuleText:
    """The rule of the territory; made once where a database is kept from test to test."""
    if known := RuleText.objects.filter(code="vallee", status=RuleStatus.IN_FORCE).first():
        return known
    rule_texts.rules_load_published(by=None)
    model = RuleText.objects.get(code="fr-medoc-estuaire")
    draft = rule_texts.rule_copy(by=None, rule=model, code="vallee", title="Règle 2027")
    adopted = rule_texts.rule_adopt(by=None, rule=draft, on=date(2027, 12, 10), deliberation="Conseil, n° 7")
    return rule_texts.rule_bring_into_force(by=None, rule=adopted, on=date(2028, 1, 1))


def offer(settings: int = 3, places: int = 4) -> list[Setting]:
    """Settings S1, S2 …, each with babies and toddlers, open all week but on Wednesday afternoon."""
    made = []
    for number in range(1, settings + 1):
        setting = Setting.objects.create(
            reference=f"S{number}",
            name=f"Crèche numéro {number}",
            kind=SettingKind.CRECHE,
            address="Allée du Quetzalcoatl",
        )
        Authorisation.objects.create(setting=setting, places=2 * places - 1, valid_from=date(2020, 1, 1))
        for code, least, most in (("babies", 0, 18), ("toddlers", 18, 36)):
            section = Section.objects.create(
                setting=setting, code=code, name=code.title(), min_age_months=least, max_age_months=most
            )
            for slot in range(10):
                WeeklyCapacity.objects.create(
                    section=section, slot=slot, places=0 if slot == 5 else places, valid_from=date(2020, 1, 1)
                )
        made.append(setting)
    return made


def family(
    number: int,
    *,
    children: int = 1,
    together: Together = Together.ALONE,
    born_on: date = date(2027, 3, 1),
    needed: int = WEEKS["full"],
    wishes: tuple[str, ...] = ("S1", "S2"),
    answers: dict[str, int] | None = None,
    received_on: date = date(2027, 10, 1),
    minimum_days: int | None = None,
    commune: Territory | None = None,
    kind: RequestKind = RequestKind.NEW,
    current: tuple[str, int] | None = None,
) -> list[Request]:
    household = Household.objects.create(
        reference=f"H-9{number:04}", commune=commune, address=f"{number} rue du Rutabaga zinzolin"
    )
    Guardian.objects.create(
        household=household,
        first_name="Quetzalcoatl",
        last_name=f"Xylographe{number}",
        email=f"brouillamini{number}@rutabaga.example",
        phone="0499123456",
    )
    party = Party.objects.create(reference=f"F-9{number:04}", household=household, together=together)
    found = {setting.reference: setting for setting in Setting.objects.all()}
    criteria = {criterion.code: criterion for criterion in Criterion.objects.all()}
    desk, _ = Organisation.objects.get_or_create(
        reference="relais", defaults={"name": "Relais", "kind": OrganisationKind.RELAY}
    )
    requests = []
    for rank in range(children):
        child = Child.objects.create(
            household=household, first_name=f"Rutabaga{rank}", last_name=f"Xylographe{number}", born_on=born_on
        )
        request = Request.objects.create(
            reference=f"R-9{number:04}{rank}",
            register_number=900_000 + number * 10 + rank,
            party=party,
            child=child,
            kind=kind,
            state=RequestState.ACTIVE,
            channel=Channel.PAPER,
            received_on=received_on,
            desk=desk if number % 2 else None,
            wished_start_on=ENTRY,
            needed_slots=needed,
            minimum_days=minimum_days,
            current_setting=found[current[0]] if current else None,
            current_slots=current[1] if current else 0,
            meanwhile="chez tante Xylographe",
            note="Brouillamini, 0499123456, allée zinzolin",
        )
        for wish, setting in enumerate(wishes, 1):
            Wish.objects.create(request=request, rank=wish, setting=found[setting])
        for code, value in (answers or {}).items():
            CriterionAnswer.objects.create(
                request=request,
                criterion=criteria[code],
                value=value,
                evidence_state=EvidenceState.SEEN,
                seen_on=date(2027, 11, 1),
            )
        requests.append(request)
    return requests


def families(count: int, seed: int = 1, settings: int = 3) -> None:
    """Families drawn with a fixed seed: single children, siblings, fewer days accepted, one transfer, one more day."""
    draw = random.Random(seed)
    communes = [
        Territory.objects.get_or_create(
            reference=code, kind=TerritoryKind.COMMUNE, defaults={"name": f"Commune {code}"}
        )[0]
        for code in ("81001", "81003")
    ]
    codes = [code for code in ("both-parents-work", "single-parent-works", "job-seeker")]
    for number in range(1, count + 1):
        wishes = tuple(f"S{rank}" for rank in draw.sample(range(1, settings + 1), draw.randint(1, settings)))
        together = draw.choice([Together.ALONE] * 8 + [Together.OR_NOTHING, Together.IF_POSSIBLE])
        answers = {"resident": draw.randint(0, 1), "minor-parent": 0, draw.choice(codes[:2]): 1}
        if draw.random() < 0.3:
            answers["child-disability"] = 1
        family(
            number,
            children=1 if together == Together.ALONE else 2,
            together=together,
            born_on=date(2026, 1, 1).replace(month=draw.randint(1, 12), year=draw.choice([2026, 2027])),
            needed=draw.choice(list(WEEKS.values())),
            wishes=wishes,
            answers=answers,
            received_on=date(2027, draw.randint(1, 12), draw.randint(1, 28)),
            minimum_days=draw.choice([None, None, 1, 2]),
            commune=draw.choice(communes),
        )
    family(
        count + 1,
        kind=RequestKind.EXTRA_DAY,
        needed=WEEKS["friday"],
        current=("S1", WEEKS["two"]),
        wishes=("S1",),
        answers={"resident": 1},
        commune=communes[0],
    )
    family(
        count + 2,
        kind=RequestKind.TRANSFER,
        needed=WEEKS["two"],
        current=("S2", WEEKS["two"]),
        wishes=("S1",),
        answers={"resident": 1},
        commune=communes[0],
    )


def session(count: int = 40, seed: int = 1, *, settings: int = 3, places: int = 4) -> Session:
    """A session ready to freeze, on a territory of its own."""
    criteria_load(by=None, language="fr")
    offer(settings, places)
    families(count, seed, settings)
    commission = Commission.objects.filter(reference="commission").first() or sessions.commission_create(
        by=None, reference="commission", name="Commission d’attribution", jurisdiction=Jurisdiction.FR
    )
    return sessions.session_create(
        by=None,
        commission=commission,
        title="Commission de printemps",
        held_on=HELD,
        cut_off_on=CUT_OFF,
        entry_on=ENTRY,
        rule=rule_in_force(),
    )


def proposed(
    count: int = 40, *, settings: int = 3, places: int = 4, reserves: int = 0, at: datetime = AT, seated: bool = True
) -> Session:
    """A session frozen and calculated; `seated`: its composition is taken over, by nobody in particular.

    `reserves`: places kept in each setting for families of a commune, given back when they are not used.
    """
    made = session(count, settings=settings, places=places)
    if reserves:
        line = ReserveLine("", "toddlers", 0b1111111111, "commune", "Commune 81001", reserves, is_released=True)
        reserves_set(by=None, session=made, lines=[line])
    sessions.session_freeze(by=None, session=made, at=at, draw="secret")
    sessions.session_run(by=None, session=made, policies=[Policy.STABLE, Policy.ORDER], seed=7, at=at)
    if seated:
        sittings.sitting_compose(by=None, session=made)
    made.refresh_from_db()
    return made


def sealed(count: int = 40, *, settings: int = 3, places: int = 4, at: datetime = AT) -> Session:
    """A session decided as proposed, and sealed."""
    made = proposed(count, settings=settings, places=places, at=at)
    decisions.decisions_keep(by=None, session=made, at=at)
    sealing.session_seal(by=None, session=made, at=at)
    return made
