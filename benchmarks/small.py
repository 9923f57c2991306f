"""Small and middling instances: end to end on the command line, and in the library."""

import tempfile
from pathlib import Path

from benchmarks.measure import Line, cold_s, median_s
from ribambelle.placement import generate, place

SEED = 1


def command_line() -> Line:
    """1,000 children from a cold start: reading, placing, checking, explaining, writing."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder) / "instance"
        generate(children=1000, seed=SEED).to_folder(instance)
        seconds = cold_s("place", str(instance), "--out", str(Path(folder) / "out"), times=5)
    blocking = len(place(generate(children=1000, seed=SEED)).report.blocking)
    return Line(
        "1",
        "1,000 children, command line, cold, with check and reasons",
        "≤ 1.5 s",
        f"{seconds:.2f} s",
        f"{blocking} blocking",
        seconds <= 1.5,
    )


def library(children: int) -> Line:
    """`stable` with check and reasons, reading left out."""
    instance = generate(children=children, seed=SEED)
    results = []
    seconds = median_s(lambda: results.append(place(instance)))
    report = results[-1].report
    what = f"{children:,} children, library, with check and reasons"
    checked = f"{len(report.blocking)} blocking, {report.placed_children} placed"
    return Line("", what, "", f"{seconds:.2f} s", checked, None)
