"""Large files read by Polars: the same instance, and the same problems in the same order, as the plain reader."""

import math
import random

import pytest

from ribambelle.placement import Instance, WrongInput, generate, place, streaming
from ribambelle.placement.tables import Coded
from tests.engine.tiny import tiny_instances

pytest.importorskip("polars", reason="Polars (extra scale) is not installed")


def told(folder, monkeypatch, least):
    """What reading a folder gives when files are large from ``least`` bytes: canonical bytes, or every problem."""
    monkeypatch.setattr(streaming, "LARGE", least)
    try:
        instance = Instance.read(folder)
    except WrongInput as error:
        return error.problems
    return instance.canonical_bytes(), instance.warnings, instance.facts.patterns


def cell(rng, line):
    cells = line.split(",")
    place = rng.randrange(len(cells))
    cells[place] = rng.choice(["", "moon", " " + cells[place] + " ", "*", "-3", "9" * 12, "é", "1.5", '"', "mon-am x"])
    return ",".join(cells)


SPOIL = [
    lambda rng, lines: [*lines, lines[rng.randrange(1, len(lines))]],
    lambda _, lines: [*lines[:2], "", *lines[2:]],
    lambda _, lines: [*lines, ",".join("" for _ in lines[0].split(","))],
    lambda _, lines: [lines[0], *reversed(lines[1:])],
    lambda _, lines: [f"{line},more" for line in lines],
    lambda _, lines: [lines[0], *(f"{line},more" for line in lines[1:])],
    lambda _, lines: [line.replace(",", ";") for line in lines],
    lambda _, lines: [line + "\r" for line in lines],
    lambda _, lines: [*lines[:-1], lines[-1][: len(lines[-1]) // 2]],
    lambda _, lines: [lines[0].replace("party", "child"), *lines[1:]],
    lambda rng, lines: [lines[0], *rng.sample(lines[1:], len(lines) - 1)],
]


def spoil(rng, file):
    lines = file.read_text().splitlines()
    if len(lines) < 3:
        return
    for _ in range(rng.randint(0, 3)):
        place = rng.randrange(len(lines))
        lines[place] = cell(rng, lines[place])
    if rng.random() < 0.5:
        lines = rng.choice(SPOIL)(rng, lines)
    end = "\n" if rng.random() < 0.9 else ""
    data = ("\n".join(lines) + end).encode()
    file.write_bytes(data.replace(b"moon", b"m\xffn", 1) if rng.random() < 0.03 else data)


def test_the_same_instance_or_the_same_problems(tmp_path, monkeypatch):
    rng = random.Random(8)
    instances = [generate(children=25, seed=1), *(instance for _, instance in tiny_instances(5, start=730_000))]
    outcomes = {True: 0, False: 0}
    for number in range(240):
        folder = tmp_path / str(number)
        instances[number % len(instances)].to_folder(folder)
        for file in sorted(folder.glob("*.csv")):
            if rng.random() < 0.25:
                spoil(rng, file)
        plain = told(folder, monkeypatch, math.inf)
        assert told(folder, monkeypatch, 0) == plain
        outcomes[isinstance(plain, list)] += 1
    assert min(outcomes.values()) > 20


def test_a_large_folder_is_read_compactly_to_the_same_result(tmp_path, monkeypatch):
    instance = generate(children=600, seed=2)
    instance.to_folder(tmp_path / "a")
    monkeypatch.setattr(streaming, "LARGE", 0)
    again = Instance.read(tmp_path / "a")
    assert isinstance(again.tables["wishes"].columns["child"], Coded)
    monkeypatch.setattr(streaming, "LARGE", math.inf)
    plain = Instance.read(tmp_path / "a")
    assert isinstance(plain.tables["wishes"].columns["child"], list)
    assert place(again).files() == place(plain).files() == place(instance).files()
    monkeypatch.setattr(streaming.importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(streaming, "LARGE", 0)
    assert streaming.read_large(tmp_path / "a" / "wishes.csv", "wishes") is None
