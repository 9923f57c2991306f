"""What the network puts into the registries of the rooms below: members and fees as figures, fees as money due."""

from collections.abc import Iterator

from django.db.models import Count, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.kernel.figures import Figure, FigureFamily, Value, families
from ribambelle.kernel.receivables import Receivable, ReceivableSource, receivable_sources
from ribambelle.network.models import Membership, MembershipFee


def register() -> None:
    """Called once, when the installation starts."""
    families.add(FigureFamily("members", member_figures))
    receivable_sources.add(ReceivableSource("network.fees", gettext_lazy("Membership fees"), fees_due))


def member_figures() -> Iterator[Figure]:
    """Members today, and for each year its members asked for a fee and what they owe. One query a year."""
    yield Figure("members.all", _("Members"), _("members"), _("today"), _members)
    years = MembershipFee.objects.order_by("year").values("year").annotate(n=Count("pk"), cents=Sum("amount_cents"))
    for row in years:
        year, how = row["year"], _("fees called, one a member")
        yield Figure(
            f"members.{year}.called",
            _("Members asked for a fee"),
            _("members"),
            str(year),
            lambda n=row["n"], how=how: Value(n, "computed", how),  # type: ignore[misc]
        )
        yield Figure(
            f"members.{year}.fees-cents",
            _("Membership fees"),
            _("euro cents"),
            str(year),
            lambda cents=row["cents"], how=how: Value(cents, "computed", how),  # type: ignore[misc]
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
