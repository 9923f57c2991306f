"""Rule texts, sessions, booklet, explanations, key."""

from datetime import UTC, date, datetime

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import AnswerChannel, Policy, RecusalReason
from ribambelle.commissions.models import LetterFile, Mailing, PlaceOffer, Recusal, Run, Session
from ribambelle.commissions.services import (
    answers,
    decisions,
    letter_files,
    letters,
    rule_texts,
    sealing,
    sessions,
    sittings,
)
from ribambelle.offer.models import Setting
from tests.integration.access import EVERYONE, Row
from tests.integration.commissions import territory
from tests.integration.commissions.proposed import place

COORDINATOR = frozenset({Role.COORDINATOR})
AT = datetime(2028, 4, 16, tzinfo=UTC)
RULE = {"code": "vallee", "version": 1}
SESSION = {"reference": "S-2028-01"}
#: Request R-900010 is the front desk's own (an odd family number).
REQUEST = {**SESSION, "request_reference": "R-900010"}


def prepared() -> Session:
    return territory.session(6)


def proposed() -> Run:
    session = prepared()
    sessions.session_freeze(by=None, session=session, at=AT, draw="secret")
    return sessions.session_run(by=None, session=session, policies=[Policy.STABLE], seed=7, at=AT)[0]


def draft() -> None:
    text = territory.rule_in_force()
    rule_texts.rule_copy(by=None, rule=text, code="vallee", title="Brouillon")


def sealed() -> Session:
    session = territory.proposed(6)
    decisions.decisions_keep(by=None, session=session, at=AT)
    sealing.session_seal(by=None, session=session, at=AT)
    return session


def told() -> Session:
    session = sealed()
    mailing = letters.letters_begin(
        by=None, at=AT, session=session, dated_on=date(2028, 4, 22), answer_before=date(2028, 5, 6)
    )
    letters.letters_write(by=None, at=AT, mailing=mailing)
    return session


def taken_away() -> None:
    told()
    file = letter_files.letter_file_ask(by=None, at=AT, mailing=Mailing.objects.get(), channel="", fmt="odt")
    LetterFile.objects.filter(pk=file.pk).update(id=7001)
    letter_files.letter_files_go_on(at=AT)


def placed() -> None:
    """A place at AUB, the setting of the tests' director, proposed to a request of the tests' front desk."""
    session = prepared()
    request = territory.family(77, wishes=("S1",), needed=territory.WEEKS["two"])[0]
    Setting.objects.filter(reference="S1").update(reference="AUB")
    place(request, session, setting="AUB")


def entering() -> None:
    placed()
    offer = PlaceOffer.objects.get()
    answers.offer_accept(by=None, at=AT, offer=offer, channel=AnswerChannel.DESK)


DOOR = frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR})
DESK = frozenset({Role.COORDINATOR, Role.FRONT_DESK})
PLACE = {"reference": "S-2028-01", "request_reference": "R-900770"}


def seated() -> None:
    proposed()
    sittings.sitting_compose(by=None, session=Session.objects.get())


def decided() -> None:
    seated()
    decisions.decisions_keep(by=None, session=Session.objects.get(), at=AT)


def recused() -> None:
    seated()
    member = sittings.member_add(by=None, session=Session.objects.get(), name="Mme Pervenche", has_vote=True)
    Recusal.objects.create(pk=RECUSAL, member=member, reason=RecusalReason.MANAGES, said_at=AT, setting_reference="S1")


RECUSAL = 7001
READERS = frozenset({Role.COORDINATOR, Role.MEMBER})
RANKED = {**SESSION, "rank": 1}
ACT = {**SESSION, "number": 1}
ROWS = {
    "commissions:session_replay": Row(
        allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.MEMBER, Role.KEY_HOLDER})
    ),
    "commissions:letters": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=told),
    "commissions:letters_send": Row(
        allowed=COORDINATOR,
        kwargs=SESSION,
        method="post",
        data={"dated_on": "22/4/2028", "answer_before": "6/5/2028"},
        prepare=sealed,
    ),
    "commissions:letter_file_ask": Row(
        allowed=COORDINATOR, kwargs=SESSION, method="post", data={"channel": "", "format": "pdf"}, prepare=told
    ),
    "commissions:letter_file": Row(allowed=COORDINATOR, kwargs={**SESSION, "pk": 7001}, prepare=taken_away),
    "commissions:letter_texts": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=sealed),
    "commissions:letter_pdf": Row(allowed=COORDINATOR, kwargs=REQUEST, prepare=sealed),
    "commissions:letters_print": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=told),
    "commissions:session_continue": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=sealed),
    "commissions:next_in_order": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=sealed),
    "commissions:session_urgent": Row(
        allowed=COORDINATOR, kwargs={"commission": "commission"}, method="post", prepare=prepared
    ),
    "commissions:place_list": Row(allowed=DOOR),
    "commissions:places_remind": Row(allowed=DESK, method="post"),
    "commissions:place_record": Row(allowed=DOOR, kwargs=PLACE, prepare=placed),
    "commissions:place_answer": Row(
        allowed=DESK, kwargs=PLACE, method="post", data={"answer": "accept", "channel": "phone"}, prepare=placed
    ),
    "commissions:place_give_up": Row(allowed=DESK, kwargs=PLACE, method="post", prepare=placed),
    "commissions:place_lapse": Row(allowed=COORDINATOR, kwargs=PLACE, method="post", prepare=placed),
    "commissions:place_take_back": Row(
        allowed=COORDINATOR, kwargs=PLACE, method="post", data={"reprise-reason": "erreur"}, prepare=placed
    ),
    "commissions:place_reopen": Row(
        allowed=COORDINATOR,
        kwargs=PLACE,
        method="post",
        data={"encore-reason": "erreur", "encore-answer_before": "6/5/2028"},
        prepare=placed,
    ),
    "commissions:place_remind": Row(allowed=DESK, kwargs=PLACE, method="post", prepare=placed),
    "commissions:place_door": Row(allowed=DOOR, kwargs={**PLACE, "code": "enter"}, method="post", prepare=entering),
    "commissions:commission_edit": Row(allowed=COORDINATOR, kwargs={"commission": "commission"}, prepare=prepared),
    "commissions:sitting": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=seated),
    "commissions:sitting_compose": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=proposed),
    "commissions:meeting_call": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=seated),
    "commissions:presences_take_over": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=seated),
    "commissions:members_set": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=seated),
    "commissions:member_add": Row(
        allowed=COORDINATOR, kwargs=SESSION, method="post", data={"name": "Mme Pervenche"}, prepare=seated
    ),
    "commissions:recusal_note": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=seated),
    "commissions:recusal_take_back": Row(
        allowed=COORDINATOR, kwargs={**SESSION, "recusal": RECUSAL}, method="post", prepare=recused
    ),
    "commissions:deliberation": Row(allowed=READERS, kwargs=SESSION, prepare=proposed),
    "commissions:keep_all": Row(allowed=READERS, kwargs=SESSION, method="post", prepare=seated),
    "commissions:dossier": Row(allowed=READERS, kwargs=RANKED, prepare=proposed),
    "commissions:dossier_keep": Row(allowed=READERS, kwargs=RANKED, method="post", prepare=seated),
    "commissions:projector": Row(allowed=READERS, kwargs=SESSION, prepare=proposed),
    "commissions:decision_list": Row(allowed=READERS, kwargs=SESSION, prepare=decided),
    "commissions:decision_record": Row(allowed=READERS, kwargs=ACT, prepare=decided),
    "commissions:decision_undo": Row(allowed=READERS, kwargs=ACT, method="post", prepare=decided),
    "commissions:session_seal": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=decided),
    "commissions:minutes": Row(allowed=READERS, kwargs={**SESSION, "fmt": "pdf"}, prepare=sealed),
    "commissions:replay_file": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=sealed),
    "commissions:session_correct": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=sealed),
    "commissions:rule_list": Row(allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.MEMBER})),
    "commissions:rule_load": Row(allowed=COORDINATOR, method="post"),
    "commissions:rule_record": Row(
        allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.MEMBER}),
        kwargs=RULE,
        prepare=territory.rule_in_force,
    ),
    "commissions:rule_edit": Row(allowed=COORDINATOR, kwargs={**RULE, "version": 2}, prepare=draft),
    "commissions:rule_copy": Row(
        allowed=COORDINATOR,
        kwargs=RULE,
        method="post",
        data={"code": "autre", "title": "Autre", "jurisdiction": "FR"},
        prepare=territory.rule_in_force,
    ),
    "commissions:rule_tie_breaks": Row(
        allowed=COORDINATOR, kwargs={**RULE, "version": 2}, method="post", data={"first": "lottery"}, prepare=draft
    ),
    "commissions:rule_adopt": Row(
        allowed=COORDINATOR,
        kwargs={**RULE, "version": 2},
        method="post",
        data={"on": "10/12/2027", "deliberation": "Conseil, n° 8"},
        prepare=draft,
    ),
    "commissions:rule_in_force": Row(
        allowed=COORDINATOR, kwargs={**RULE, "version": 2}, method="post", data={"on": "1/1/2028"}, prepare=draft
    ),
    "commissions:rule_public": Row(allowed=EVERYONE, kwargs=RULE, prepare=territory.rule_in_force, anonymous="allowed"),
    "commissions:rule_json": Row(allowed=EVERYONE, kwargs=RULE, prepare=territory.rule_in_force, anonymous="allowed"),
    "commissions:session_list": Row(
        allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.MEMBER, Role.KEY_HOLDER})
    ),
    "commissions:commission_create": Row(allowed=COORDINATOR),
    "commissions:session_create": Row(allowed=COORDINATOR),
    "commissions:session_edit": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=prepared),
    "commissions:session_delete": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=prepared, method="post"),
    "commissions:session_record": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=proposed),
    "commissions:session_reserves": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=prepared),
    "commissions:session_freeze": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=prepared),
    "commissions:session_check": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=prepared),
    "commissions:comparison": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=proposed),
    "commissions:session_draw": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=proposed),
    "commissions:session_run": Row(
        allowed=COORDINATOR,
        kwargs=SESSION,
        method="post",
        data={"policies": ["stable"]},
        prepare=proposed,
    ),
    "commissions:proposal_choose": Row(
        allowed=COORDINATOR, kwargs={**SESSION, "run": "stable-7"}, method="post", prepare=proposed
    ),
    "commissions:run_file": Row(
        allowed=COORDINATOR, kwargs={**SESSION, "run": "stable-7", "kind": "instance-zip"}, prepare=proposed
    ),
    "commissions:session_key": Row(allowed=frozenset({Role.KEY_HOLDER}), kwargs=SESSION, prepare=proposed),
    "commissions:booklet": Row(allowed=frozenset({Role.COORDINATOR, Role.MEMBER}), kwargs=SESSION, prepare=proposed),
    "commissions:booklet_pdf": Row(
        allowed=frozenset({Role.COORDINATOR, Role.MEMBER}), kwargs=SESSION, prepare=proposed
    ),
    "commissions:explanation_list": Row(
        allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK}), kwargs=SESSION, prepare=proposed
    ),
    "commissions:explanation": Row(
        allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK}), kwargs=REQUEST, prepare=proposed
    ),
    "commissions:explanation_pdf": Row(
        allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK}), kwargs=REQUEST, prepare=proposed
    ),
}
