"""Numbers that follow each other without a gap, whoever draws at the same time."""

from django.db import transaction
from django.db.models import F

from ribambelle.demand.models import Counter

REGISTER, HOUSEHOLD, PARTY = "request", "household", "party"


def numbers_draw(code: str, *, count: int = 1) -> range:
    """The next numbers of a register, for this transaction: if it is rolled back, the next one draws them again.

    The row of the register stays locked until the transaction ends, so draw late and end soon. Two queries.

    Raises
    ------
    TransactionManagementError
        Outside a transaction: a number could be drawn and its request never written.
    """
    transaction.get_connection().validate_no_broken_transaction()
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"register {code!r}: draw numbers inside transaction.atomic().")
    if not Counter.objects.filter(code=code).update(last=F("last") + count):
        Counter.objects.get_or_create(code=code)
        Counter.objects.filter(code=code).update(last=F("last") + count)
    last = Counter.objects.values_list("last", flat=True).get(code=code)
    return range(last - count + 1, last + 1)


def request_reference(number: int) -> str:
    """A reference that can be read aloud: 31 is `R-0031`."""
    return f"R-{number:04d}"


def household_reference(number: int) -> str:
    return f"M-{number:04d}"


def party_reference(number: int) -> str:
    return f"C-{number:04d}"
