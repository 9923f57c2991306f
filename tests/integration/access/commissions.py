"""Rule texts, sessions, booklet, explanations, key."""

from datetime import UTC, datetime

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Policy
from ribambelle.commissions.models import Run, Session
from ribambelle.commissions.services import rule_texts, sessions
from tests.integration.access import EVERYONE, Row
from tests.integration.commissions import territory

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


ROWS = {
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
    "commissions:session_record": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=proposed),
    "commissions:session_freeze": Row(allowed=COORDINATOR, kwargs=SESSION, method="post", prepare=prepared),
    "commissions:session_check": Row(allowed=COORDINATOR, kwargs=SESSION, prepare=prepared),
    "commissions:session_run": Row(
        allowed=COORDINATOR,
        kwargs=SESSION,
        method="post",
        data={"seed": "7", "policies": ["stable"]},
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
