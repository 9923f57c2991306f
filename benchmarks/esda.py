"""Against the published ExtendedSDA code, run from a copy of its repository in a process of its own.

What is timed is one call of its algorithm on dictionaries in its own form, and on our side from the instance in memory
to the proposal, compiled beforehand, the median of three; the whole run with reasons and check stands beside. What it
found is read from the objects it made, and checked like anything else. It may be stopped by a limit of CPU time: the
ratio is then a lower bound. Nothing of it is in this project.
"""

import json
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.large import propose_s, warm_up
from benchmarks.measure import Options, Seen, Task
from benchmarks.siblings import PLACES, SiblingMarket, sibling_market
from ribambelle.placement import check, place

__all__ = ["against"]

FIRST_SETTING = 100_000  # its settings are numbered apart from its children

RUNNER = """
import json, resource, sys, time
path, file, limit = sys.argv[1:]
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
resource.setrlimit(resource.RLIMIT_CPU, (int(started + float(limit)) + 1, resource.RLIM_INFINITY))
success = module.unified_ESDA_algorithm(children, daycares, families, "ESDA", exclude_family=True)
seconds = time.process_time() - started
given = {c.id: c.assigned_daycare.id for c in kept[-1][0] if c.assigned_daycare is not None}
json.dump({"success": success, "seconds": seconds, "given": given}, sys.stdout)
"""


def against(families: int, *, times: int) -> Task:
    """Both on one market; the goal: as many times faster, no fewer placed, nothing blocking."""

    def work(options: Options) -> Seen:
        warm_up()
        market = sibling_market(families)
        instance = market.instance()
        ours = propose_s(instance)
        started = time.process_time()
        result = place(instance, compiled=True)
        report = result.report
        own = f"ours {ours:.3f} s CPU ({time.process_time() - started:.2f} with reasons and check)"
        seen = f"{len(report.blocking)} blocking, {report.placed_children} placed"
        if options.esda is None:
            return Seen(f"{own}; not run: give --esda PATH", seen, None)
        theirs = _run(options.esda, market, options.esda_limit_s)
        if theirs is None:
            limit = options.esda_limit_s
            measured = f"{own}; theirs stopped after {limit:,.0f} s: at least {limit / ours:,.0f} ×"
            return Seen(measured, seen, limit / ours >= times and not report.blocking)
        given = {int(child): setting - FIRST_SETTING for child, setting in theirs["given"].items()}
        other = check(instance, market.allocation(given, result.lots))
        ratio = theirs["seconds"] / ours
        found = "found" if theirs["success"] else "gave up"
        fewer = report.placed_children < other.placed_children and bool(theirs["success"])
        return Seen(
            f"{own}; theirs {theirs['seconds']:,.1f} s CPU: {ratio:,.0f} ×",
            f"{seen}; theirs ({found}) {len(other.blocking)} blocking, {other.placed_children} placed",
            ratio >= times and not report.blocking and not fewer,
        )

    what, goal = f"{families:,} families with siblings, against ExtendedSDA", f"≥ {times} × faster, no fewer placed"
    return Task("5", what, goal, work)


def _run(path: Path, market: SiblingMarket, limit_s: float) -> dict[str, Any] | None:
    """Its answer, its CPU seconds; None when it was stopped by the limit, in seconds of CPU."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "market.json"
        file.write_text(json.dumps(_in_its_form(market)))
        command = [sys.executable, "-c", RUNNER, str(path), str(file), str(limit_s)]
        done = subprocess.run(command, check=False, capture_output=True, text=True, cwd=path)
    if done.returncode == -signal.SIGXCPU:
        return None
    if done.returncode:
        raise RuntimeError((done.stderr.strip().splitlines() or ["ended without a word"])[-1])
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
