"""The command line: exit codes, bytes, nothing half done."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time

import pytest

from ribambelle.placement import CannotSeal, Instance, generate, place, replay, seal
from ribambelle.placement.cli import main, parser

EXAMPLE = "docs/reference/engine-example"


def test_the_bytes_are_those_of_the_library(tmp_path):
    instance = generate(children=150, seed=3)
    instance.to_folder(tmp_path / "i")
    assert main(["place", str(tmp_path / "i"), "--seed", "5", "--out", str(tmp_path / "out")]) == 0
    for name, content in place(instance, seed=5).files().items():
        assert (tmp_path / "out" / name).read_bytes() == content
    summary = json.loads((tmp_path / "out" / "summary.json").read_text())
    assert summary["instance_sha256"] == instance.sha256()
    assert set(summary["times"]) == {"read_s", "place_check_explain_s"}


def test_check_exit_codes(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["place", EXAMPLE, "--out", str(out)]) == 0
    assert main(["check", EXAMPLE, str(out)]) == 0
    rows = (out / "allocation.csv").read_text().splitlines()
    (out / "allocation.csv").write_text("\n".join(row for row in rows if "gus" not in row) + "\n")
    assert main(["check", EXAMPLE, str(out)]) == 3
    assert "p6: rank 2" in capsys.readouterr().out
    (out / "allocation.csv").write_text("\n".join(row for row in rows if "fay" not in row) + "\n")
    assert main(["check", EXAMPLE, str(out), "--json"]) == 4
    (out / "allocation.csv").write_text("party,rank\n")
    assert main(["check", EXAMPLE, str(out)]) == 2
    assert main(["check", EXAMPLE, str(tmp_path / "nowhere")]) == 2


def test_wrong_input_lists_all_and_writes_nothing(tmp_path, capsys):
    generate(children=10).to_folder(tmp_path / "i")
    (tmp_path / "i" / "wishes.csv").write_text("party,rank,child,setting,slots\np0,1,c0,x,mon-am\np0,0,c0,x,\n")
    assert main(["place", str(tmp_path / "i"), "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "wishes.csv:2: " in told
    assert "wishes.csv:3: " in told
    assert "nothing was written" in told
    assert sorted(path.name for path in tmp_path.iterdir()) == ["i"]


def test_a_place_that_cannot_be_written_is_wrong_input(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert main(["place", EXAMPLE, "--out", str(tmp_path / "file")]) == 2
    assert main(["generate", "--children", "10", EXAMPLE]) == 2
    assert "not empty" in capsys.readouterr().err


def test_the_time_limit_writes_the_best_found_and_says_so(tmp_path, capsys):
    generate(children=3000, seed=1).to_folder(tmp_path / "i")
    assert main(["place", str(tmp_path / "i"), "--time-limit", "0.0001", "--out", str(tmp_path / "out")]) == 0
    assert "time limit" in capsys.readouterr().err
    assert json.loads((tmp_path / "out" / "summary.json").read_text())["stopped"] is True
    assert main(["check", str(tmp_path / "i"), str(tmp_path / "out")]) in (0, 3)


@pytest.mark.parametrize("policy", ["order", "stable", "optimal"])
def test_ctrl_c_writes_the_best_found_and_gives_130(policy, tmp_path):
    generate(children=12_000, seed=1).to_folder(tmp_path / "i")
    command = [sys.executable, "-m", "ribambelle.placement.cli", "place", str(tmp_path / "i"), "--policy", policy]
    environment = {**os.environ, "PYTHONPATH": "src"}
    run = subprocess.Popen([*command, "--out", str(tmp_path / "o")], stderr=subprocess.PIPE, text=True, env=environment)
    time.sleep(2.5)
    run.send_signal(signal.SIGINT)
    _, told = run.communicate(timeout=60)
    if (tmp_path / "o").exists():
        assert run.returncode in (0, 130), told
        assert (tmp_path / "o" / "allocation.csv").exists()
        assert run.returncode == 0 or "best proposal found so far is written" in told
    else:
        assert run.returncode == 130
        assert "nothing was written" in told


def test_seal_and_replay(tmp_path, capsys):
    file = tmp_path / "run.seal.json"
    assert main(["seal", EXAMPLE, str(file), "--seed", "3"]) == 0
    assert main(["replay", str(file)]) == 0
    assert replay(file.read_bytes()).same
    before = file.read_bytes()
    assert main(["seal", EXAMPLE, str(file), "--seed", "3"]) == 0
    assert file.read_bytes() == before
    file.write_bytes(before.replace(b"gus", b"gas"))
    assert main(["replay", str(file)]) == 2
    assert "it was changed" in capsys.readouterr().err
    for content in (b"", b"[]", b"{}", b"\xff", b'{"format":"ribambelle-seal-1","sealed":{"a":1.5},"fingerprint":""}'):
        file.write_bytes(content)
        assert main(["replay", str(file)]) == 2


def test_what_cannot_be_repeated_cannot_be_sealed():
    instance = Instance.read(EXAMPLE)
    with pytest.raises(CannotSeal, match="stopped"):
        seal(instance, place(instance, stop=lambda: True))
    with pytest.raises(CannotSeal, match="several workers"):
        seal(instance, place(instance, workers=2))
    assert replay(seal(instance, place(instance, policy="optimal"))).same


def test_explain_and_compare(tmp_path, capsys):
    assert main(["place", EXAMPLE, "--out", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert main(["explain", EXAMPLE, str(tmp_path / "out"), "p6", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [refusal["reason"] for refusal in told["refusals"]] == ["closed"]
    assert [change["kind"] for change in told["changes"]] == ["slot"]
    assert main(["explain", EXAMPLE, str(tmp_path / "out"), "p1"]) == 0
    assert "Nothing was refused" in capsys.readouterr().out
    assert main(["explain", EXAMPLE, str(tmp_path / "out"), "p77"]) == 2
    assert main(["compare", EXAMPLE, "--policies", "order,stable", "--json"]) == 0
    assert [row["policy"] for row in json.loads(capsys.readouterr().out)] == ["order", "stable"]
    assert main(["compare", EXAMPLE, "--policies", "magic"]) == 2


def commands():
    choices = next(action.choices for action in parser()._actions if action.dest == "command")
    return sorted(choices.items())


@pytest.mark.parametrize(("name", "command"), commands(), ids=[name for name, _ in commands()])
def test_every_help_has_an_example_that_parses(name, command):
    example = command.epilog.splitlines()[1].strip()
    assert example.startswith(f"ribambelle {name} ")
    parser().parse_args(shlex.split(example)[1:])


def test_no_web_framework_and_no_solver_library_is_loaded(tmp_path):
    code = (
        "import sys, ribambelle.placement.cli as c; c.main(['place', sys.argv[1], '--out', sys.argv[2]]);"
        "print(sorted({'django', 'ortools', 'numba', 'polars', 'distributed'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", code, EXAMPLE, str(tmp_path / "out")]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": "src"})
    assert run.stdout.splitlines()[-1] == "[]"


def test_an_instance_reads_from_standard_forms_only(tmp_path):
    assert main(["place", str(tmp_path / "nothing"), "--out", str(tmp_path / "out")]) == 2
    (tmp_path / "broken.json").write_text('{"settings": [')
    assert main(["place", str(tmp_path / "broken.json"), "--out", str(tmp_path / "out")]) == 2
    assert Instance.read(EXAMPLE).options == {"policy": "stable", "seed": 7}
