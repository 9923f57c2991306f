"""What must not matter does not: the order of rows, names once lots are given, the form of the files."""

import random

import pytest

from ribambelle.placement import Allocation, Instance, check, generate, place
from tests.engine.tiny import tiny_instances


def tables_of(instance):
    return instance.rows()


def shuffled(tables, seed):
    rng = random.Random(seed)
    return {name: rng.sample(rows, len(rows)) for name, rows in tables.items()}


def renamed(tables, seed):
    """The same with every party, child, setting and section under another name, and the way back."""
    rng = random.Random(seed)
    names = {}
    where = {"party": "children", "child": "children", "setting": "settings", "section": "sections"}
    for column, table in where.items():
        olds = sorted({row[column] for row in tables[table]})
        news = rng.sample([f"n{number:04d}" for number in range(9 * len(olds) + 9)], len(olds))
        names[column] = dict(zip(olds, news, strict=True))
    out = {
        name: [{key: names.get(key, {}).get(value, value) for key, value in row.items()} for row in rows]
        for name, rows in tables.items()
    }
    back = {column: {new: old for old, new in pairs.items()} for column, pairs in names.items()}
    return out, back


@pytest.mark.parametrize("policy", ["order", "stable"])
def test_shuffling_rows_changes_no_byte(policy):
    instance = generate(children=250, seed=4)
    first = place(instance, policy=policy, seed=9)
    for seed in range(3):
        again = Instance.from_tables(shuffled(tables_of(instance), seed))
        assert again.canonical_bytes() == instance.canonical_bytes()
        assert place(again, policy=policy, seed=9).files() == first.files()


def test_shuffling_rows_changes_no_byte_with_the_whole_model():
    for tables, instance in tiny_instances(150, start=300_000, release=True):
        again = Instance.from_tables(shuffled(tables, 1))
        assert place(again).files() == place(instance).files()


@pytest.mark.parametrize("children", [60, 250])
def test_renaming_changes_nothing_once_lots_are_given(children):
    instance = generate(children=children, seed=5)
    lots = place(instance, seed=3).lots
    tables = {**tables_of(instance), "lots": [{"party": party, "lot": lot} for party, lot in lots.items()]}
    result = place(Instance.from_tables(tables))
    for seed in range(3):
        other, back = renamed(tables, seed)
        rows = place(Instance.from_tables(other)).allocation.rows
        columns = ("party", "child", "setting", "section")
        told = {tuple(r._replace(**{name: back[name][getattr(r, name)] for name in columns})) for r in rows}
        assert told == {tuple(row) for row in result.allocation.rows}


def test_folder_and_document_say_the_same(tmp_path):
    for number, (_, instance) in enumerate(tiny_instances(25, start=310_000)):
        folder, file = tmp_path / str(number), tmp_path / f"{number}.json"
        instance.to_folder(folder)
        file.write_text(instance.to_json(), encoding="utf-8")
        for again in (Instance.read(folder), Instance.read(file)):
            assert again.canonical_bytes() == instance.canonical_bytes()
            assert place(again).files() == place(instance).files()


def test_semicolons_marks_and_unknown_columns_are_read(tmp_path):
    instance = generate(children=30, seed=1)
    instance.to_folder(tmp_path / "a")
    for file in (tmp_path / "a").iterdir():
        header, *lines = file.read_text().splitlines()
        text = "\n".join([f"{header};note", *(f"{line.replace(',', ';')};é" for line in lines)])
        file.write_bytes(b"\xef\xbb\xbf" + text.replace(header, header.replace(",", ";"), 1).encode() + b"\n\n")
    again = Instance.read(tmp_path / "a")
    assert place(again).files() == place(instance).files()
    assert again.rows()["settings"][0]["note"] == "é"
    again.to_folder(tmp_path / "b")
    assert Instance.read(tmp_path / "b").canonical_bytes() == again.canonical_bytes()


def test_removing_a_party_that_got_nothing_keeps_stability():
    tried = 0
    for tables, instance in tiny_instances(250, start=320_000):
        result = place(instance)
        if result.report.blocking or tables.get("reserves"):
            continue
        without = {row["party"] for row in tables["children"]} - set(result.allocation.ranks())
        for party in sorted(without):
            if len({row["party"] for row in tables["children"]}) == 1:
                continue
            mine = {row["child"] for row in tables["children"] if row["party"] == party}
            left = {
                name: [row for row in rows if row.get("party") != party and row.get("child") not in mine]
                for name, rows in tables.items()
            }
            lots = {name: lot for name, lot in result.lots.items() if name != party}
            report = check(Instance.from_tables(left), Allocation(result.allocation.rows, lots))
            assert report.exit_code == 0
            tried += 1
    assert tried > 100


def test_adding_places_keeps_feasibility():
    for tables, instance in tiny_instances(200, start=330_000):
        result = place(instance)
        roomier = [{**row, "places": row["places"] + (row["places"] > 0)} for row in tables["capacity"]]
        more = {**tables, "capacity": roomier}
        assert check(Instance.from_tables(more), result.allocation).feasible
