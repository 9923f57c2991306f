"""What the network puts into the registries of the rooms below: members and fees as figures, fees as money due."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ribambelle.kernel import formats
from ribambelle.kernel.figures import Figure, FigureFamily, Value, families
from ribambelle.kernel.receivables import Receivable, ReceivableSource, receivable_sources
from ribambelle.network.governance import selectors
from ribambelle.network.models import Agreement, Commitment, Membership, MembershipFee
from ribambelle.ui.due import Due, DueProvider, due_providers
from ribambelle.ui.menu import Entry, menu
from ribambelle.ui.search import Found, Searchable, searchables

SEE = "network.view_governance"
#: How long before its end an agreement asks to be renewed.
RENEW_BEFORE = timedelta(days=90)


def register() -> None:
    """Called once, when the installation starts."""
    families.add(FigureFamily("members", member_figures))
    menu.add(Entry("network.governance", gettext_lazy("Bodies and members"), "net", "network:body_list", 55, SEE))
    due_providers.add(DueProvider("network.governance", dues, "network.change_governance"))
    body, person = pgettext_lazy("search", "a body"), pgettext_lazy("search", "a person")
    searchables.add(Searchable("bodies", gettext_lazy("Bodies"), find_bodies, 70, SEE, example=body))
    searchables.add(
        Searchable("people", gettext_lazy("People"), find_people, 72, "network.view_person", example=person)
    )
    receivable_sources.add(ReceivableSource("network.fees", gettext_lazy("Membership fees"), fees_due))


def member_figures() -> Iterator[Figure]:
    """Members today, and for each year how many were asked for a fee. One query, then one a figure."""
    yield Figure("members.all", _("Members"), _("members"), _("today"), _members)
    years = MembershipFee.objects.order_by("year").values("year").annotate(n=Count("pk"))
    for row in years:
        year, how = row["year"], _("fees called, one a member")
        yield Figure(
            f"members.{year}.called",
            _("Members asked for a fee"),
            _("members"),
            str(year),
            lambda n=row["n"], how=how: Value(n, "computed", how),  # type: ignore[misc]
        )


def _members() -> Value:
    return Value(Membership.objects.filter(ends_on__isnull=True).count(), "computed", _("memberships in force"))


def fees_due(year: int) -> Iterator[Receivable]:
    """The fee of each member for a year. One query."""
    fees = MembershipFee.objects.filter(year=year).select_related("membership__organisation")
    for fee in fees:
        organisation = fee.membership.organisation
        yield Receivable(
            key=f"{organisation.reference}-{year}",
            debtor_reference=organisation.reference,
            debtor=organisation.name,
            label=_("Membership %(year)s") % {"year": year},
            amount_cents=fee.amount_cents,
            due_on=fee.due_on,
        )


def dues(user: Any, today: date) -> Iterator[Due]:
    """Commitments not kept yet, and agreements that end soon and that nothing renews. Two queries."""
    visible = Agreement.objects.visible_to(user)
    promised = Commitment.objects.filter(agreement__in=visible.values("pk"), done_on__isnull=True, due_on__isnull=False)
    for commitment in promised.select_related("agreement"):
        yield Due(
            on=commitment.due_on or today,
            icon="check",
            title=commitment.text,
            text=_("Promised in “%(agreement)s”.") % {"agreement": commitment.agreement},
            url=_agreement_url(commitment.agreement),
            action_label=_("Open it"),
            is_late=bool(commitment.due_on and commitment.due_on < today),
        )
    ending = visible.filter(ends_on__gt=today, ends_on__lte=today + RENEW_BEFORE, renewed_by__isnull=True)
    for agreement in ending:
        yield Due(
            on=agreement.ends_on or today,
            icon="doc",
            title=_("Renew: %(agreement)s") % {"agreement": agreement},
            text=_("It ends on %(day)s and nothing renews it.") % {"day": formats.day_in_words(agreement.ends_on)},
            url=_agreement_url(agreement),
            action_label=_("Read it again"),
        )


def _agreement_url(agreement: Agreement) -> str:
    return reverse("network:agreement_record", kwargs={"reference": agreement.reference})


def find_bodies(user: Any, words: list[str], limit: int) -> Iterator[Found]:
    """Bodies whose name holds every word. One query."""
    for body in selectors.bodies(by=user, text=" ".join(words))[:limit]:
        url = reverse("network:body_record", kwargs={"reference": body.reference})
        yield Found(body.name, url, body.get_kind_display(), icon="people")


def find_people(user: Any, words: list[str], limit: int) -> Iterator[Found]:
    """People whose name or address holds every word. Two queries."""
    for person in selectors.people(by=user, text=" ".join(words))[:limit]:
        running = ", ".join(str(mandate.body) for mandate in person.running)  # type: ignore[attr-defined]
        url = reverse("network:person_list", query={"q": person.last_name})
        yield Found(str(person), url, running, icon="people")
