"""Every promise of every policy against enumeration, on tiny instances that use the whole model."""

import pytest

from ribambelle.placement import NotApplicable, check, place
from tests.engine.oracle import Oracle
from tests.engine.tiny import tiny_instances

COUNT = 1_000


def read_back(tables, result):
    """The oracle of an instance under the final reserves of a run, and its allocation in the oracle's words."""
    final = {(r.setting, r.section, r.slot, r.group): r.places for r in result.allocation.reserves} or None
    oracle = Oracle(tables, result.lots, final)
    ranks = result.allocation.ranks()
    chosen = {
        party: next((option for option in oracle.options[party] if option[0] == ranks.get(party)), None)
        for party in oracle.parties
    }
    return oracle, chosen


def rows_of(oracle, chosen):
    return sorted(
        (party, option[0], child, setting, section, tuple(sorted(slots)))
        for party, option in chosen.items()
        if option
        for child, setting, section, slots in option[1]
    )


@pytest.mark.parametrize("policy", ["order", "stable"])
@pytest.mark.parametrize("release", [False, True])
def test_feasible_counted_and_explained_as_enumeration_says(policy, release):
    seen = 0
    for tables, instance in tiny_instances(COUNT, start=10_000 * release, release=release):
        try:
            result = place(instance, policy=policy, seed=3)
        except NotApplicable:
            continue
        seen += 1
        oracle, chosen = read_back(tables, result)
        assert oracle.feasible(chosen), tables
        given = sorted(
            (r.party, r.rank, r.child, r.setting, r.section, tuple(sorted(r.slots.split())))
            for r in result.allocation.rows
        )
        assert given == rows_of(oracle, chosen)
        blocking = sorted(oracle.blocking(chosen))
        assert blocking == [(block.party, block.rank) for block in result.report.blocking], tables
        assert blocking == [(refusal.party, refusal.rank) for refusal in result.refusals if refusal.reason == "blocks"]
        assert check(instance, result.allocation) == result.report
    assert seen > COUNT // 2


def test_stable_finds_a_stable_proposal_on_nearly_all_and_certifies_only_what_is_certain():
    missed = certain = 0
    for tables, instance in tiny_instances(COUNT, start=50_000):
        result = place(instance, seed=3)
        oracle, _ = read_back(tables, result)
        outcomes = [chosen for chosen in oracle.every() if not oracle.blocking(chosen)]
        missed += bool(outcomes) and bool(result.report.blocking)
        if not outcomes:
            assert result.report.blocking
            continue
        same = sum(len({chosen[party] and chosen[party][0] for chosen in outcomes}) == 1 for party in oracle.parties)
        certificate = result.summary["certificate"]
        assert certificate["parties_decided_in_every_stable_proposal"] <= same, tables
        if certificate["unique"]:
            assert len(outcomes) == 1
            certain += 1
    assert missed <= COUNT // 100
    assert certain >= COUNT // 2


def test_one_common_order_has_one_stable_proposal_and_every_policy_finds_it():
    for tables, instance in tiny_instances(COUNT, start=90_000, common=True):
        result = place(instance, policy="stable")
        assert place(instance, policy="order").files() == result.files(), tables
        oracle, chosen = read_back(tables, result)
        assert [found for found in oracle.every() if not oracle.blocking(found)] == [chosen]
