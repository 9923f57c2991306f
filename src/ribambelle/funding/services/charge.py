"""Fees: asked, paid, reminded, cancelled with a reason."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.accounts.services import record
from ribambelle.funding.enums import ChargeKind
from ribambelle.funding.errors import FundingError
from ribambelle.funding.models import Charge, ChargePayment, ChargeReminder
from ribambelle.kernel.receivables import receivable_sources

SOURCE_KINDS = {"network": ChargeKind.MEMBERSHIP, "gatherings": ChargeKind.PARTICIPATION}


def charge_create(
    *,
    by: User | None,
    kind: ChargeKind,
    debtor: str,
    label: str,
    year: int,
    amount_cents: int,
    debtor_reference: str = "",
    called_on: date | None = None,
    due_on: date | None = None,
    source: str = "",
    source_key: str = "",
) -> Charge:
    """Ask an amount of a debtor."""
    with transaction.atomic():
        charge = Charge(
            reference="-",
            kind=kind,
            debtor=debtor,
            debtor_reference=debtor_reference,
            label=label,
            year=year,
            amount_cents=amount_cents,
            called_on=called_on,
            due_on=due_on,
            source=source,
            source_key=source_key,
        )
        charge.full_clean(exclude=["reference"])
        charge.save()
        charge.reference = f"F-{charge.pk}"
        charge.save(update_fields=["reference"])
        record(by=by, verb="charge.create", of=charge, after={"debtor": debtor, "amount_cents": amount_cents})
    return charge


def charges_call(*, by: User | None, year: int, on: date | None) -> list[Charge]:
    """Ask everything that the rooms say is due for a year and that was not asked yet. Gives what is new."""
    new: list[Charge] = []
    with transaction.atomic():
        for source in receivable_sources:
            asked = set(Charge.objects.filter(source=source.code).values_list("source_key", flat=True))
            for due in source.of_year(year):
                if due.key in asked:
                    continue
                new.append(
                    charge_create(
                        by=by,
                        kind=SOURCE_KINDS.get(source.code.split(".")[0], ChargeKind.OTHER),
                        debtor=due.debtor,
                        debtor_reference=due.debtor_reference,
                        label=due.label,
                        year=year,
                        amount_cents=due.amount_cents,
                        called_on=on,
                        due_on=due.due_on,
                        source=source.code,
                        source_key=due.key,
                    )
                )
    return new


def charge_pay(*, by: User | None, charge: Charge, on: date, amount_cents: int, note: str = "") -> ChargePayment:
    """Note money received. More than is due is refused: give it back, or note it under the charge it is for."""
    with transaction.atomic():
        Charge.objects.select_for_update().get(pk=charge.pk)
        received = sum(charge.payments.values_list("amount_cents", flat=True))
        if charge.cancelled_reason:
            raise FundingError(_("This fee is cancelled: nothing is due any more."))
        if received + amount_cents > charge.amount_cents:
            raise FundingError(_("This is more than what remains due. Check the amount, or the debtor."))
        payment = ChargePayment(charge=charge, on=on, amount_cents=amount_cents, note=note)
        payment.full_clean()
        payment.save()
        record(by=by, verb="charge.pay", of=charge, after={"on": str(on), "amount_cents": amount_cents})
    return payment


def charge_remind(*, by: User | None, charge: Charge, on: date) -> ChargeReminder:
    """Note a reminder; a second one on the same day changes nothing."""
    with transaction.atomic():
        reminder, is_new = ChargeReminder.objects.get_or_create(charge=charge, on=on)
        if is_new:
            record(by=by, verb="charge.remind", of=charge, after={"on": str(on)})
    return reminder


def charge_cancel(*, by: User | None, charge: Charge, reason: str) -> Charge:
    """Cancel a fee with its reason; it stays in the list."""
    if not reason.strip():
        raise FundingError(_("A fee is cancelled with a reason. Write it in a few words."))
    with transaction.atomic():
        charge.cancelled_reason = reason
        charge.save(update_fields=["cancelled_reason"])
        record(by=by, verb="charge.cancel", of=charge, note=reason)
    return charge
