"""Seat a closed group by the published rule, with lots that anyone can draw again."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.gatherings.enums import EventState, RegistrationState, Seating
from ribambelle.gatherings.models import Event, Registration, Selection, SelectionLine
from ribambelle.gatherings.rules import CLOSED_GROUP_RULE, Applicant, fingerprint, select_group
from ribambelle.gatherings.services.letters import registration_write
from ribambelle.network.governance.selectors import zones_of_members
from ribambelle.network.rules import name_key


def applicants_of(event: Event) -> dict[str, tuple[Registration, Applicant]]:
    """Who asked, with what the rule looks at: service, zone, times refused before. Four queries.

    A service was refused when nobody of it had a seat; a person without service, when they had none.
    """
    asked = list(event.registrations.filter(state=RegistrationState.ASKED).select_related("organisation"))
    zones = zones_of_members({r.organisation_id for r in asked if r.organisation_id})
    refused = Registration.objects.filter(state=RegistrationState.REFUSED, event__pk__lt=event.pk)
    colleague = Registration.objects.filter(
        event=OuterRef("event"), organisation=OuterRef("organisation"), seat__isnull=False
    )
    services = refused.filter(~Exists(colleague), organisation__isnull=False)
    by_organisation = dict(services.values_list("organisation").annotate(Count("event", distinct=True)))
    by_email = dict(
        refused.filter(organisation__isnull=True).values_list("email").annotate(Count("event", distinct=True))
    )
    found = {}
    for registration in asked:
        if registration.organisation:
            organisation = registration.organisation.reference
            times = by_organisation.get(registration.organisation.pk, 0)
        else:
            organisation = name_key(registration.organisation_name)
            times = by_email.get(registration.email, 0)
        zone = zones.get(registration.organisation_id or 0, "")
        found[registration.reference] = (
            registration,
            Applicant(registration.reference, organisation, zone, times),
        )
    return found


def selection_run(*, by: User | None, event: Event, seed: str, at: datetime) -> Selection:
    """Give the seats of a closed group, once. Those without a seat are kept, and come first next time.

    Parameters
    ----------
    seed
        Drawn by the caller before anything is looked at; kept with the result.

    Raises
    ------
    ValidationError
        When the event is not a cycle, is still open, was already seated, or nobody asked.
    """
    with transaction.atomic():
        current = Event.objects.select_for_update().get(pk=event.pk)
        _check_can_select(current)
        found = applicants_of(current)
        if not found:
            raise ValidationError(_("Nobody asked for a seat: there is nothing to select."))
        seats = list(current.seats.filter(registration__isnull=True).order_by("number"))
        outcomes = select_group([applicant for _r, applicant in found.values()], seats=len(seats), seed=seed)
        content = {
            "seed": seed,
            "seats": len(seats),
            "rule": list(CLOSED_GROUP_RULE),
            "lines": [[o.reference, o.rank, o.is_seated, o.reason] for o in outcomes],
        }
        selection = Selection.objects.create(
            event=current,
            at=at,
            by=by,
            seed=seed,
            seats=len(seats),
            rule=list(CLOSED_GROUP_RULE),
            fingerprint=fingerprint(content),
        )
        for outcome in outcomes:
            registration, applicant = found[outcome.reference]
            SelectionLine.objects.create(
                selection=selection,
                registration=registration,
                rank=outcome.rank,
                is_seated=outcome.is_seated,
                reason=outcome.reason,
                times_refused=applicant.times_refused,
                lot=outcome.lot,
            )
            registration.state = RegistrationState.SEATED if outcome.is_seated else RegistrationState.REFUSED
            registration.seat = seats.pop(0) if outcome.is_seated else None
            registration.moved_at = at
            registration.save()
            registration_write(registration, by=by)
        record(
            by=by, verb="event.select", of=current, after={"seed": seed, "fingerprint": selection.fingerprint}, at=at
        )
    return selection


def _check_can_select(event: Event) -> None:
    problems = []
    if event.seating != Seating.SELECTION:
        problems.append(_("The seats of this event are given as people come: there is nothing to select."))
    if event.state != EventState.CLOSED:
        problems.append(_("Close registration first: nobody may ask once the lots are drawn."))
    if event.seating_run:
        problems.append(_("The seats of this cycle were already given. The result stands, with its seed."))
    if problems:
        raise ValidationError(problems)
