"""The smallest instance without a stable proposal: order a1 > b > a2 at X and at Y, one place each."""

from ribambelle.placement import Instance, place
from tests.engine.oracle import Oracle


def tables():
    both = ("X", "Y")
    return {
        "settings": [{"setting": d} for d in both],
        "sections": [{"setting": d, "section": "all", "min_age_months": 0, "max_age_months": 36} for d in both],
        "capacity": [{"setting": d, "section": "all", "slot": "*", "places": 1} for d in both],
        "children": [{"child": c, "party": p, "age_months": 8} for c, p in (("a1", "A"), ("a2", "A"), ("b", "B"))],
        "wishes": [
            {"party": "A", "rank": 1, "child": "a1", "setting": "X", "slots": "*"},
            {"party": "A", "rank": 1, "child": "a2", "setting": "Y", "slots": "*"},
            {"party": "B", "rank": 1, "child": "b", "setting": "X", "slots": "*"},
            {"party": "B", "rank": 2, "child": "b", "setting": "Y", "slots": "*"},
        ],
        "points": [
            {"party": "A", "child": "a1", "setting": "*", "points": 3},
            {"party": "A", "child": "a2", "setting": "*", "points": 1},
            {"party": "B", "setting": "*", "points": 2},
        ],
    }


def test_no_stable_proposal_exists():
    oracle = Oracle(tables(), {"A": 1, "B": 2})
    assert min(len(oracle.blocking(chosen)) for chosen in oracle.every()) == 1


def test_one_option_blocks_and_it_is_told():
    result = place(Instance.from_tables(tables()))
    assert result.report.feasible
    assert len(result.report.blocking) == 1
    assert not result.report.waste
    assert result.summary["knots"] > 0
    assert [refusal.reason for refusal in result.refusals].count("blocks") == 1
