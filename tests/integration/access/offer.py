"""The offer: staff and members read, a director sees and edits their own setting, families search.

The director of the tests has the setting AUB.
"""

from datetime import date
from typing import Any

from ribambelle.accounts.enums import Role
from tests.integration.access import EVERYONE, Row

READERS = frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR, Role.MEMBER})
WRITERS = frozenset({Role.COORDINATOR, Role.DIRECTOR})
STAFF = frozenset({Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR})
COORDINATORS = frozenset({Role.COORDINATOR})


def prepare() -> None:
    from ribambelle.network.models import Organisation
    from ribambelle.offer.models import Closure, Occupancy, Setting
    from ribambelle.offer.services import occupancy_create, section_put, setting_create

    if Setting.objects.filter(reference="AUB").exists():
        return
    day = date(2026, 9, 1)
    setting = setting_create(by=None, on=day, name="Aubange", kind="creche", reference="AUB")
    section = section_put(
        by=None,
        setting=setting,
        name="Bébés",
        min_age_months=0,
        max_age_months=36,
        places=[5] * 10,
        valid_from=day,
    )
    # someone is placed: taking the section out is refused with a sentence, and the next role finds it again
    placed = occupancy_create(by=None, section=section, slots=1, starts_on=day, opaque_reference="R-1")
    Occupancy.objects.filter(pk=placed.pk).update(id=9001)
    Closure.objects.create(
        pk=9001, setting=setting, starts_on=day, ends_on=date(2026, 9, 2), reason="Formation de l’équipe"
    )
    service = Organisation.objects.create(reference="service-essai", name="Service d’essai")
    setting_create(by=None, on=day, name="Accueillante", kind="childminder", reference="ACC", attached_to=service)


def row(allowed: frozenset[Role], **more: Any) -> Row:
    return Row(allowed=allowed, kwargs={"reference": "AUB", **more.pop("kwargs", {})}, prepare=prepare, **more)


PLACED = {"number": 9001}
PUBLIC: dict[str, Any] = {"anonymous": "allowed", "otherwise": "allowed"}
SECTION = {"code": "bebes"}
ROWS = {
    "offer:setting_list": Row(allowed=READERS),
    "offer:setting_new": Row(allowed=COORDINATORS),
    "offer:search": Row(allowed=READERS),
    "offer:setting_record": row(READERS),
    "offer:setting_history": row(WRITERS),
    "offer:setting_edit": row(WRITERS),
    "offer:setting_places": row(WRITERS),
    "offer:setting_confirm": row(WRITERS),
    "offer:section_new": row(WRITERS),
    "offer:section_edit": row(WRITERS, kwargs=SECTION),
    "offer:section_remove": row(WRITERS, kwargs=SECTION, method="post"),
    "offer:own_list": Row(allowed=WRITERS),
    "offer:service_list": Row(allowed=READERS),
    "offer:service_record": Row(allowed=READERS, kwargs={"organisation": "service-essai"}, prepare=prepare),
    "offer:closure_list": row(READERS),
    "offer:closure_remove": row(WRITERS, kwargs=PLACED, method="post"),
    "offer:law_page": row(READERS),
    "offer:kinds_edit": row(WRITERS),
    "offer:free_list": Row(allowed=READERS),
    "offer:week_confirm": row(WRITERS, method="post"),
    "offer:placement_list": row(STAFF),
    "offer:placement_new": row(WRITERS),
    "offer:placement_change": row(WRITERS, kwargs=PLACED),
    "offer:placement_end": row(WRITERS, kwargs=PLACED),
    "offer:placement_resume": row(WRITERS, kwargs=PLACED, method="post"),
    "offer:placement_remove": row(WRITERS, kwargs=PLACED, method="post"),
    "offer:public_search": Row(allowed=EVERYONE, **PUBLIC),
    "offer:public_setting": Row(allowed=EVERYONE, kwargs={"reference": "AUB"}, prepare=prepare, **PUBLIC),
}
