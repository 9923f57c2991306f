"""One run: instance in, proposal with reasons and check out."""

import platform
from collections.abc import Callable
from typing import Any

from ribambelle.placement.allocation import Allocation, FinalReserve, Placed
from ribambelle.placement.backend import Backend, backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.checker import Report, check
from ribambelle.placement.errors import NotApplicable
from ribambelle.placement.instance import Instance
from ribambelle.placement.market import Market
from ribambelle.placement.policies import (
    CAP,
    Progress,
    Run,
    Solution,
    solve_order,
    solve_stable,
    with_release,
)
from ribambelle.placement.refusing import refusals_of
from ribambelle.placement.result import Refusal, Result

__all__ = ["COMPARED", "POLICIES", "allocation_of", "place", "placed", "rank_obtained"]


def _solve_optimal(market: Market, backend: Backend, run: Run) -> Solution:
    """Lazily: the exact optimum needs a solver library that takes half a second to load."""
    from ribambelle.placement.optimal import solve_optimal

    return solve_optimal(market, backend, run)


def _solve_fill(market: Market, backend: Backend, run: Run) -> Solution:
    """Lazily, as the exact optimum."""
    from ribambelle.placement.filling import solve_fill

    return solve_fill(market, backend, run)


SOLVERS = {"order": solve_order, "stable": solve_stable, "optimal": _solve_optimal}
POLICIES = tuple(SOLVERS)
COMPARED = {**SOLVERS, "fill": _solve_fill}  # what may be shown beside, and is never proposed


def place(
    instance: Instance,
    *,
    policy: str | None = None,
    seed: int | None = None,
    cap: int | None = None,
    workers: int | None = None,
    compiled: bool | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Progress | None = None,
    comparison: bool = False,
) -> Result:
    """Propose an allocation, check it, and give the reason of every refusal.

    Parameters
    ----------
    policy
        ``order``, ``stable`` or ``optimal``; by default what the instance's options say, else ``stable``.
    seed
        Draws the lots that are not written in the instance; by default what the options say, else 0.
    cap
        Processings per setting before what still moves is left as a knot (50).
    workers
        Threads of the exact steps (1). With more, an optimum that is not proved may differ from run to run.
    stop
        Asked now and then; once true, the best so far is handed back with ``stopped``.
    progress
        Told (step, share between 0 and 1) now and then.
    comparison
        Allows ``fill``, which is shown beside the others and never proposed.

    Raises
    ------
    NotApplicable
        When the policy is unknown, or is ``order`` and some child has no points that hold everywhere.
    """
    policy = policy or str(instance.options.get("policy", "stable"))
    seed = int(instance.options.get("seed", 0)) if seed is None else seed
    if policy == "fill" and not comparison:
        message = 'policy "fill" looks at no order and is never proposed: see it with `ribambelle compare`.'
        raise NotApplicable(message)
    if policy not in COMPARED:
        message = f'policy "{policy}" is unknown. Use one of {", ".join(POLICIES)}.'
        raise NotApplicable(message)
    options = instance.options
    run = Run(
        cap=cap or int(options.get("cap", CAP)),
        compiled=compiled,
        workers=workers or int(options.get("workers", 1)),
    )
    if stop is not None:
        run.asked_to_stop = stop
    if progress is not None:
        run.progress = progress
    market = build_market(instance, seed)
    solution = with_release(market, run, COMPARED[policy])
    allocation = allocation_of(market, solution)
    refusals = refusals_of(market, backend_for(market, solution.kept, compiled=run.compiled), solution.current)
    report = check(instance, allocation)
    summary = _summary(instance, market, solution, refusals, report, policy=policy, seed=seed, run=run)
    return Result(allocation, refusals, report, summary, stopped=solution.stopped)


def placed(instance: Instance, *, policy: str, seed: int) -> tuple[Allocation, tuple[Refusal, ...]]:
    """The allocation and the refusals of `place`, to the byte, without its check nor its summary.

    For callers who check the allocation themselves, against other terms than those it was solved on.
    """
    market = build_market(instance, seed)
    run = Run(cap=int(instance.options.get("cap", CAP)), certify=False)
    solution = with_release(market, run, SOLVERS[policy])
    return allocation_of(market, solution), refusals_of(market, backend_for(market, solution.kept), solution.current)


def rank_obtained(instance: Instance, party: str, *, policy: str, seed: int = 0) -> int | None:
    """The rank one party obtains, without check nor reasons; None for nothing, 0 when it keeps what it holds."""
    market = build_market(instance, seed)
    solution = with_release(market, Run(cap=int(instance.options.get("cap", CAP)), certify=False), SOLVERS[policy])
    number = market.facts.parties.index(party)
    place_in_line = int((market.party_of == number).argmax())
    option = int(solution.current[place_in_line])
    return int(market.rank[option]) if option < market.arrays.opt_start[place_in_line + 1] else None


def allocation_of(market: Market, solution: Solution) -> Allocation:
    """A solution in the words of its instance: rows by party and child, lots, and reserves left at the end."""
    facts, claims, ends = market.facts, market.claims, market.arrays.opt_start
    rows = []
    for party in range(market.size):
        option = int(solution.current[party])
        if option >= ends[party + 1]:
            continue
        name, rank = facts.parties[market.party_of[party]], int(market.rank[option])
        for claim in range(claims.start[option], claims.start[option + 1]):
            rows.append(
                Placed(
                    name,
                    rank,
                    facts.children[claims.child[claim]],
                    facts.settings[claims.setting[claim]],
                    facts.section_name(int(claims.section[claim])),
                    facts.pattern_text(int(claims.pattern[claim])),
                )
            )
    rows.sort(key=lambda row: (row.party, row.child))
    lots = dict(zip(facts.parties, market.lots, strict=True))
    return Allocation(tuple(rows), lots, _final_reserves(market, solution))


def _final_reserves(market: Market, solution: Solution) -> tuple[FinalReserve, ...]:
    facts, rows = market.facts, market.rows
    final = []
    for (row, group, slot), number in solution.kept.items():
        line = rows.kept[row][group][slot]
        assert line is not None
        setting, section = facts.settings[rows.setting[row]], facts.section_name(rows.section[row])
        final.append(FinalReserve(setting, section, facts.slots[slot], facts.groups[group], number, line.release))
    if not any(line.release for line in final):
        return ()
    order = {slot: place for place, slot in enumerate(facts.slots)}
    return tuple(sorted(final, key=lambda line: (line.setting, line.section, order[line.slot], line.group)))


def _summary(
    instance: Instance,
    market: Market,
    solution: Solution,
    refusals: tuple[Refusal, ...],
    report: Report,
    *,
    policy: str,
    seed: int,
    run: Run,
) -> dict[str, Any]:
    reasons: dict[str, int] = {}
    for refusal in refusals:
        reasons[refusal.reason] = reasons.get(refusal.reason, 0) + 1
    certificate = None
    if solution.decided is not None:
        certificate = {
            "parties_decided_in_every_stable_proposal": solution.decided,
            "unique": solution.decided == market.size and not report.blocking,
        }
    return {
        "policy": policy,
        "seed": seed,
        "cap": run.cap,
        "workers": run.workers,
        "versions": _versions(),
        "instance_sha256": instance.sha256(),
        "children": len(market.facts.children),
        "parties": market.size,
        **report.totals(),
        "refusals_by_reason": reasons,
        "blocking": [block._asdict() for block in report.blocking],
        "knots": solution.knots,
        "release_rounds": solution.rounds,
        "certificate": certificate,
        "proved": solution.proved,
        "gap": solution.gap,
        "stopped": solution.stopped,
        "warnings": [str(warning) for warning in instance.warnings],
    }


def _versions() -> dict[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": platform.python_version()}
    for name in ("ribambelle", "numpy"):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
