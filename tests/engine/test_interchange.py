"""Wrong input: every problem is told, with file, line, culprit and remedy; nothing else ever happens."""

import hashlib
import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.placement import POLICIES, Instance, WrongInput, generate, place, reading
from ribambelle.placement.canonical import canonical_bytes
from ribambelle.placement.lots import draw
from ribambelle.placement.schema import instance_schema
from ribambelle.placement.tables import SCHEMA
from tests.engine.tiny import tiny_instances

EXAMPLE = Path("docs/reference/engine-example")


def problems_of(tables):
    with pytest.raises(WrongInput) as caught:
        Instance.from_tables(tables)
    return caught.value.problems


def rows():
    return Instance.read(EXAMPLE).rows()


def with_row(table, **row):
    tables = rows()
    tables[table] = [*tables.get(table, []), row]
    return tables


WISH = {"party": "p1", "rank": 5, "child": "ana", "setting": "moon", "slots": "mon-am"}


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("wishes", {**WISH, "setting": "MARS"}, 'unknown setting "MARS"'),
        ("wishes", {**WISH, "rank": 0}, 'rank is "0"'),
        ("wishes", {**WISH, "rank": "1.0"}, 'rank is "1.0"'),
        ("wishes", {**WISH, "rank": 1}, "rank 1 of child \"ana\" stands already"),
        ("wishes", {**WISH, "slots": "mon-am noon"}, "unknown slot noon"),
        ("wishes", {**WISH, "slots": ""}, "no slot"),
        ("wishes", {**WISH, "slots": "* mon-am"}, "no slot, or a mixture"),
        ("wishes", {**WISH, "child": "ben"}, 'child "ben" belongs to party "p2"'),
        ("wishes", {**WISH, "party": "p77"}, 'unknown party "p77"'),
        ("wishes", {**WISH, "section": "attic"}, 'no section "attic"'),
        ("children", {"child": "ana", "party": "p2", "age_months": 7}, "in two parties"),
        ("children", {"child": "zoe", "party": "p9", "age_months": -1}, 'age_months is "-1"'),
        ("children", {"child": "zoe", "party": "p9", "age_months": ""}, "age_months is a blank"),
        ("capacity", {"setting": "moon", "section": "tall", "slot": "*", "places": 3}, "stand twice"),
        ("capacity", {"setting": "moon", "section": "tall", "slot": "mon-am", "places": "2.5"}, 'places is "2.5"'),
        ("sections", {"setting": "moon", "section": "mid", "min_age_months": 9, "max_age_months": 9}, "empty"),
        ("points", {"party": "p1", "setting": "*", "points": "1.1234567"}, 'points is "1.1234567"'),
        ("points", {"party": "p1", "setting": "*", "points": "1e3"}, 'points is "1e3"'),
        ("points", {"party": "p1", "setting": "*", "points": ""}, "points is a blank"),
        ("points", {"party": "p1", "child": "ben", "setting": "*", "points": "1"}, "belongs to party"),
        ("lots", {"party": "p1", "lot": "x"}, 'lot is "x"'),
        ("held", {"child": "fay", "setting": "moon", "section": "tall", "slots": "*"}, "holds a place already"),
        ("held", {"child": "gus", "setting": "brook", "section": "all", "slots": "wed-pm"}, "1 children hold"),
        ("reserves", {"setting": "brook", "section": "all", "slot": "mon-am", "group": "g", "places": 9,
                      "release": "true"}, "are reserved at mon-am"),
        ("reserves", {"setting": "moon", "section": "tall", "slot": "*", "group": "g", "places": 1,
                      "release": "maybe"}, 'release is "maybe"'),
        ("settings", {"setting": "moon"}, "stands already"),
        ("settings", {"setting": "*"}, "cannot name"),
    ],
)  # fmt: skip
def test_each_fault_is_named(table, row, words):
    problems = problems_of(with_row(table, **row))
    assert [problem for problem in problems if words in problem.what], problems
    assert all(problem.file and problem.remedy for problem in problems)


def test_a_child_without_points_and_overlapping_sections_are_errors():
    tables = rows()
    tables["points"] = [row for row in tables["points"] if row["party"] != "p6"]
    tables["sections"].append({"setting": "brook", "section": "too", "min_age_months": 10, "max_age_months": 12})
    whats = [problem.what for problem in problems_of(tables)]
    assert 'child "gus" has no points at setting "brook"' in whats
    assert 'child "gus" (11 months) fits 2 sections of setting "brook"' in whats
    for row in tables["wishes"]:
        if row["child"] == "gus":
            row["section"] = "all"
    assert all("fits" not in problem.what for problem in problems_of(tables))


def test_a_party_without_wish_is_a_warning_and_a_reason():
    instance = Instance.from_tables(with_row("children", child="zoe", party="p9", age_months=3))
    assert [warning.culprit for warning in instance.warnings] == ["p9"]
    assert [r.reason for r in place(instance).refusals if r.party == "p9"] == ["no wish"]


def test_every_problem_is_told_at_once_with_its_line(tmp_path):
    generate(children=20, seed=1).to_folder(tmp_path / "i")
    file = tmp_path / "i" / "wishes.csv"
    lines = file.read_text().splitlines()
    lines[2], lines[4] = lines[2].replace("d0000", "x0000"), lines[4] + ",more"
    file.write_text("\n".join(lines))
    (tmp_path / "i" / "sections.csv").unlink()
    (tmp_path / "i" / "points.csv").write_bytes(b"party,child,setting,points\np1,,*,\xe9\n")
    (tmp_path / "i" / "policy.toml").write_text('policy = "stable"\nspeed = 3\nseed = "a"\n')
    with pytest.raises(WrongInput) as caught:
        Instance.read(tmp_path / "i")
    told = {(problem.file, problem.line) for problem in caught.value.problems}
    assert {("wishes.csv", 3), ("wishes.csv", 5), ("sections.csv", 0), ("points.csv", 2), ("policy.toml", 0)} <= told


def answered(read):
    """Whether an input gives a feasible proposal, or problems that can be mended."""
    try:
        instance = read()
    except WrongInput as error:
        return bool(error.problems) and all(problem.what and problem.remedy for problem in error.problems)
    return place(instance).report.feasible


PIECES = [b"", b",", b'"', b"\n", b"\x00", b"\xff", b"-1", b"999999999999", b"*", b"mon-am "]
KEYS = [*SCHEMA, "party", "child", "setting", "points", "policy", "seed"]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_malformed_files_give_problems_or_a_feasible_proposal(data, tmp_path_factory):
    folder = tmp_path_factory.mktemp("fuzz")
    for file in EXAMPLE.iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    victim = folder / data.draw(st.sampled_from(sorted(file.name for file in EXAMPLE.iterdir())))
    content = bytearray(victim.read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        piece = data.draw(st.sampled_from(PIECES))
        content[at : at + data.draw(st.integers(0, 8))] = piece
    victim.write_bytes(bytes(content))
    assert answered(lambda: Instance.read(folder))


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=True) | st.text(max_size=4),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
        max_leaves=12,
    )
)
def test_any_document_is_answered(document):
    assert answered(lambda: Instance.from_document(document))


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.text(max_size=6) | st.integers(-(2**53) + 1, 2**53 - 1) | st.booleans() | st.none(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
        max_leaves=15,
    )
)
def test_canonical_bytes_are_those_of_rfc_8785(value):
    assert canonical_bytes(value) == rfc8785.dumps(value)


def test_the_fingerprint_is_that_of_the_canonical_bytes():
    instances = [instance for _, instance in tiny_instances(60, start=440_000, release=True)]
    instances += [generate(children=200, seed=1), Instance.read(EXAMPLE)]
    odd = {name: [dict(row) for row in rows] for name, rows in instances[-2].rows().items()}
    odd["children"][0]["\U0001f600 é"] = 'a "note"\\'
    odd["children"][1]["\uffff"] = "é"
    instances.append(Instance.from_tables(odd))
    for instance in instances:
        assert instance.sha256() == hashlib.sha256(instance.canonical_bytes()).hexdigest()


def test_an_unknown_policy_is_a_problem_of_its_file(tmp_path):
    assert reading.PROPOSING == POLICIES
    for file in EXAMPLE.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "policy.toml").write_text('policy = "table"\nseed = "one"\n', encoding="utf-8")
    with pytest.raises(WrongInput) as caught:
        Instance.read(tmp_path)
    assert [problem.culprit for problem in caught.value.problems] == ["policy", "seed"]


def test_the_shipped_schema_is_that_of_the_tables():
    shipped = json.loads(Path("src/ribambelle/placement/instance.schema.json").read_text(encoding="utf-8"))
    assert shipped == instance_schema()


def test_lots_can_be_drawn_again_by_anyone():
    import hashlib

    assert draw(7, "p1") == int(hashlib.sha256(b"7:p1").hexdigest()[:13], 16)
    result = place(Instance.read(EXAMPLE), seed=7)
    assert result.lots["p1"] == draw(7, "p1")


def test_slots_may_be_months_and_half_days():
    months = [f"2026-{month:02d}-{half}" for month in range(1, 13) for half in ("am", "pm")]
    tables = {
        "slots": [{"slot": slot} for slot in months],
        "settings": [{"setting": "X"}],
        "sections": [{"setting": "X", "section": "all", "min_age_months": 0, "max_age_months": 36}],
        "capacity": [{"setting": "X", "section": "all", "slot": slot, "places": 1} for slot in months],
        "children": [{"child": name, "party": name, "age_months": 4} for name in "abc"],
        "wishes": [
            {"party": "a", "rank": 1, "child": "a", "setting": "X", "slots": months[:12]},
            {"party": "b", "rank": 1, "child": "b", "setting": "X", "slots": "*"},
            {"party": "b", "rank": 2, "child": "b", "setting": "X", "slots": " ".join(months[12:])},
            {"party": "c", "rank": 1, "child": "c", "setting": "X", "slots": months[23]},
        ],
        "points": [{"party": name, "setting": "*", "points": 9 - rank} for rank, name in enumerate("abc")],
    }
    instance = Instance.from_tables(tables)
    for policy in ("order", "stable", "optimal"):
        result = place(instance, policy=policy)
        assert result.allocation.ranks() == {"a": 1, "b": 2}
        assert {refusal.party: refusal.slot for refusal in result.refusals} == {"b": "2026-01-am", "c": "2026-12-pm"}
