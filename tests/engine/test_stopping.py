"""Cut short by a time limit or by Ctrl-C, every policy and every long command hands back what it has, and says so."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from ribambelle.placement import check, generate, place
from ribambelle.placement.cli import main
from ribambelle.placement.filling import children_bound
from ribambelle.placement.solving import COMPARED, POLICIES

ENVIRONMENT = {**os.environ, "PYTHONPATH": "src"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("stopping") / "instance"
    generate(children=3000, seed=1).to_folder(path)
    return path


@pytest.mark.parametrize("policy", POLICIES)
def test_the_time_limit_writes_the_best_found_of_every_policy(policy, folder, tmp_path, capsys):
    out = tmp_path / "out"
    command = ["place", str(folder), "--policy", policy, "--time-limit", "0.0001", "--out", str(out)]
    assert main(command) == 0
    assert "time limit of 0.0001 s was reached: the best proposal found so far is written" in capsys.readouterr().err
    summary = json.loads((out / "summary.json").read_text())
    assert summary["stopped"] is True
    assert not summary["proved"]
    assert main(["check", str(folder), str(out)]) in (0, 3)


@pytest.mark.parametrize("policy", COMPARED)
def test_asked_to_stop_at_any_moment_a_policy_hands_back_what_is_feasible(policy):
    instance = generate(children=150, seed=2)
    for patience in (0, 1, 2, 3, 5, 8, 13, 21):
        result = place(instance, policy=policy, comparison=True, stop=impatient(patience))
        assert result.report.feasible
        assert check(instance, result.allocation) == result.report
        assert not (result.stopped and result.summary["proved"])


def test_compare_says_whose_figures_are_cut_short(folder, capsys):
    assert main(["compare", str(folder), "--policies", "order,stable,optimal,fill", "--time-limit", "0.0001"]) == 0
    told = capsys.readouterr()
    assert "time limit of 0.0001 s was reached: the figures of order, stable, optimal, fill are those" in told.err
    assert len(told.out.splitlines()) >= 5


def test_a_bound_asked_to_stop_is_that_of_every_child():
    from ribambelle.placement.backend import backend_for
    from ribambelle.placement.build import build_market

    instance = generate(children=400, seed=1)
    market = build_market(instance)
    backend = backend_for(market, {})
    cap = [int(places) for places in backend.cap]
    assert children_bound(market, backend.arrays, cap) <= children_bound(market, backend.arrays, cap, lambda: True)
    assert children_bound(market, backend.arrays, cap, lambda: True) <= len(instance.facts.children)


def impatient(patience):
    """A wish to stop after being asked so many times."""
    times = itertools.count()
    return lambda: next(times) >= patience


def interrupted(command):
    """A command whose whole group of processes is sent Ctrl-C once it works, as a terminal does."""
    return subprocess.Popen(
        [sys.executable, "-m", "ribambelle.placement.cli", *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=ENVIRONMENT,
        start_new_session=True,
    )


def test_ctrl_c_during_simulations_keeps_what_was_run(folder, tmp_path):
    plan, out = tmp_path / "plan.toml", tmp_path / "figures.csv"
    plan.write_text(f'sessions = ["{folder}"]\nseeds = 40\n')
    run = interrupted(["simulate", str(plan), "--out", str(out), "--workers", "2"])
    journal = tmp_path / "figures.csv.journal"
    for _ in range(600):
        if journal.exists() and journal.stat().st_size:
            break
        time.sleep(0.1)
    os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=120)
    assert run.returncode == 130, told
    assert "Traceback" not in told
    assert "the same command goes on from there" in told
    assert not out.exists()
    assert 0 < journal.read_text().count("\n") < 40


def test_ctrl_c_during_a_comparison_says_so(tmp_path):
    generate(children=12_000, seed=1).to_folder(tmp_path / "i")
    run = interrupted(["compare", str(tmp_path / "i"), "--policies", "stable,optimal,fill"])
    time.sleep(6)
    os.killpg(run.pid, signal.SIGINT)
    shown, told = run.communicate(timeout=120)
    assert run.returncode == 130, told
    assert "Traceback" not in told
    assert not shown or "best proposals found so far" in told
