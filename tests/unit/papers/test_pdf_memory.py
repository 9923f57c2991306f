"""Many long papers one after the other take the memory of one."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
from django.conf import settings
settings.configure(USE_I18N=False)
from ribambelle.papers.pdf import render_pdf

LINES = range(400)

def held():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))

def paper(number):
    lines = "".join(f"<p>Lettre {number}, alinéa {line} : " + f"mot{number}x{line} " * 60 + "</p>" for line in LINES)
    return render_pdf(f"<h1>Lettres</h1>{lines}", title="Lettres", author="Relais")

paper(0), paper(1)
before = held()
for number in range(2, 9):
    paper(number)
print(held() - before)
"""


def test_long_papers_are_let_go_of() -> None:
    if not Path("/proc/self/status").exists():
        pytest.skip("the memory of a process is read where Linux tells it")
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True, timeout=120)
    assert int(done.stdout) < 60, "megabytes more for seven papers more"
