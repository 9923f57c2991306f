"""One line in a process of its own: its memory is its own, and its failure stops no other line."""

import json
import signal
import subprocess
import sys

from benchmarks.measure import Options, Seen, Task

__all__ = ["answer", "measure_apart"]

MARK = "seen: "  # what a line has to say, among what its libraries print


def measure_apart(task: Task, options: Options) -> Seen:
    """The line measured in a new process; a failure is told instead of the figures."""
    command = [sys.executable, "-m", "benchmarks", "--alone", task.what, "--esda-limit", str(options.esda_limit_s)]
    if options.esda is not None:
        command += ["--esda", str(options.esda)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    for line in reversed(done.stdout.splitlines()):
        if line.startswith(MARK):
            return Seen(*json.loads(line.removeprefix(MARK)))
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        return Seen(f"failed: ended by {name}" + (" (memory?)" if name == "SIGKILL" else ""), "", False)
    last = (done.stderr.strip().splitlines() or ["without a word"])[-1]
    return Seen(f"failed: {last.replace('|', '/')}", "", False)


def answer(task: Task, options: Options) -> None:
    """Measure here, and say what was seen on one line of the output."""
    print(MARK + json.dumps(task.work(options)), flush=True)
