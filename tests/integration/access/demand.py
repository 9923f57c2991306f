"""Requests: the coordinator sees all, a front desk those of its desk; the others none."""

from django.utils import timezone

from ribambelle.accounts.enums import Role
from ribambelle.demand.models import RequestMove, SavedFilter
from tests.integration.access import Row
from tests.integration.conftest import make_person
from tests.integration.demand import build

DESK = frozenset({Role.COORDINATOR, Role.FRONT_DESK})
REFERENCE = "R-7001"
FAMILY = "M-7001"
LINK = {"reference": FAMILY, "pk": 7001}
PAIR = {"pk": 7001}
ONE = {"reference": REFERENCE}


def prepare() -> None:
    build.request(reference=REFERENCE, desk=build.desk("relais"), state="received")


def prepare_pair() -> None:
    first = build.request(reference=REFERENCE, desk=build.desk("relais"), together="or-nothing")
    build.request(party=first.party, desk=build.desk("relais"))


def prepare_answered() -> None:
    build.request(reference=REFERENCE, desk=build.desk("relais"), answers={"resident": 1})


def prepare_refused() -> None:
    made = build.request(reference=REFERENCE, desk=build.desk("relais"), state="refused")
    RequestMove.objects.create(request=made, to_state="refused", at=timezone.now(), ground="no-place", reason="Complet")


def prepare_filter() -> None:
    SavedFilter.objects.create(pk=7001, owner=make_person(Role.FRONT_DESK), name="Urgentes", query="urgent=on")


def prepare_duplicates() -> None:
    first = build.request(desk=build.desk("relais"))
    build.pair(first, build.request(desk=build.desk("relais")), pk=7001)


def prepare_family() -> None:
    made = build.request(reference=REFERENCE, desk=build.desk("relais"), household_reference=FAMILY)
    build.link(made.party.household, pk=7001)


ROWS = {
    "demand:household_detail": Row(allowed=DESK, kwargs={"reference": FAMILY}, prepare=prepare_family),
    "demand:link_give": Row(allowed=DESK, kwargs={"reference": FAMILY}, method="post", prepare=prepare_family),
    "demand:link_revoke": Row(allowed=DESK, kwargs=LINK, method="post", prepare=prepare_family),
    "demand:link_reopen": Row(allowed=DESK, kwargs=LINK, method="post", prepare=prepare_family),
    "demand:link_letter": Row(allowed=DESK, kwargs=LINK, method="post", prepare=prepare_family),
    "demand:request_list": Row(allowed=DESK),
    "demand:request_create": Row(allowed=DESK),
    "demand:request_detail": Row(allowed=DESK, kwargs=ONE, prepare=prepare),
    "demand:duplicate_list": Row(allowed=DESK),
    "demand:duplicate_compare": Row(allowed=DESK, kwargs=PAIR, prepare=prepare_duplicates),
    "demand:duplicate_dismiss": Row(allowed=DESK, kwargs=PAIR, method="post", prepare=prepare_duplicates),
    "demand:duplicate_reopen": Row(allowed=DESK, kwargs=PAIR, method="post", prepare=prepare_duplicates),
    "demand:filter_keep": Row(allowed=DESK, method="post"),
    "demand:filter_drop": Row(allowed=DESK, kwargs={"pk": 7001}, method="post", prepare=prepare_filter),
    "demand:merge_undo": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:link_mail": Row(allowed=DESK, kwargs=LINK, method="post", prepare=prepare_family),
    "demand:evidence_note": Row(allowed=DESK, kwargs=ONE | {"code": "resident"}, prepare=prepare_answered),
    "demand:requests_move": Row(allowed=DESK, method="post"),
    "demand:reminders_send": Row(allowed=DESK, method="post"),
    "demand:acknowledgement": Row(allowed=DESK, kwargs=ONE, prepare=prepare),
    "demand:refusal": Row(allowed=DESK, kwargs=ONE, prepare=prepare_refused),
    "demand:request_acknowledge": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:contact_note": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:contact_handle": Row(allowed=DESK, kwargs=ONE | {"pk": 1}, method="post", prepare=prepare),
    "demand:request_share": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:request_unshare": Row(allowed=DESK, kwargs=ONE | {"desk": "relais"}, method="post", prepare=prepare),
    "demand:birth_note": Row(allowed=DESK, kwargs=ONE, prepare=prepare),
    "demand:reminder_send": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:sensitive_detail": Row(allowed=DESK, kwargs=ONE, prepare=prepare),
    "demand:request_edit": Row(allowed=DESK, kwargs=ONE, prepare=prepare),
    "demand:request_move": Row(allowed=DESK, kwargs=ONE | {"code": "withdraw"}, prepare=prepare),
    "demand:request_wait": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:request_move_undo": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:siblings_join": Row(allowed=DESK, kwargs=ONE, method="post", data={"other": "R-1"}, prepare=prepare),
    "demand:siblings_undo": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare),
    "demand:siblings_part": Row(allowed=DESK, kwargs=ONE, method="post", prepare=prepare_pair),
}
