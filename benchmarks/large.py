"""Large instances: time in the kernels, compiled beforehand; blocking options before repair; every one checked."""

import time
from typing import NamedTuple

from benchmarks.measure import Line
from ribambelle.placement import Instance, check, generate, place
from ribambelle.placement.backend import Backend, backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.market import Market
from ribambelle.placement.policies import CAP, Solution, common_order, solve_stable, untie
from ribambelle.placement.policies import Run as Effort
from ribambelle.placement.problems import Problems
from ribambelle.placement.repairing import repair
from ribambelle.placement.solving import allocation_of


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


def kernels(children: int, settings: int | None, *, number: str, limit_s: float, most: int, seed: int) -> Line:
    """Best response and reasons of one instance, its count of blocking options confirmed by the checker."""
    instance = generate(children=children, settings=settings, seed=seed)
    run = _kernels(instance)
    report = check(instance, allocation_of(run.market, Solution(run.current)))
    assert report.feasible
    assert len(report.blocking) == run.blocking
    return Line(
        number,
        f"{children:,} children, seed {seed}: kernels with reasons",
        f"≤ {limit_s:g} s, ≤ {most}",
        f"{run.wall_s:.2f} s ({run.cpu_s:.2f} CPU)",
        f"{run.blocking} blocking before repair",
        run.cpu_s <= limit_s and run.blocking <= most,
    )


def repaired(children: int, *, number: str, limit_s: float, most: int, seed: int) -> Line:
    """What repair leaves, and how long it takes."""
    instance = generate(children=children, seed=seed)
    run = _kernels(instance)
    started = time.process_time()
    current = repair(run.backend, run.current, stop=lambda: False)
    seconds = time.process_time() - started
    report = check(instance, allocation_of(run.market, Solution(current)))
    assert report.feasible
    return Line(
        number,
        f"{children:,} children, seed {seed}: repair",
        f"≤ {limit_s:g} s, ≤ {most}",
        f"{seconds:.1f} s CPU",
        f"{run.blocking} → {len(report.blocking)} blocking",
        seconds <= limit_s and len(report.blocking) <= most,
    )


def common(children: int) -> Line:
    """One order at every setting: the certificate that the proposal is the only stable one."""
    tables = generate(children=children, seed=1).tables
    star = [place == "*" for place in tables["points"].column("setting")]
    points = tables["points"]
    points.columns = {
        name: [cell for cell, keep in zip(cells, star, strict=True) if keep] for name, cells in points.columns.items()
    }
    points.lines = points.lines[: sum(star)]
    instance = Instance(tables, {}, Problems())
    market = build_market(instance)
    backend = backend_for(market, {}, compiled=True)
    wall, cpu = time.perf_counter(), time.process_time()
    solution = solve_stable(market, backend, Effort())
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert common_order(market) is not None
    report = check(instance, allocation_of(market, solution))
    return Line(
        "6",
        f"{children:,} children, one order everywhere: uniqueness",
        "≤ 3 s at 700,000",
        f"{wall:.2f} s ({cpu:.2f} CPU)",
        f"{len(report.blocking)} blocking, unique",
        not report.blocking and cpu <= 3,
    )


def optimal(children: int, limit_s: float) -> Line:
    """The exact optimum, proved."""
    instance = generate(children=children, seed=1)
    wall, cpu = time.perf_counter(), time.process_time()
    result = place(instance, policy="optimal")
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    return Line(
        "4",
        f"{children:,} children: optimal",
        f"≤ {limit_s:g} s, gap 0",
        f"{wall:.1f} s ({cpu:.1f} CPU)",
        f"proved {result.summary['proved']}, {len(result.report.blocking)} blocking",
        bool(result.summary["proved"]) and cpu <= limit_s,
    )
