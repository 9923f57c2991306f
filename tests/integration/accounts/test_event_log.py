"""The event log: in the transaction of the change, and never changed afterwards."""

import pytest
from django.db import DatabaseError, transaction

from ribambelle.accounts.models import Event
from ribambelle.accounts.services import OutsideTransaction, record


@pytest.mark.django_db
def test_a_row_is_refused_any_change() -> None:
    with transaction.atomic():
        event = record(by=None, verb="test.write", kind="test", reference="T-1")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(verb="test.rewrite")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Event.objects.filter(pk=event.pk).delete()
    assert Event.objects.get(pk=event.pk).verb == "test.write"


@pytest.mark.django_db(transaction=True, serialized_rollback=False)
def test_outside_a_transaction_nothing_is_recorded() -> None:
    with pytest.raises(OutsideTransaction):
        record(by=None, verb="test.write", kind="test", reference="T-2")
    assert not Event.objects.filter(reference="T-2").exists()
