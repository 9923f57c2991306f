"""The list of what is to clear is kept from look to look: every write that changes a line changes it at once.

The oracle is what the freeze would read, all of it, examined afresh.
"""

import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ribambelle.commissions import touching
from ribambelle.commissions.models import (
    RuleLine,
    Session,
)
from ribambelle.commissions.selectors.checks import list_of
from ribambelle.commissions.services import checks, rule_texts
from ribambelle.demand.enums import EvidenceState, RequestKind, RequestState
from ribambelle.demand.models import Child, Criterion, CriterionAnswer, NeededHours, Party, Request, Wish
from ribambelle.offer.enums import Mode, SettingKind, SettingStatus
from ribambelle.offer.models import Authorisation, ModeFact, Occupancy, Opening, Section, Setting, WeeklyCapacity
from tests.integration.commissions import territory
from tests.integration.commissions.checked import kept, one, prepared, proved, s1, sensitive, small_steps, truth

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    small_steps(monkeypatch)


@pytest.fixture
def session() -> Session:
    return prepared()


def answer(code: str, **values: Any) -> None:
    criterion = Criterion.objects.get(code=code)
    CriterionAnswer.objects.update_or_create(request=one(), criterion=criterion, defaults=values)


def declared(_session: Session) -> None:
    answer("minor-parent", value=1, evidence_state=EvidenceState.DECLARED)


def hours(_session: Session) -> None:
    NeededHours.objects.create(request=one("R-900300"), weekday=0, starts_at=time(7), ends_at=time(18))


def open_late(_session: Session) -> None:
    Opening.objects.create(setting=s1().get(), weekday=0, opens_at=time(9), closes_at=time(16))


def no_mode(_session: Session) -> None:
    ModeFact.objects.create(setting=Setting.objects.get(reference="S2"), mode=Mode.values[0], is_offered=False)


def twin(_session: Session) -> None:
    model = one("R-900300").child
    Child.objects.filter(requests=one("R-900330")).update(
        first_name=model.first_name, last_name=model.last_name, born_on=model.born_on
    )


def other_name(_session: Session) -> None:
    Child.objects.filter(requests=one("R-900330")).update(last_name="Autre")


def siblings(_session: Session) -> None:
    household = territory.family(40, children=2, wishes=())[0].party.household
    Party.objects.create(reference="F-90041", household=household)


def siblings_part(_session: Session) -> None:
    """A child leaves its brother: both are named anew."""
    Request.objects.filter(reference="R-900401").update(party=Party.objects.get(reference="F-90041"))


def holding(_session: Session) -> None:
    """More half-days for a child too old for every section, in a setting that closes on one it says it holds."""
    more: dict[str, Any] = {"kind": RequestKind.EXTRA_DAY, "current": ("S1", 0b1000), "wishes": ("S2",)}
    territory.family(50, born_on=date(2027, 1, 1), needed=territory.WEEKS["friday"], **more)
    WeeklyCapacity.objects.filter(section__setting__reference="S2", slot=3).delete()
    Section.objects.filter(setting__reference="S1", code="toddlers").delete()


def occupied(_session: Session) -> None:
    section = Section.objects.get(setting__reference="S1", code="babies")
    Occupancy.objects.create(section=section, slots=8, starts_on=date(2026, 1, 1), opaque_reference="R-900500")


def any_childminder(_session: Session) -> None:
    Request.objects.filter(reference="R-900310").update(any_childminder=True)


def another_opens(_session: Session) -> None:
    minder = Setting.objects.create(reference="AM", name="Chez nous", kind=SettingKind.CHILDMINDER)
    Section.objects.create(setting=minder, code="all", name="Tous", min_age_months=30, max_age_months=36)


def raw(_session: Session) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM demand_wish WHERE request_id = %s", [one().pk])


def drafted(session: Session) -> None:
    draft = rule_texts.rule_copy(by=None, rule=session.rule, code="essai", title="Essai")
    Session.objects.filter(pk=session.pk).update(rule=draft)


def draft_line(_session: Session) -> None:
    line = RuleLine.objects.filter(rule__code="essai", reads="resident").first()
    RuleLine.objects.filter(rule__code="essai").exclude(pk=line.pk if line else 0).update(is_mandatory=True)


def no_section(_session: Session) -> None:
    Section.objects.filter(setting__reference="S1").delete()


def a_section(_session: Session) -> None:
    Section.objects.create(setting=s1().get(), code="new", name="N", min_age_months=0, max_age_months=36)


def nothing_known(_session: Session) -> None:
    WeeklyCapacity.objects.all().delete()


def monday_unknown(_session: Session) -> None:
    WeeklyCapacity.objects.filter(slot=0).delete()


def nothing(_session: Session) -> None:
    pass


Act = Callable[[Session], Any]
#: {what is written: (what stood before, the write)}
PLANTS: dict[str, tuple[Act, Act]] = {
    "a request arrives": (nothing, lambda _s: territory.family(60, wishes=())),
    "it is withdrawn": (nothing, lambda _s: Request.objects.filter(pk=one().pk).update(state=RequestState.WITHDRAWN)),
    "it leaves": (nothing, lambda _s: (one().wishes.all().delete(), one().answers.all().delete(), one().delete())),
    "it was received after": (nothing, lambda _s: Request.objects.update(received_on=date(2028, 4, 2))),
    "it is for later": (nothing, lambda _s: Request.objects.update(wished_start_on=date(2029, 1, 1))),
    "other half-days": (monday_unknown, lambda _s: Request.objects.update(needed_slots=2)),
    "half-days known no more": (
        nothing,
        lambda _s: WeeklyCapacity.objects.filter(slot=1).update(valid_to=territory.ENTRY),
    ),
    "half-days known": (
        monday_unknown,
        lambda _s: WeeklyCapacity.objects.bulk_create(
            WeeklyCapacity(section=each, slot=0, places=1, valid_from=date(2020, 1, 1))
            for each in Section.objects.all()
        ),
    ),
    "the child is born later": (
        nothing,
        lambda _s: Child.objects.filter(requests=one().pk).update(born_on=date(2030, 1, 1)),
    ),
    "the child is another": (
        nothing,
        lambda _s: Request.objects.filter(pk=one().pk).update(
            child=Child.objects.create(household=one().child.household, last_name="Autre", born_on=date(2020, 1, 1))
        ),
    ),
    "two bear one name": (nothing, twin),
    "one of two is renamed": (twin, other_name),
    "siblings part": (siblings, siblings_part),
    "a wish": (nothing, lambda _s: Wish.objects.create(request=one("R-900310"), rank=1, setting=s1().get())),
    "a wish less": (nothing, lambda _s: Wish.objects.filter(request=one("R-900300")).delete()),
    "another wish": (no_section, lambda _s: Wish.objects.filter(request=one("R-900330")).update(setting=s1().get())),
    "a raw statement": (nothing, raw),
    "declared": (proved, declared),
    "seen": (
        lambda s: (proved(s), declared(s)),
        lambda _s: CriterionAnswer.objects.update(evidence_state=EvidenceState.SEEN),
    ),
    "an answer less": (nothing, lambda _s: CriterionAnswer.objects.filter(request=one().pk).delete()),
    "sensitive facts": (proved, sensitive),
    "hours": (open_late, hours),
    "it opens late": (hours, open_late),
    "it opens earlier": (
        lambda s: (hours(s), open_late(s)),
        lambda _s: Opening.objects.update(opens_at=time(6), closes_at=time(19)),
    ),
    "a mode is missing": (nothing, no_mode),
    "a setting is renamed": (monday_unknown, lambda _s: s1().update(name="Autre nom")),
    "a setting closes": (nothing, lambda _s: s1().update(status=SettingStatus.CLOSED)),
    "any childminder": (another_opens, any_childminder),
    "another childminder": (any_childminder, another_opens),
    "ages": (
        nothing,
        lambda _s: Section.objects.filter(setting__reference="S1", code="toddlers").update(min_age_months=35),
    ),
    "a section goes": (nothing, no_section),
    "a section comes": (no_section, a_section),
    "an authorisation ends": (nothing_known, lambda _s: Authorisation.objects.update(valid_to=territory.ENTRY)),
    "a place is held": (holding, occupied),
    "another day of entry": (nothing, lambda s: Session.objects.filter(pk=s.pk).update(entry_on=date(2029, 9, 1))),
    "another cut-off": (nothing, lambda s: Session.objects.filter(pk=s.pk).update(cut_off_on=date(2027, 6, 1))),
    "some settings only": (nothing, lambda s: s.settings.set(s1())),
    "another rule": (nothing, proved),
    "a line of a draft": (drafted, draft_line),
    "a criterion": (nothing, lambda _s: Criterion.objects.filter(code="resident").update(code="resident-not")),
}


@pytest.mark.parametrize(("stood", "write"), PLANTS.values(), ids=PLANTS)
def test_every_write_that_changes_a_line_changes_the_list_at_once(session: Session, stood: Act, write: Act) -> None:
    stood(session)
    before = truth(session)
    assert kept(session) == before
    write(session)
    after = truth(session)
    assert after != before, "the write was meant to change something"
    assert kept(session) == after


def test_every_table_the_list_reads_is_watched() -> None:
    """Whoever makes the list read another table finds it here: watch it, or say why it changes no line."""
    session = territory.session(6)
    territory.family(20, kind=RequestKind.EXTRA_DAY, current=("S1", 3), wishes=("S1",))
    Request.objects.filter(reference="R-900010").update(modes=1, any_childminder=True)
    NeededHours.objects.create(request=one(), weekday=0, starts_at=time(7), ends_at=time(18))
    harmless = {
        "demand_household": "only its commune is read, of which no line speaks",
        "network_territory": "names of communes, of which no line speaks",
        "commissions_commission": "nothing of it stands in a line",
        "commissions_pseudonymkey": "whom a session examined, written once at its freeze",
        "django_content_type": "no fact",
    }
    own = {"commissions_touched", "commissions_checklist", "commissions_checkslice", "commissions_checkdue"}
    with CaptureQueriesContext(connection) as caught:
        kept(session)
    read = {table for each in caught for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', each["sql"])}
    assert {"demand_request", "demand_sensitivefacts", "offer_opening", "offer_modefact"} <= read
    assert read - own - set(harmless) <= set(touching.TOUCHING), "watch it, or say why it changes no line"


def test_nothing_written_nothing_examined(session: Session) -> None:
    with CaptureQueriesContext(connection) as caught:
        found = checks.check_list_go_on(session)
        assert found is not None
        list_of(found)
    assert len(caught) <= 5
    assert not [each for each in caught if "demand_request" in each["sql"]]


def test_only_the_families_touched_are_examined_again(session: Session) -> None:
    Request.objects.filter(pk=one().pk).update(note="autre")
    with CaptureQueriesContext(connection) as caught:
        kept(session)
    (read,) = [
        each["sql"] for each in caught if '"demand_request"."register_number" AS "register_number"' in each["sql"]
    ]
    assert f"IN ({one().party_id})" in read
