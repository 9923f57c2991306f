"""People, and what they represent where."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.desk.network_targets.known import Known
from ribambelle.desk.targets import Row, Verdict
from ribambelle.kernel.tables import fold
from ribambelle.network.governance.services import mandate_open, person_create, person_update
from ribambelle.network.models import Body, Mandate, Person


@dataclass(slots=True)
class People:
    """The people as they are now, by address and by name, with the mandates that run. Two queries, then none."""

    by_email: dict[str, Person]
    by_name: dict[str, list[Person]]
    mandates: set[tuple[int, int, int | None]]

    @classmethod
    def read(cls) -> "People":
        people = cls({}, {}, set())
        for person in Person.objects.order_by("pk"):
            people.add(person)
        running = Mandate.objects.filter(ends_on__isnull=True)
        people.mandates = set(running.values_list("body_id", "person_id", "organisation_id"))
        return people

    def add(self, person: Person) -> None:
        self.by_name.setdefault(_person_key(person.first_name, person.last_name), []).append(person)
        if person.email:
            self.by_email[person.email.lower()] = person

    def find(self, row: Row) -> Person | None:
        if person := self.by_email.get((row.get("email") or "").lower()):
            return person
        named = self.by_name.get(_person_key(row.get("first_name") or "", row.values["last_name"]), [])
        return named[0] if len(named) == 1 and not (row.get("email") and named[0].email) else None

    def namesake(self, row: Row) -> Person | None:
        named = self.by_name.get(_person_key(row.get("first_name") or "", row.values["last_name"]), [])
        return named[0] if named else None


def _person_key(first_name: str, last_name: str) -> str:
    return " ".join(sorted(fold(f"{first_name} {last_name}").split()))


def _bodies() -> dict[str, Body]:
    return {fold(body.name): body for body in Body.objects.all()}


def _person_values(row: Row, person: Person) -> dict[str, str]:
    """What the line would change; a first name that is known stays, whichever column it was typed in."""
    found = {name: row.get(name) for name in ("first_name", "email", "phone")}
    if person.first_name:
        del found["first_name"]
    return {name: value for name, value in found.items() if value and getattr(person, name) != value}


def check_people(rows: Sequence[Row], _by: User | None) -> list[Verdict]:
    known, people, bodies = Known.read(), People.read(), _bodies()
    return [_judge_person(row, known, people, bodies) for row in rows]


def _judge_person(row: Row, known: Known, people: People, bodies: dict[str, Body]) -> Verdict:
    problems = []
    organisation = known.named(row.get("organisation")) if row.get("organisation") else None
    if row.get("organisation") and organisation is None:
        problems.append(known.unknown(row.get("organisation")))
    body = bodies.get(fold(row.get("body") or ""))
    if row.get("body") and body is None:
        problems.append(_("“%(name)s” is not a body we know. Create it first.") % {"name": row.get("body")})
    if row.get("organisation") and not row.get("body"):
        problems.append(
            _("The line says for whom they sit, and not where. Add the body, or take the organisation off.")
        )
    if problems:
        return Verdict.refused(*problems)
    person = people.find(row)
    if person is None:
        namesake = people.namesake(row)
        if namesake:
            message = _("“%(person)s” has another address here. Take it only if it is somebody else.")
            return Verdict.doubtful(message % {"person": namesake})
        return Verdict.kept()
    sits = body is None or (body.pk, person.pk, organisation.pk if organisation else None) in people.mandates
    return Verdict.unchanged() if sits and not _person_values(row, person) else Verdict.kept()


def apply_people(rows: Sequence[Row], by: User | None) -> None:
    known, people, bodies = Known.read(), People.read(), _bodies()
    for row in rows:
        person = people.find(row)
        if person is None:
            fields = {name: row.get(name) or "" for name in ("first_name", "email", "phone")}
            person = person_create(by=by, last_name=row.values["last_name"], **fields)
            people.add(person)
        else:
            person_update(by=by, person=person, **_person_values(row, person))
        body = bodies.get(fold(row.get("body") or ""))
        organisation = known.named(row.get("organisation")) if row.get("organisation") else None
        if body is None:
            continue
        mandate = (body.pk, person.pk, organisation.pk if organisation else None)
        if mandate not in people.mandates:
            people.mandates.add(mandate)
            title, start = row.get("title") or "", row.get("starts_on")
            mandate_open(by=by, body=body, person=person, organisation=organisation, title=title, starts_on=start)
