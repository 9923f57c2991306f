"""`./run` says what is wrong in words, with the remedy: Python too old, no network, port taken."""

import os
import socket
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", str(ROOT / "run"), *arguments],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"} | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def executable(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    path.chmod(0o755)
    return path


def test_python_too_old_is_named_with_its_remedy(tmp_path: Path) -> None:
    old = executable(tmp_path / "python3.9", '#!/bin/sh\ncase "$1" in -c) exit 1;; esac\necho Python 3.9.2\n')
    done = run("setup", PYTHON=str(old), RIBAMBELLE_VENV=str(tmp_path / "venv"))
    assert done.returncode != 0
    assert "Python 3.11 or later is needed" in done.stderr
    assert "PYTHON=" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_no_network_is_said_and_leaves_nothing_that_looks_installed(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        nowhere = f"http://127.0.0.1:{taken.getsockname()[1]}/simple"
        done = run(
            "setup",
            PYTHON=sys.executable,
            RIBAMBELLE_VENV=str(tmp_path / "venv"),
            PIP_INDEX_URL=nowhere,
            PIP_NO_INDEX="0",
            PIP_FIND_LINKS="",
            PIP_RETRIES="0",
            PIP_TIMEOUT="1",
            PIP_CONFIG_FILE=os.devnull,
        )
    assert done.returncode != 0
    assert "is the network there?" in done.stderr
    assert not list((tmp_path / "venv").glob(".ribambelle-*"))
    assert not (tmp_path / "venv" / "bin" / "ribambelle").exists()


def test_taken_port_is_said_before_anything_else(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = run("demo", "--port", str(port), RIBAMBELLE_DATA=str(tmp_path))
    assert done.returncode != 0
    assert f"Le port {port} de 127.0.0.1 ne peut pas servir" in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert not list(tmp_path.glob("*.sqlite3"))
