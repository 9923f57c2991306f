"""Compiled or not, from the same source: the same result to the byte."""

import pytest

from ribambelle.placement import Instance, NotApplicable, generate, place
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from tests.engine.tiny import tiny_instances

pytest.importorskip("numba", reason="Numba (extra scale) is not installed")


@pytest.mark.large
def test_compiled_kernels_give_the_same_bytes():
    instances = [instance for _, instance in tiny_instances(300, start=500_000, release=True)]
    instances += [generate(children=700, seed=seed) for seed in (1, 2)]
    for instance in instances:
        for policy in ("order", "stable"):
            try:
                plain = place(instance, policy=policy, compiled=False)
            except NotApplicable:
                continue
            compiled = place(instance, policy=policy, compiled=True)
            assert compiled.files() == plain.files()
            assert compiled.summary == plain.summary


def test_siblings_who_stand_apart_are_compiled_sooner():
    tables = {
        name: [dict(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]
        for name, table in generate(children=6_000).tables.items()
    }
    market = build_market(Instance.from_tables(tables))
    assert not backend_for(market, {}).compiled
    youngest = {row["party"]: row["child"] for row in tables["children"]}
    tables["points"] += [
        {"party": party, "child": child, "setting": "*", "points": "-0.5"} for party, child in youngest.items()
    ]
    tables["children"] += [{"child": f"{party}x", "party": party, "age_months": "5"} for party in youngest]
    twins = [row | {"child": row["party"] + "x"} for row in tables["wishes"] if row["child"] == youngest[row["party"]]]
    tables["wishes"] += twins
    assert backend_for(build_market(Instance.from_tables(tables)), {}).compiled


def test_the_cache_stays_out_of_the_way_when_nothing_can_be_written(tmp_path, monkeypatch):
    from ribambelle.placement.kernels import compiled

    (tmp_path / "file").write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    assert compiled._use_cache() is False
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    before = compiled.numba.config.CACHE_DIR
    try:
        assert compiled._use_cache() is True
    finally:
        compiled.numba.config.CACHE_DIR = before
    assert list((tmp_path / "ribambelle").iterdir())
