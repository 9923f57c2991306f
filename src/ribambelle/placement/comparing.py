"""Several policies on one instance, side by side."""

from collections.abc import Callable, Sequence
from typing import Any

from ribambelle.placement.errors import NotApplicable
from ribambelle.placement.instance import Instance
from ribambelle.placement.result import Result
from ribambelle.placement.solving import place

__all__ = ["compare", "comparison_row"]


def comparison_row(result: Result) -> dict[str, Any]:
    """Figures of one policy: children, slots, ranks, blocking options."""
    ranks = result.report.wishes_by_rank
    return {
        "policy": result.summary["policy"],
        "placed_children": result.report.placed_children,
        "half_days_filled": result.report.half_days_filled,
        "first_wishes": ranks.get(min(ranks, default=0), 0),
        "sum_of_ranks": sum(rank * count for rank, count in ranks.items()),
        "wishes_by_rank": dict(sorted(ranks.items())),
        "blocking_options": len(result.report.blocking),
        "waste": len(result.report.waste),
        "proved": result.summary["proved"],
        "gap": result.summary["gap"],
        "stopped": result.stopped,
        "remark": "",
    }


def compare(
    instance: Instance,
    policies: Sequence[str],
    *,
    seed: int | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[str, float], None] | None = None,
    runner: Callable[..., Result] = place,
) -> list[dict[str, Any]]:
    """One row per policy. A policy that cannot answer has only its ``remark``.

    With ``fill`` among them, ``price_of_fairness`` is how many children more it places than each: what respecting the
    order costs. Its own ``gap`` says how many more still no proposal is proved unable to place.
    """
    rows = []
    for policy in policies:
        try:
            result = runner(instance, policy=policy, seed=seed, stop=stop, progress=progress, comparison=True)
            rows.append(comparison_row(result))
        except NotApplicable as error:
            rows.append({"policy": policy, "remark": str(error)})
    most = next((row["placed_children"] for row in rows if row["policy"] == "fill" and not row["remark"]), None)
    for row in rows:
        if most is not None and not row["remark"]:
            row["price_of_fairness"] = most - row["placed_children"]
    return rows
