"""Facts that are wrong half-way leave nothing behind."""

import shutil
from pathlib import Path

import pytest

from ribambelle.accounts.models import Event
from ribambelle.config import facts
from ribambelle.plans.models import Plan


@pytest.mark.django_db
def test_a_wrong_cell_is_named_and_nothing_is_kept(tmp_path: Path) -> None:
    folder = tmp_path / "facts"
    shutil.copytree(facts.PACKAGED, folder)
    path = folder / "sae-2021" / "organe_administration.csv"
    path.write_text(path.read_text("utf-8").replace("2021-12-07", "7 décembre"), "utf-8")
    with pytest.raises(facts.FactsError, match=r"organe_administration\.csv line 12, date: '7 décembre'"):
        facts.load(folder=folder, by=None, say=lambda _text: None)
    assert not Plan.objects.exists()
    assert not Event.objects.filter(verb=facts.LOADED).exists()
