"""What the gatherings put into the registries of the rooms below: figures, checks, evidence, money due, feeds."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.desk.mail_kinds import MailKind, mail_kinds
from ribambelle.gatherings import evidence
from ribambelle.gatherings.models import Event, Meeting, Registration
from ribambelle.gatherings.scopes import feed_scopes
from ribambelle.gatherings.selectors.calendars import BODY_SCOPE, PERSON_SCOPE
from ribambelle.gatherings.selectors.figures import event_figures, meeting_figures, series_figures
from ribambelle.gatherings.selectors.meetings import outside_their_year
from ribambelle.kernel.checks import Check, Finding, checks
from ribambelle.kernel.figures import FigureFamily, families
from ribambelle.kernel.receivables import Receivable, ReceivableSource, receivable_sources
from ribambelle.plans.evidence import EvidenceKind, Proof, evidence_kinds

MOST_OFFERED = 50
SUNDAY = 1  # as Django counts the days of the week in queries


def register() -> None:
    """Called once, when the installation starts."""
    for scope in (PERSON_SCOPE, BODY_SCOPE):
        feed_scopes.add(scope)
    for code, members in (("series", series_figures), ("meetings", meeting_figures), ("event", event_figures)):
        families.add(FigureFamily(code, members))
    checks.add(
        Check("gatherings.outside-year", gettext_lazy("Meetings dated outside their reporting year"), "error", misdated)
    )
    checks.add(Check("gatherings.sunday", gettext_lazy("Meetings on a Sunday"), "remark", on_sundays))
    for code, label, permission, url_of in (
        ("gatherings.meeting", gettext_lazy("Convocation to a meeting"), "gatherings.view_meeting", _meeting_url),
        ("gatherings.event", gettext_lazy("Registration for an event"), "gatherings.view_event", _event_url),
    ):
        mail_kinds.add(MailKind(code, label, permission, url_of=url_of))
    evidence_kinds.add(
        EvidenceKind(
            "meeting",
            gettext_lazy("meeting"),
            meeting_proofs,
            meeting_offers,
            evidence.MEETINGS,
            evidence.meeting_totals,
        )
    )
    evidence_kinds.add(
        EvidenceKind("event", gettext_lazy("event"), event_proofs, event_offers, evidence.EVENTS, evidence.event_totals)
    )
    receivable_sources.add(
        ReceivableSource("gatherings.registrations", gettext_lazy("Registration fees"), registration_receivables)
    )


def _meeting_url(reference: str) -> str:
    return reverse("gatherings:meeting_record", kwargs={"reference": reference})


def _event_url(reference: str) -> str:
    return reverse("gatherings:event_record", kwargs={"reference": reference})


def misdated(_today: date) -> Iterator[Finding]:
    """One finding for each meeting dated outside the year it is reported in. One query."""
    for meeting in outside_their_year():
        yield Finding(
            subject=meeting.reference,
            culprit=f"{meeting.series or meeting.body} · {meeting.held_on:%d/%m/%Y}",
            problem=_("This meeting is dated %(day)s and reported in %(year)s. It still counts in its series.")
            % {"day": meeting.held_on.strftime("%d/%m/%Y"), "year": meeting.reporting_year},
            remedy=_("Correct the date, or report the meeting in %(year)s.") % {"year": meeting.held_on.year},
            url=_meeting_url(meeting.reference),
        )


def on_sundays(_today: date) -> Iterator[Finding]:
    """One remark for each meeting on a Sunday. One query."""
    for meeting in Meeting.objects.filter(held_on__week_day=SUNDAY).select_related("body").order_by("held_on", "pk"):
        yield Finding(
            subject=meeting.reference,
            culprit=f"{meeting.body} · {meeting.held_on:%d/%m/%Y}",
            problem=_("%(day)s was a Sunday.") % {"day": meeting.held_on.strftime("%d/%m/%Y")},
            remedy=_("Check the date, or leave it if it is right."),
            url=_meeting_url(meeting.reference),
        )


def meeting_proofs(references: Sequence[str]) -> Mapping[str, Proof]:
    """Meetings as evidence. One query."""
    found = Meeting.objects.filter(reference__in=references).select_related("body")
    return {m.reference: Proof(f"{m} · {m.body}", m.held_on, _meeting_url(m.reference)) for m in found}


def meeting_offers(text: str) -> list[tuple[str, str]]:
    """Meetings to attach, newest first, fifty at most. One query."""
    found = Meeting.objects.select_related("body").filter(
        Q(title__icontains=text) | Q(body__name__icontains=text) | Q(reference__iexact=text)
    )
    return [(m.reference, f"{m.held_on:%d/%m/%Y} · {m}") for m in found[:MOST_OFFERED]]


def event_proofs(references: Sequence[str]) -> Mapping[str, Proof]:
    """Events as evidence, dated by their first session. Two queries."""
    proofs = {}
    for event in Event.objects.filter(reference__in=references).prefetch_related("sessions"):
        days = [session.held_on for session in event.sessions.all()]
        url = reverse("gatherings:event_record", kwargs={"reference": event.reference})
        proofs[event.reference] = Proof(event.title, min(days) if days else None, url)
    return proofs


def event_offers(text: str) -> list[tuple[str, str]]:
    """Events to attach, newest first, fifty at most. One query."""
    found = Event.objects.filter(title__icontains=text)
    return [(event.reference, event.title) for event in found[:MOST_OFFERED]]


def registration_receivables(year: int) -> Iterator[Receivable]:
    """What people who have a seat owe, in the year of the first session. Two queries."""
    seated = Registration.objects.filter(seat__isnull=False, event__price_cents__gt=0).filter(
        event__sessions__position=1, event__sessions__held_on__year=year
    )
    for registration in seated.select_related("event", "organisation").order_by("pk"):
        organisation = registration.organisation
        yield Receivable(
            key=registration.reference,
            debtor_reference=organisation.reference if organisation else registration.email,
            debtor=organisation.name if organisation else registration.name,
            label=registration.event.title,
            amount_cents=registration.event.price_cents,
        )
