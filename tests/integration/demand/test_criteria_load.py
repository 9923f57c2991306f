"""The catalogue of criteria stands in the database, once."""

import pytest

from ribambelle.accounts.models import Event
from ribambelle.demand.criteria import CATALOGUE
from ribambelle.demand.models import Criterion
from ribambelle.demand.services import criteria_load

pytestmark = pytest.mark.django_db


def test_the_migration_loads_the_whole_catalogue_in_its_order() -> None:
    assert list(Criterion.objects.values_list("code", flat=True)) == [definition.code for definition in CATALOGUE]


def test_loading_again_changes_nothing() -> None:
    criteria_load(by=None, language="fr")
    before = Event.objects.count()
    assert criteria_load(by=None, language="fr") == 0
    assert Event.objects.count() == before


def test_a_label_that_changed_is_written_again() -> None:
    Criterion.objects.filter(code="resident").update(label="?")
    Criterion.objects.filter(code="adoption").delete()
    assert criteria_load(by=None, language="fr") == 2
    assert Criterion.objects.get(code="resident").label != "?"
    event = Event.objects.filter(verb="criteria.load").first()
    assert event is not None
    assert event.after == {"codes": ["resident", "adoption"]}
