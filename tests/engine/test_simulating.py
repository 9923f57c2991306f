"""Simulations: the same figures wherever they run, resumable, and a cluster that loses a worker."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from ribambelle.placement import generate
from ribambelle.placement.cli import main
from ribambelle.placement.simulating import read_plan, simulate

ENVIRONMENT = {**os.environ, "PYTHONPATH": "src", "PYTHONWARNINGS": "default"}


@pytest.fixture
def plan(tmp_path):
    for seed, name in ((1, "spring"), (2, "autumn")):
        instance = generate(children=60, seed=seed)
        instance.to_folder(tmp_path / name)
        lines = (tmp_path / name / "points.csv").read_text().splitlines()
        flat = [lines[0], *(line.rsplit(",", 1)[0] + ",1" for line in lines[1:])]
        (tmp_path / name / "points-flat.csv").write_text("\n".join(flat) + "\n")
    file = tmp_path / "plan.toml"
    file.write_text(
        'sessions = ["spring", "autumn"]\npolicies = ["order", "stable"]\nseeds = 4\n'
        '[rules]\ncurrent = "points.csv"\nflat = "points-flat.csv"\n'
    )
    return file


@pytest.fixture
def expected(plan, tmp_path):
    assert main(["simulate", str(plan), "--out", str(tmp_path / "expected.csv"), "--workers", "1"]) == 0
    return (tmp_path / "expected.csv").read_bytes()


def lines(file):
    return file.read_text().count("\n") if file.exists() else 0


def test_results_are_the_same_with_any_number_of_processes_and_after_a_break(plan, expected, tmp_path):
    assert expected.count(b"\n") == 33
    out = tmp_path / "again.csv"
    tasks = read_plan(plan)
    journal = tmp_path / "again.csv.journal"
    assert simulate(tasks, journal, workers=2, stop=lambda: lines(journal) >= 5) is None
    kept = journal.read_text()
    assert 5 <= lines(journal) < 32
    journal.write_text(kept + '{"key": "cut sh')
    assert main(["simulate", str(plan), "--out", str(out), "--workers", "2"]) == 0
    assert out.read_bytes() == expected
    assert not journal.exists()


def test_parquet(plan, tmp_path):
    polars = pytest.importorskip("polars", reason="Polars (extra scale) is not installed")
    (tmp_path / "small.toml").write_text('sessions = ["spring"]\n')
    assert main(["simulate", str(tmp_path / "small.toml"), "--out", str(tmp_path / "figures.parquet")]) == 0
    assert polars.read_parquet(tmp_path / "figures.parquet")["session"].to_list() == ["spring"]


def test_a_wrong_plan_tells_everything(plan, tmp_path, capsys):
    plan.write_text('sessions = ["spring", "winter"]\n[rules]\na = "points.csv"\nb = "points-b.csv"\n')
    assert main(["simulate", str(plan), "--out", str(tmp_path / "o.csv")]) == 2
    told = capsys.readouterr().err
    assert "winter/" in told
    assert "spring/points-b.csv" in told
    plan.write_text("seeds = 1.5\nspeed = 2\n")
    assert main(["simulate", str(plan), "--out", str(tmp_path / "o.csv")]) == 2
    told = capsys.readouterr().err
    assert all(word in told for word in ("speed", "sessions", "seeds"))
    assert not (tmp_path / "o.csv").exists()


@pytest.mark.large
def test_a_real_cluster_gives_the_same_bytes_though_a_worker_is_killed(plan, expected, tmp_path):
    pytest.importorskip("distributed", reason="Dask (extra cluster) is not installed")
    file = str(tmp_path / "scheduler.json")
    started = []

    def start(module, *arguments):
        command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
        run = subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.append(run)
        return run

    try:
        start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file)
        for _ in range(200):
            if os.path.exists(file):  # noqa: PTH110
                break
            time.sleep(0.1)
        options = ("--scheduler-file", file, "--nthreads", "1", "--nworkers", "1", "--no-dashboard", "--no-nanny")
        first = start("dask_worker", *options)
        start("dask_worker", *options)
        address = json.loads((tmp_path / "scheduler.json").read_text())["address"]
        command = [sys.executable, "-m", "ribambelle.placement.cli", "simulate", str(plan), "--scheduler", address]
        out = tmp_path / "cluster.csv"
        run = subprocess.Popen([*command, "--out", str(out)], env=ENVIRONMENT, stderr=subprocess.PIPE, text=True)
        journal = tmp_path / "cluster.csv.journal"
        for _ in range(600):
            if run.poll() is not None or lines(journal) >= 4:
                break
            time.sleep(0.05)
        first.send_signal(signal.SIGKILL)
        _, told = run.communicate(timeout=90)
        assert run.returncode == 0, told
        assert out.read_bytes() == expected
    finally:
        for process in started:
            process.kill()
            process.wait()
