"""What was frozen is read in part, and gives what the whole text holds."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import Decoder

from ribambelle.commissions.rules import frozen
from ribambelle.commissions.rules.frozen import Answers, Tables, snapshot_from
from ribambelle.commissions.rules.result_rows import placed_rows, refusal_rows
from ribambelle.commissions.rules.snapshot import canonical
from ribambelle.commissions.rules.tables import instance_tables, sheet, sheets
from ribambelle.kernel.weeks import WEEKDAYS
from tests.unit.commissions.test_tables import MEDOC, child, party
from tests.unit.commissions.test_tables import frozen as made

CODES = ["parents-work", "single-parent", "résident"]
answers = st.dictionaries(
    st.sampled_from(CODES),
    st.fixed_dictionaries(
        {"value": st.integers(0, 3), "is_proved": st.booleans(), "is_computed": st.booleans()},
        optional={"seen_on": st.just("2026-03-01")},
    ),
)
held = st.none() | st.just({"setting": "SUN", "section": "all", "slots": ["mon-am"]})
said = st.fixed_dictionaries(
    {"answers": answers, "held": held, "minimum_days": st.none() | st.integers(1, 5)},
    optional={
        "hours": st.dictionaries(st.sampled_from(WEEKDAYS), st.just(["07:30", "18:00"])),
        "modes": st.lists(st.sampled_from(["regular", "occasional"]), unique=True),
    },
)


@given(st.lists(said, max_size=5))
def test_what_is_read_in_part_is_what_was_frozen(families: list[dict[str, Any]]) -> None:
    parties = [
        party(child(f"Bouleau {number:02}", **own), name=f"Bouleau {number:02}") for number, own in enumerate(families)
    ]
    content = made(*parties)
    text = canonical(content)
    read = snapshot_from(text)
    assert read == json.loads(text)
    assert instance_tables(read, 7) == instance_tables(content, 7)
    own = sheets(read)
    assert dict(own) == {
        each["child"]: sheet(MEDOC, each) for dossier in content["dossiers"] for each in dossier["children"]
    }


def test_answers_nobody_looks_at_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bytes] = []

    class Counted:
        def decode(self, text: Any) -> Any:
            looked.append(bytes(text))
            return Decoder().decode(text)

    monkeypatch.setattr(frozen, "_whole", Counted())
    answered = {"parents-work": {"value": 1, "is_proved": True, "is_computed": False}}
    parties = [
        party(child(f"Bouleau {number:02}", answers=answered), name=f"Bouleau {number:02}") for number in range(40)
    ]
    read = snapshot_from(canonical(made(*parties)))
    assert [each["party"] for each in read["dossiers"]] == [each["party"] for each in parties]
    assert looked == []
    own = sheets(read)
    assert own["Bouleau 03"] is own["Bouleau 03"]
    assert len(looked) == 1
    tables = Tables(canonical({"points": [{"child": "x"}], "wishes": [{"rank": 1}]}))
    assert tables["points"] is tables["points"]
    assert looked[1:] == [b'[{"child":"x"}]']
    assert tables.whole == {"points": [{"child": "x"}], "wishes": [{"rank": 1}]}


def test_what_is_read_in_part_cannot_be_written_as_the_whole() -> None:
    read = snapshot_from(canonical(made(party(child()))))
    assert isinstance(read["dossiers"][0]["children"][0]["answers"], Answers)
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(read)


@pytest.mark.parametrize("changed", [{"later": 1}, {"age_months": "14"}])
def test_a_text_of_another_shape_is_read_as_it_stands(changed: dict[str, Any]) -> None:
    text = canonical(made(party({**child(), **changed})))  # type: ignore[typeddict-item]
    assert snapshot_from(text) == json.loads(text)


def test_a_table_under_other_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="expected party, rank, child"):
        placed_rows("rank,party,child,setting,section,slots\n1,a,b,c,d,e\n")
    rows = refusal_rows("party,rank,setting,reason,section,slot,places,load,cutoff,points\na,,,no wish,,,,,,\n")
    assert list(rows) == list(rows) != []
    assert placed_rows("") == []
