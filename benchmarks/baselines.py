"""What others do, on the same instances in the same run: greedy, the textbook form, the package `matching`."""

import importlib.util
import sys
import time

from benchmarks.large import propose_s
from benchmarks.measure import Options, Seen, Task
from benchmarks.siblings import sibling_market
from ribambelle.placement import check, generate, place
from ribambelle.placement.backend import Backend, backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.market import LIVING, Market
from ribambelle.placement.optimal import least_blocking
from ribambelle.placement.policies import Run, Solution
from ribambelle.placement.satisfying import Effort, Model
from ribambelle.placement.solving import allocation_of

__all__ = ["fairness", "greedy", "library", "textbook", "without_stable"]

TEXTBOOK_LIMIT_S = 60


def greedy(children: int) -> Task:
    """Whoever has the most points anywhere first, each its best wish that still fits."""

    def work(_options: Options) -> Seen:
        instance = generate(children=children, seed=1)
        started = time.process_time()
        result = place(instance)
        ours = time.process_time() - started
        market = build_market(instance)
        backend = backend_for(market, {}, compiled=False)
        started = time.process_time()
        m, state = backend.arrays, backend.state()
        best = [-(2**62)] * market.size
        for e, points in enumerate(market.points.tolist()):
            best[m.ent_party[e]] = max(best[m.ent_party[e]], points)
        turn = sorted(range(market.size), key=lambda f: (-best[f], f))
        backend.kernels.serve(m._replace(turn=turn), state, 0, market.size)
        seconds = time.process_time() - started
        report = check(instance, allocation_of(market, Solution(state.cur)))
        return Seen(
            f"{seconds:.2f} s CPU; ours with reasons and check {ours:.2f}",
            f"{len(report.blocking)} blocking, {report.placed_children} placed; "
            f"ours {len(result.report.blocking)}, {result.report.placed_children}",
            None,
        )

    return Task("", f"{children:,} children: plain greedy", "", work)


def textbook(children: int) -> Task:
    """The form where every option sums all those ahead of it on each of its resources."""

    def work(_options: Options) -> Seen:
        instance = generate(children=children, seed=1)
        started = time.process_time()
        result = place(instance, policy="optimal")
        ours = time.process_time() - started
        market = build_market(instance)
        backend = backend_for(market, {}, compiled=False)
        started = time.process_time()
        model, taken, rows = _quadratic(market, backend)
        limit = time.monotonic() + TEXTBOOK_LIMIT_S
        answer = model.solve(Effort(stop=lambda: time.monotonic() > limit))
        seconds = time.process_time() - started
        told = f"no answer in {TEXTBOOK_LIMIT_S} s"
        if answer.values is not None:
            current = backend.nothing()
            for o, variable in taken.items():
                if answer.values[variable]:
                    current[backend.arrays.opt_party[o]] = o
            report = check(instance, allocation_of(market, Solution(current)))
            told = f"{'proved' if answer.optimal else 'not proved'}, {len(report.blocking)} blocking, "
            told += f"{report.placed_children} placed"
        return Seen(
            f"{seconds:.1f} s CPU, {rows:,} terms; ours {ours:.2f}: {seconds / ours:.0f} ×",
            f"{told}; ours proved {result.summary['proved']}, {result.report.placed_children} placed",
            None,
        )

    return Task("", f"{children:,} children: textbook form", "", work)


def _quadratic(market: Market, backend: Backend) -> tuple[Model, dict[int, int], int]:
    """The model, the variable of each option, and how many terms its rows have. Nothing may block."""
    m, cap, model = backend.arrays, backend.cap, Model()
    taken = {o: model.boolean() for o in range(len(market.rank)) if market.status[o] == LIVING}
    uses: dict[int, list[tuple[int, int, int]]] = {}
    for e in range(len(m.ent_option)):
        for u in range(m.use_start[e], m.use_start[e + 1]):
            for k in range(m.pat_start[m.use_pattern[u]], m.pat_start[m.use_pattern[u] + 1]):
                r = m.use_row[u] * m.n_slots + m.pat_slot[k]
                uses.setdefault(r, []).append((e, m.ent_option[e], m.use_units[u]))
    terms, refusals = 0, {}
    for r, line in uses.items():
        model.between([taken[o] for _, o, _ in line], [units for _, _, units in line], high=cap[r])
        for e, o, own in line:
            ahead = [(p, units) for e2, p, units in line if e2 < e and m.opt_party[p] != m.opt_party[o]]
            full, need = model.boolean(), cap[r] - own + 1
            model.between([*(taken[p] for p, _ in ahead), full], [*(units for _, units in ahead), -need], low=0)
            refusals.setdefault(o, []).append(full)
            terms += len(ahead) + 1
    for o in taken:
        better = [taken[p] for p in range(m.opt_start[m.opt_party[o]], o + 1) if p in taken]
        model.either([*better, *refusals.get(o, [])])
    for f in range(market.size):
        model.at_most_one([taken[o] for o in range(m.opt_start[f], m.opt_start[f + 1]) if o in taken])
    weight = 1 + int(market.rank.sum())
    model.minimise(list(taken.values()), [int(market.rank[o]) - weight * int(market.children[o]) for o in taken])
    return model, taken, terms


def library(families: int) -> Task:
    """Families of one child, one slot: what the package `matching` can express, too."""

    def work(_options: Options) -> Seen:
        market = sibling_market(families, siblings=0.0)
        instance = market.instance()
        ours = propose_s(instance)
        started = time.process_time()
        result = place(instance, compiled=True)
        own = f"ours {ours:.3f} s CPU ({time.process_time() - started:.2f} with reasons and check)"
        seen = f"ours {len(result.report.blocking)} blocking, {result.report.placed_children} placed"
        if importlib.util.find_spec("matching") is None:
            return Seen(f"{own}; not run: `matching` is not installed", seen, None)
        from matching.games import HospitalResident

        wishes = {
            own[0]: [f"{row[0]}-{market.age[own[0]]}" for row in rows]
            for own, rows in zip(market.members, market.wishes, strict=True)
        }
        hospitals: dict[str, list[int]] = {}
        for d, order in enumerate(market.order):
            for child in order:
                name = f"{d}-{market.age[child]}"
                if name in wishes[child]:
                    hospitals.setdefault(name, []).append(child)
        sys.setrecursionlimit(100_000)  # it copies its players with all they know
        places = {name: (5, 5, 1, 1, 1, 1)[int(name.split("-")[1])] for name in hospitals}
        started = time.process_time()
        game = HospitalResident.create_from_dictionaries(wishes, hospitals, places)
        solution = game.solve()
        seconds = time.process_time() - started
        given = {child.name: int(str(at.name).split("-")[0]) for at, some in solution.items() for child in some}
        other = check(instance, market.allocation(given, result.lots))
        measured = f"{own}; theirs {seconds:.3f} s CPU: {seconds / ours:.1f} ×"
        return Seen(measured, f"{seen}; theirs {len(other.blocking)}, {other.placed_children}", None)

    return Task("", f"{families:,} families of one child, against `matching`", "", work)


def without_stable(families: int, *, limit_s: float) -> Task:
    """A market without a stable proposal, each setting with an order of its own: the least number that block."""

    def work(_options: Options) -> Seen:
        instance = sibling_market(families, siblings=0.2, dispersion=1.0, seed=1).instance()
        started = time.process_time()
        market = build_market(instance)
        solution, least = least_blocking(market, backend_for(market, {}), Run())
        seconds = time.process_time() - started
        report = check(instance, allocation_of(market, solution))
        return Seen(
            f"{seconds:.1f} s CPU",
            f"{len(report.blocking)} blocking, proved that no proposal has fewer than {least}",
            seconds <= limit_s and least == len(report.blocking) and report.feasible,
        )

    what = f"{families:,} families, dissimilar orders: least number of blocking options"
    return Task("7", what, f"≤ {limit_s:g} s, proved", work)


def fairness(children: int, *, country: bool = False) -> Task:
    """`fill` and the bound of the linear programme, against `stable`."""

    def work(_options: Options) -> Seen:
        instance = generate(children=children, seed=1)
        stable = place(instance)
        started = time.process_time()
        fill = place(instance, policy="fill", comparison=True)
        seconds = time.process_time() - started
        gap = (fill.summary["gap"] or {"children": 0})["children"]
        placed, most = stable.report.placed_children, fill.report.placed_children
        return Seen(
            f"{seconds:.1f} s CPU",
            f"stable {placed}, fill {most} with {len(fill.report.blocking)} blocking, none places over {most + gap}",
            None,
        )

    return Task("", f"{children:,} children: price of fairness", "", work, country)
