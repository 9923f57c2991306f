"""Imports: the coordinator's."""

import datetime

from django.db import transaction

from ribambelle.accounts.enums import Role
from ribambelle.desk import services
from ribambelle.desk.mail_kinds import MailKind, mail_kinds
from ribambelle.desk.models import ImportRun, OutgoingMail
from ribambelle.desk.targets import import_targets
from tests.integration.access import Row
from tests.integration.desk.organisations import TARGET

COORDINATOR = frozenset({Role.COORDINATOR})
REFERENCE = {"reference": "I-access"}


def run_reported() -> None:
    if TARGET.code not in import_targets:
        import_targets.add(TARGET)
    at = datetime.datetime(2027, 4, 27, tzinfo=datetime.UTC)
    run = services.run_open(by=None, at=at, target=TARGET, source=b"Code;Nom\nLUN;Lune\n", file_name="a.csv")
    services.run_map(by=None, at=at, run=run, mapping=run.mapping)
    services.run_check(by=None, run=run)
    ImportRun.objects.filter(pk=run.pk).update(**REFERENCE)


def one(method: str) -> Row:
    return Row(allowed=COORDINATOR, kwargs=REFERENCE, method=method, prepare=run_reported)  # type: ignore[arg-type]


ROWS = {
    "desk:import_list": Row(allowed=COORDINATOR),
    "desk:import_new": Row(allowed=COORDINATOR),
    "desk:import_detail": one("get"),
    "desk:import_map": one("get"),
    "desk:import_reread": one("post"),
    "desk:import_decide": one("post"),
    "desk:import_apply": one("post"),
    "desk:import_abandon": one("post"),
}


def mail_written() -> None:
    if "tests.letter" not in mail_kinds:
        mail_kinds.add(MailKind("tests.letter", "Lettre", "desk.view_mail"))
    with transaction.atomic():
        mail = services.mail_queue(
            by=None, to="a@example.org", subject="Salon", text="Un mot.", about=("tests.letter", "1"), key="k"
        )
        OutgoingMail.objects.filter(pk=mail.pk).update(id=MAIL["number"])


READERS = frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.KEY_HOLDER})
MAIL = {"number": 7001}
ROWS |= {
    "desk:reminders_choose": Row(
        allowed=frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR}), method="post", data={"wanted": "yes"}
    ),
    "desk:mail_list": Row(allowed=READERS),
    "desk:mails_retry": Row(allowed=COORDINATOR, method="post"),
    "desk:mail_retry": Row(allowed=COORDINATOR, kwargs=MAIL, method="post", prepare=mail_written),
    "desk:mail_detail": Row(allowed=READERS, kwargs=MAIL, prepare=mail_written),
}
