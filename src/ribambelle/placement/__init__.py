"""The placement engine: instances in; checked, explained allocations out. No Django, no names, no clock.

As a library::

    from ribambelle.placement import Instance, check, explain, place

    instance = Instance.read("folder")                  # or Instance.from_tables({"children": [...], ...})
    result = place(instance, policy="stable", seed=7)   # Result
    result.allocation.rows                              # Placed(party, rank, child, setting, section, slots)
    result.refusals                                     # Refusal(party, rank, setting, reason, section, slot, ...)
    result.lots                                         # {party: lot}
    result.summary                                      # what summary.json holds, without times
    result.report                                       # Report of the independent checker
    result.files()                                      # {"allocation.csv": bytes, "refusals.csv": ..., ...}
    report = check(instance, result.allocation)         # at any time, on any allocation

    instance.to_folder(path); instance.to_json(); instance.canonical_bytes(); instance.sha256()

The command line on ``instance.to_folder(path)`` gives the same bytes as ``result.files()``.
Everything wrong with an input is raised at once: `WrongInput`, whose ``problems`` name file, line, culprit, remedy.
"""

from ribambelle.placement.allocation import Allocation, FinalReserve, Placed
from ribambelle.placement.checker import Block, Report, Violation, check
from ribambelle.placement.errors import CannotSeal, NotApplicable, PlacementError, WrongInput
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problem
from ribambelle.placement.result import Refusal, Result
from ribambelle.placement.solving import POLICIES, place

__all__ = [
    "POLICIES",
    "Allocation",
    "Block",
    "CannotSeal",
    "FinalReserve",
    "Instance",
    "NotApplicable",
    "Placed",
    "PlacementError",
    "Problem",
    "Refusal",
    "Report",
    "Result",
    "Violation",
    "WrongInput",
    "check",
    "place",
]
