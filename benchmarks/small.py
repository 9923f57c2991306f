"""Small and middling instances: end to end on the command line, and in the library."""

import tempfile
import time
from pathlib import Path

from benchmarks.measure import Options, Seen, Task, cold_s, median_s
from ribambelle.placement import Instance, WrongInput, generate, place

__all__ = ["command_line", "corrupted", "library", "start_up"]

SEED = 1


def command_line() -> Task:
    """1,000 children from a cold start: reading, placing, checking, explaining, writing."""

    def work(_options: Options) -> Seen:
        with tempfile.TemporaryDirectory() as folder:
            instance = Path(folder) / "instance"
            generate(children=1000, seed=SEED).to_folder(instance)
            wall, cpu = cold_s("place", str(instance), "--out", str(Path(folder) / "out"), times=3)
        blocking = len(place(generate(children=1000, seed=SEED)).report.blocking)
        return Seen(f"{wall:.2f} s ({cpu:.2f} CPU)", f"{blocking} blocking", cpu <= 1.5)

    return Task("1", "1,000 children, command line, cold, with check and reasons", "≤ 1.5 s", work)


def library(children: int, *, country: bool = False) -> Task:
    """`stable` with check and reasons, reading left out."""

    def work(_options: Options) -> Seen:
        instance = generate(children=children, seed=SEED)
        results = []
        started = time.process_time()
        wall = median_s(lambda: results.append(place(instance)))
        cpu = (time.process_time() - started) / len(results)
        report = results[-1].report
        checked = f"{len(report.blocking)} blocking, {report.placed_children} placed"
        return Seen(f"{wall:.2f} s ({cpu:.2f} CPU)", checked, None)

    return Task("", f"{children:,} children, library, with check and reasons", "", work, country)


def corrupted() -> Task:
    """100,000 children, cut in the middle of a line and with wrong values: the list of problems."""

    def work(_options: Options) -> Seen:
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
        return Seen(f"{wall:.1f} s ({cpu:.1f} CPU)", f"{told} problems told", told > 0 and cpu <= 10)

    return Task("", "100,000 children, corrupted", "≤ 10 s", work)


def start_up() -> Task:
    """The command line when nothing heavy is needed."""

    def work(_options: Options) -> Seen:
        wall, cpu = cold_s("place", "--help", times=3)
        return Seen(f"{wall:.2f} s ({cpu:.2f} CPU)", "", cpu <= 0.4)

    return Task("", "command line, start-up", "≤ 0.4 s", work)
