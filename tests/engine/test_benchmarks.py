"""The table of figures: what was measured is kept as it stands, and a line that fails is told."""

import sys

from benchmarks import page as pages
from benchmarks.__main__ import TASKS
from benchmarks.apart import measure_apart
from benchmarks.esda import against
from benchmarks.measure import LEAST, Options, Seen, Task


def never(_options):
    raise AssertionError


def test_lines_have_names_of_their_own():
    assert len({task.what for task in TASKS}) == len(TASKS)


def test_what_is_not_measured_again_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(pages, "PAGE", tmp_path / "page.md")
    tasks = [
        Task("3", "a country", "≤ 4 s", never),
        Task("", "a town", "", never),
        Task("7", "a knot", "≤ 60 s", never),
    ]
    seen = [Seen("3.1 s", "20 blocking", LEAST), Seen("1 s", "", None), Seen("70 s", "", False)]
    assert pages.kept(tasks[0]) is None
    pages.PAGE.write_text(pages.page(list(zip(tasks, seen, strict=True))), encoding="utf-8")
    assert [pages.kept(task) for task in tasks] == seen
    pages.PAGE.write_text(pages.PAGE.read_text(encoding="utf-8").replace("Python 3", "Python 2"), encoding="utf-8")
    assert pages.kept(tasks[0]) is None


def test_a_line_that_fails_is_told(monkeypatch):
    seen = measure_apart(Task("", "no such line", "", never), Options())
    assert seen.reached is False
    assert seen.measured.startswith("failed: ")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert measure_apart(Task("", "no such line", "", never), Options()).measured == "failed: without a word"


def test_the_other_code_stopped_by_its_limit_gives_a_ratio_at_least(tmp_path):
    scripts = tmp_path / "scripts" / "esda"
    scripts.mkdir(parents=True)
    (scripts / "unified_ESDA_algorithm.py").write_text(
        "def create_agents(*a):\n    return [], []\n\n"
        "def unified_ESDA_algorithm(*a, **k):\n    create_agents()\n    while True:\n        pass\n"
    )
    seen = against(60, times=1).work(Options(tmp_path, 1))
    assert "stopped after 1 s: at least" in seen.measured
    assert seen.reached is True
