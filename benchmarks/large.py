"""Large instances: time and memory in the kernels, compiled beforehand; blocking options before and after repair.

Every proposal is checked. The memory of the kernels is the most the process held from its start to their end, making
the instance included; that of the check, which reads the instance anew in its own way, stands apart.
"""

import statistics
import time
from typing import NamedTuple

from benchmarks.measure import LEAST, Options, Seen, Task, peak_gb
from ribambelle.placement import Instance, check, generate, place
from ribambelle.placement.backend import Backend, backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.market import Market
from ribambelle.placement.policies import CAP, Solution, common_order, solve_stable, untie
from ribambelle.placement.policies import Run as Effort
from ribambelle.placement.problems import Problems
from ribambelle.placement.repairing import Repaired, repair
from ribambelle.placement.solving import allocation_of

__all__ = ["common", "kernels", "optimal", "propose_s", "warm_up", "whole_country"]

MOST_BLOCKING, MOST_AFTER_REPAIR = 160, 15
MOST_S, MOST_REPAIR_S, MOST_GB = 4.0, 120.0, 1.5


class Kernels(NamedTuple):
    """One start of best response with the reason of every refusal."""

    market: Market
    backend: Backend
    current: object
    wall_s: float
    cpu_s: float
    blocking: int


def warm_up() -> None:
    """Compile, or read from the cache, before anything is measured."""
    run = _kernels(generate(children=300, seed=1))
    state = run.backend.state(run.current)
    run.backend.kernels.push(state, 0)
    untie(run.backend, state, CAP, lambda: False)
    run.backend.kernels.set_aside(state, 0)
    run.backend.kernels.try_again(
        run.backend.arrays, state, 0, run.backend.nothing(), run.backend.zeros(len(state.listed))
    )


def _kernels(instance: Instance) -> Kernels:
    market = build_market(instance)
    backend = backend_for(market, {}, compiled=True)
    kernels, state = backend.kernels, backend.state()
    wall, cpu = time.perf_counter(), time.process_time()
    kernels.push_all(state)
    kernels.respond(backend.arrays, state, CAP, 2**30)
    if state.ctl[2]:
        untie(backend, state, CAP, lambda: False)
    blocking, _ = backend.reasons(state.cur)
    return Kernels(market, backend, state.cur, time.perf_counter() - wall, time.process_time() - cpu, blocking)


def propose_s(instance: Instance) -> float:
    """From an instance in memory to a proposal: the median CPU time of three, in seconds, after a first."""
    durations = []
    for _ in range(4):
        started = time.process_time()
        market = build_market(instance)
        solve_stable(market, backend_for(market, {}, compiled=True), Effort(certify=False))
        durations.append(time.process_time() - started)
    return statistics.median(durations[1:])


def kernels(children: int, *, number: str, limit_s: float, seed: int = 1) -> Task:
    """Best response and reasons, then repair until nothing blocks; both counts confirmed by the checker."""

    def work(_options: Options) -> Seen:
        warm_up()
        instance = generate(children=children, seed=seed)
        run = _kernels(instance)
        repaired, seconds = _repaired(run)
        before, after = (_blocking(instance, run, current) for current in (run.current, repaired.current))
        assert before == run.blocking
        return Seen(
            f"{run.wall_s:.2f} s ({run.cpu_s:.2f} CPU); repair {seconds:.1f} s CPU",
            f"{before} blocking before repair, {_after(after, repaired.least)}",
            _reached(run.cpu_s <= limit_s, after == 0, after == repaired.least),
        )

    what = f"{children:,} children, seed {seed}: kernels with reasons; repair"
    return Task(number, what, f"≤ {limit_s:g} s in the kernels, 0 blocking", work)


def whole_country(children: int, settings: int, *, seed: int) -> Task:
    """The same at the size of a country, with its memory; the checker counts what blocks after repair."""

    def work(_options: Options) -> Seen:
        warm_up()
        instance = generate(children=children, settings=settings, seed=seed)
        run = _kernels(instance)
        memory = peak_gb()
        repaired, seconds = _repaired(run)
        checked, began = len(run.market.rank), time.process_time()
        after = _blocking(instance, run, repaired.current)
        check_s = time.process_time() - began
        return Seen(
            f"{run.wall_s:.2f} s ({run.cpu_s:.2f} CPU), {memory:.2f} GB; repair {seconds:.0f} s CPU",
            f"{run.blocking} of {checked:,} options blocking before repair, {_after(after, repaired.least)}; "
            f"check {check_s:.0f} s CPU, {peak_gb():.1f} GB",
            _reached(
                run.cpu_s <= MOST_S
                and memory <= MOST_GB
                and run.blocking <= MOST_BLOCKING
                and seconds <= MOST_REPAIR_S,
                after <= MOST_AFTER_REPAIR,
                after == repaired.least,
            ),
        )

    what = f"{children:,} children × {settings:,} settings, seed {seed}: kernels with reasons; repair"
    goal = f"≤ {MOST_S:g} s in the kernels, ≤ {MOST_GB} GB, ≤ {MOST_BLOCKING} blocking; "
    return Task("3", what, goal + f"≤ {MOST_AFTER_REPAIR} after ≤ {MOST_REPAIR_S:g} s of repair", work, country=True)


def _repaired(run: Kernels) -> tuple[Repaired, float]:
    """The state after repair with what it proved, and the CPU time it took."""
    began = time.process_time()
    repaired = repair(run.market, run.backend, run.current, stop=lambda: False)
    return repaired, time.process_time() - began


def _reached(rest: bool, few: bool, least: bool) -> bool | str:
    """Whether the goal is reached, or missed only where it is proved that nothing can reach it."""
    return rest and (few or (LEAST if least else False))


def _after(left: int, least: int) -> str:
    """What is left after repair, and how it compares with what is proved."""
    if left and left == least:
        return f"{left} after, as few as any proposal can have, proved"
    return f"{left} after" + (f", none has fewer than {least}, proved" if least else "")


def _blocking(instance: Instance, run: Kernels, current: object) -> int:
    """How many options block, by the checker."""
    report = check(instance, allocation_of(run.market, Solution(current)))
    assert report.feasible, report.violations[:3]
    return len(report.blocking)


def common(children: int, *, country: bool = False) -> Task:
    """One order at every setting: the certificate that the proposal is the only stable one."""

    def work(_options: Options) -> Seen:
        warm_up()
        few = build_market(_one_order(generate(children=300, seed=1)))
        solve_stable(few, backend_for(few, {}, compiled=True), Effort())
        instance = _one_order(generate(children=children, seed=1))
        market = build_market(instance)
        backend = backend_for(market, {}, compiled=True)
        wall, cpu = time.perf_counter(), time.process_time()
        solution = solve_stable(market, backend, Effort())
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        assert common_order(market) is not None
        report = check(instance, allocation_of(market, solution))
        unique = solution.decided == market.size
        return Seen(
            f"{wall:.2f} s ({cpu:.2f} CPU)",
            f"{len(report.blocking)} blocking, " + ("the only stable proposal" if unique else "not certified"),
            report.feasible and not report.blocking and unique and cpu <= 3,
        )

    return Task(
        "6", f"{children:,} children, one order everywhere: uniqueness", "≤ 3 s at 700,000", work, country=country
    )


def _one_order(instance: Instance) -> Instance:
    """The same without the points of one setting only."""
    tables = instance.tables
    star = [place == "*" for place in tables["points"].column("setting")]
    points = tables["points"]
    points.columns = {
        name: [cell for cell, keep in zip(cells, star, strict=True) if keep] for name, cells in points.columns.items()
    }
    points.lines = points.lines[: sum(star)]
    return Instance(tables, {}, Problems())


def optimal(children: int, limit_s: float, *, country: bool = False) -> Task:
    """The exact optimum, proved."""

    def work(_options: Options) -> Seen:
        warm_up()
        instance = generate(children=children, seed=1)
        wall, cpu = time.perf_counter(), time.process_time()
        result = place(instance, policy="optimal")
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return Seen(
            f"{wall:.1f} s ({cpu:.1f} CPU)",
            f"proved {result.summary['proved']}, {len(result.report.blocking)} blocking",
            bool(result.summary["proved"]) and cpu <= limit_s,
        )

    return Task("4", f"{children:,} children: optimal", f"≤ {limit_s:g} s, gap 0", work, country)
