"""People and bodies, who represents whom where, and the spellings of a name reconciled once."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.network.models import Body, Mandate, NameVariant, Organisation, Person
from ribambelle.network.models.organisations import IDENTIFIERS
from ribambelle.network.rules import changes, name_key
from ribambelle.network.services import free_reference


def person_create(*, by: User | None, last_name: str, **fields: Any) -> Person:
    """Write a person down; their reference is drawn from their number."""
    with transaction.atomic():
        person = Person(last_name=last_name, reference="-", **fields)
        person.full_clean(exclude=["reference"])
        person.save()
        person.reference = f"P-{person.pk}"
        person.save(update_fields=["reference"])
        record(by=by, verb="person.create", of=person)
    return person


def person_update(*, by: User | None, person: Person, **fields: Any) -> Person:
    """Change a person; the log keeps which fields changed, not what they held."""
    with transaction.atomic():
        current = Person.objects.select_for_update().get(pk=person.pk)
        changed = [name for name, value in fields.items() if getattr(current, name) != value]
        for name in changed:
            setattr(current, name, fields[name])
        if changed:
            current.full_clean()
            current.save()
            record(by=by, verb="person.update", of=current, after={"fields": sorted(changed)})
    return current


def body_create(*, by: User | None, name: str, reference: str = "", **fields: Any) -> Body:
    """Create a body; its reference is made from its name."""
    with transaction.atomic():
        body = Body(
            name=name,
            reference=reference or free_reference(Body, name, reserved=frozenset({"nouvelle"})),
            **fields,
        )
        body.full_clean()
        body.save()
        record(by=by, verb="body.create", of=body, after={"name": name, "kind": body.kind})
    return body


def body_update(*, by: User | None, body: Body, **fields: Any) -> Body:
    """Change a body; nothing is written when nothing changes."""
    with transaction.atomic():
        current = Body.objects.select_for_update().get(pk=body.pk)
        state = {name: str(getattr(current, name) or "") for name in fields}
        for name, value in fields.items():
            setattr(current, name, value)
        before, after = changes(state, {name: str(value or "") for name, value in fields.items()})
        if after:
            current.full_clean()
            current.save()
            record(by=by, verb="body.update", of=current, before=before, after=after)
    return current


def mandate_open(
    *, by: User | None, body: Body, person: Person, organisation: Organisation | None = None, **fields: Any
) -> Mandate:
    """Say that a person sits in a body, for an organisation or for themselves.

    Raises
    ------
    ValidationError
        When the same mandate already runs.
    """
    with transaction.atomic():
        mandate = Mandate(body=body, person=person, organisation=organisation, **fields)
        running = Mandate.objects.filter(body=body, person=person, organisation=organisation, ends_on__isnull=True)
        if mandate.ends_on is None and running.exists():
            raise ValidationError(
                _("%(person)s already sits in “%(body)s” for the same organisation. End that mandate first.")
                % {"person": person, "body": body}
            )
        mandate.full_clean()
        mandate.save()
        record(
            by=by,
            verb="mandate.open",
            of=body,
            after={
                "person": person.reference,
                "organisation": organisation.reference if organisation else "",
                "from": str(mandate.starts_on or ""),
            },
        )
    return mandate


def mandate_end(*, by: User | None, mandate: Mandate, on: date) -> Mandate:
    """End a mandate: `on` is the first day without it. Past meetings keep it."""
    with transaction.atomic():
        current = Mandate.objects.select_for_update().get(pk=mandate.pk)
        current.ends_on = on
        if current.starts_on and current.starts_on >= on:
            raise ValidationError(
                _("This mandate began on %(day)s: it cannot end before. Choose a later day.")
                % {"day": current.starts_on.strftime("%d/%m/%Y")}
            )
        current.save(update_fields=["ends_on"])
        record(by=by, verb="mandate.end", of=current.body, after={"person": current.person.reference, "on": str(on)})
    return current


def variant_add(*, by: User | None, organisation: Organisation, name: str) -> NameVariant:
    """Say that a spelling means this organisation; saying it again changes nothing.

    Raises
    ------
    ValidationError
        When the spelling already means another organisation.
    """
    with transaction.atomic():
        key = name_key(name)
        if not key:
            raise ValidationError(_("“%(name)s” holds no letter: write the name as it is met.") % {"name": name})
        variant, is_new = NameVariant.objects.select_related("organisation").get_or_create(
            key=key, defaults={"organisation": organisation, "name": name}
        )
        if variant.organisation_id != organisation.pk:
            raise ValidationError(
                _("“%(name)s” already means %(other)s. Merge the two organisations if they are one.")
                % {"name": name, "other": variant.organisation}
            )
        if is_new:
            record(by=by, verb="organisation.variant", of=organisation, after={"name": name})
    return variant


def organisations_merge(*, by: User | None, keep: Organisation, gone: Organisation) -> Organisation:
    """Two records were one organisation: everything that pointed to `gone` points to `keep`, its name is a spelling.

    Lines that would stand twice (both were party to one agreement, both represented at one meeting) stand once.

    Raises
    ------
    ValidationError
        When both are the same record.
    """
    if keep.pk == gone.pk:
        raise ValidationError(_("This is one and the same record: choose another one to merge with it."))
    with transaction.atomic():
        keep = Organisation.objects.select_for_update().get(pk=keep.pk)
        gone = Organisation.objects.select_for_update().get(pk=gone.pk)
        if keep.parent_id == gone.pk:  # one was part of the other
            keep.parent = None
            keep.save(update_fields=["parent"])
        moved = {}
        for relation in Organisation._meta.get_fields(include_hidden=True):
            if not isinstance(relation, models.ManyToOneRel):
                continue
            model, field = relation.related_model, relation.field.name
            rows = list(model._default_manager.filter(**{field: gone}))
            for row in rows:
                _repoint(row, field, keep)
            if rows:
                moved[f"{model._meta.label_lower}.{field}"] = len(rows)
        name, reference = gone.name, gone.reference
        numbers = {number: getattr(gone, number) for number in IDENTIFIERS if not getattr(keep, number)}
        gone.delete()
        for number, value in numbers.items():
            setattr(keep, number, value)
        keep.save(update_fields=list(numbers))
        if name_key(name) != name_key(keep.name):
            variant_add(by=by, organisation=keep, name=name)
        record(by=by, verb="organisation.merge", of=keep, before={"name": name, "reference": reference}, after=moved)
    return keep


def _repoint(row: models.Model, field: str, keep: Organisation) -> None:
    setattr(row, field, keep)
    try:
        with transaction.atomic():
            row.save(update_fields=[field])
    except IntegrityError:
        row.delete()
