"""One calculation on a frozen session: the one way from its snapshot to a result, for a run and for its replay."""

from typing import NamedTuple

from ribambelle.commissions.rules.tables import Rows
from ribambelle.placement import Instance, Result, place


class Ran(NamedTuple):
    """The instance and its result, as CSV texts by name."""

    instance: Instance
    result: Result
    files: dict[str, str]


def ran(tables: dict[str, Rows], *, policy: str, seed: int) -> Ran:
    """Calculate on the tables of a snapshot; the same tables, policy and seed always give the same bytes."""
    instance = Instance.from_tables(tables, {"policy": policy, "seed": seed})
    result = place(instance)
    return Ran(instance, result, {name: content.decode("utf-8") for name, content in result.files().items()})
