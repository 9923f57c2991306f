"""Against the published ExtendedSDA code, run from a copy of its repository in a process of its own.

What is timed is one call of its algorithm on dictionaries in its own form, and on our side from the instance in memory
to the proposal, compiled beforehand; the whole run with reasons and check stands beside. What it found is read from the
objects it made, and checked like anything else. Nothing of it is in this project.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.measure import Line
from benchmarks.siblings import PLACES, SiblingMarket, sibling_market
from ribambelle.placement import Instance, check, place
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.policies import Run, solve_stable

__all__ = ["against"]

LIMIT_S = 600
FIRST_SETTING = 100_000  # its settings are numbered apart from its children

RUNNER = """
import json, sys, time
path, file = sys.argv[1:]
sys.path.insert(0, path)
data = json.load(open(file))
children = {c["id"]: c for c in data["children"]}
daycares = {d["id"]: d for d in data["daycares"]}
families = {f["id"]: f for f in data["families"]}
for family in families.values():
    family["pref"] = [tuple(w) if isinstance(w, list) else w for w in family["pref"]]
from scripts.esda import unified_ESDA_algorithm as module
kept, create = [], module.create_agents
def create_agents(*arguments):
    kept.append(create(*arguments))
    return kept[-1]
module.create_agents = create_agents
started = time.process_time()
success = module.unified_ESDA_algorithm(children, daycares, families, "ESDA", exclude_family=True)
seconds = time.process_time() - started
given = {c.id: c.assigned_daycare.id for c in kept[-1][0] if c.assigned_daycare is not None}
json.dump({"success": success, "seconds": seconds, "given": given}, sys.stdout)
"""


def against(path: Path | None, families: int, *, times: int) -> Line:
    """Both on one market; the goal: as many times faster, no fewer placed, nothing blocking."""
    what, goal = f"{families:,} families with siblings, against ExtendedSDA", f"≥ {times} × faster, no fewer placed"
    market = sibling_market(families)
    instance = market.instance()
    _propose(instance)
    started = time.process_time()
    _propose(instance)
    ours = time.process_time() - started
    started = time.process_time()
    result = place(instance, compiled=True)
    report = result.report
    own = f"ours {ours:.3f} s ({time.process_time() - started:.2f} with reasons and check)"
    seen = f"{len(report.blocking)} blocking, {report.placed_children} placed"
    if path is None:
        return Line("5", what, goal, f"{own}; not run: give --esda PATH", seen, None)
    theirs = _run(path, market)
    if theirs is None:
        ratio = LIMIT_S / ours
        measured = f"{own}; no answer in {LIMIT_S} s: ≥ {ratio:.0f} ×"
        return Line("5", what, goal, measured, seen, ratio >= times and not report.blocking)
    given = {int(child): setting - FIRST_SETTING for child, setting in theirs["given"].items()}
    other = check(instance, market.allocation(given, result.lots))
    ratio = theirs["seconds"] / ours
    measured = f"{own}; {theirs['seconds']:.1f} s: {ratio:.0f} ×"
    found = "found" if theirs["success"] else "gave up"
    checked = f"{seen}; theirs ({found}) {len(other.blocking)} blocking, {other.placed_children} placed"
    fewer = report.placed_children < other.placed_children and bool(theirs["success"])
    return Line("5", what, goal, measured, checked, ratio >= times and not report.blocking and not fewer)


def _propose(instance: Instance) -> None:
    market = build_market(instance)
    solve_stable(market, backend_for(market, {}, compiled=True), Run(certify=False))


def _run(path: Path, market: SiblingMarket) -> dict[str, Any] | None:
    """Its answer, its CPU seconds; None when it took longer than the limit."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "market.json"
        file.write_text(json.dumps(_in_its_form(market)))
        command = [sys.executable, "-c", RUNNER, str(path), str(file)]
        try:
            done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=LIMIT_S, cwd=path)
        except subprocess.TimeoutExpired:
            return None
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def _in_its_form(market: SiblingMarket) -> dict[str, list[dict[str, Any]]]:
    children, families = [], []
    for number, (own, rows) in enumerate(zip(market.members, market.wishes, strict=True), start=1):
        tuples = [[FIRST_SETTING + d for d in row] for row in rows]
        families.append({"id": number, "children": own, "pref": tuples if len(own) > 1 else [row[0] for row in tuples]})
        for place_in_family, child in enumerate(own):
            children.append(
                {
                    "id": child,
                    "age": market.age[child],
                    "family_id": number,
                    "initial_daycare_id": None,
                    "actual_daycare_id": None,
                    "preference_list": [row[place_in_family] for row in tuples],
                }
            )
    daycares = [
        {
            "id": FIRST_SETTING + d,
            "recruiting_numbers_list": list(PLACES),
            "priority_child_id_list": order,
            "priority_score_list": [1.0] * len(order),
        }
        for d, order in enumerate(market.order)
    ]
    return {"children": children, "daycares": daycares, "families": families}
