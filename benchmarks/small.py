"""Small and middling instances: end to end on the command line, and in the library."""

import tempfile
import time
from pathlib import Path

from benchmarks.measure import Line, cold_s, median_s
from ribambelle.placement import Instance, WrongInput, generate, place

SEED = 1


def command_line() -> Line:
    """1,000 children from a cold start: reading, placing, checking, explaining, writing."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        generate(children=1000, seed=SEED).to_folder(instance)
        wall, cpu = cold_s("place", str(instance), "--out", str(Path(folder) / "out"), times=3)
    blocking = len(place(generate(children=1000, seed=SEED)).report.blocking)
    return Line(
        "1",
        "1,000 children, command line, cold, with check and reasons",
        "≤ 1.5 s",
        f"{wall:.2f} s ({cpu:.2f} CPU)",
        f"{blocking} blocking",
        cpu <= 1.5,
    )


def library(children: int) -> Line:
    """`stable` with check and reasons, reading left out."""
    instance = generate(children=children, seed=SEED)
    results = []
    started = time.process_time()
    wall = median_s(lambda: results.append(place(instance)))
    cpu = (time.process_time() - started) / len(results)
    report = results[-1].report
    what = f"{children:,} children, library, with check and reasons"
    checked = f"{len(report.blocking)} blocking, {report.placed_children} placed"
    return Line("", what, "", f"{wall:.2f} s ({cpu:.2f} CPU)", checked, None)


def corrupted() -> Line:
    """100,000 children, cut in the middle of a line and with wrong values: the list of problems."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        generate(children=100_000, seed=SEED).to_folder(instance)
        wishes = instance / "wishes.csv"
        text = wishes.read_text().replace("d00007", "moon")
        wishes.write_text(text[: len(text) // 2])
        started, cpu = time.perf_counter(), time.process_time()
        try:
            Instance.read(instance)
            told = 0
        except WrongInput as error:
            told = len(error.problems)
        wall, cpu = time.perf_counter() - started, time.process_time() - cpu
    measured = f"{wall:.1f} s ({cpu:.1f} CPU)"
    return Line("", "100,000 children, corrupted", "≤ 10 s", measured, f"{told} problems told", told > 0 and cpu <= 10)


def start_up() -> Line:
    """The command line when nothing heavy is needed."""
    wall, cpu = cold_s("place", "--help", times=3)
    return Line("", "command line, start-up", "≤ 0.4 s", f"{wall:.2f} s ({cpu:.2f} CPU)", "", cpu <= 0.4)
