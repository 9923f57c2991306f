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
    placed(instance, policy="stable", seed=7)           # (Allocation, refusals): the same, unchecked, sooner
    report = check(instance, result.allocation)         # at any time, on any allocation
    explain(instance, result.allocation, party)         # [Explanation(refusal, text)], all parties without `party`
    smallest_changes(instance, result.allocation, party)  # [Change], found by solving again
    data = seal(instance, result); replay(data).same    # a run anyone can repeat to the same bytes
    compare(instance, ["order", "stable"])              # rows of figures
    generate(children=1000, seed=1)                     # a synthetic Instance

    instance.to_folder(path); instance.to_json(); instance.canonical_bytes(); instance.sha256()

`ribambelle.placement.select` gives limited seats (`select`) and matches two sides (`match`) with the same model.

The command line on ``instance.to_folder(path)`` gives the same bytes as ``result.files()``.
Everything wrong with an input is raised at once: `WrongInput`, whose ``problems`` name file, line, culprit, remedy.
"""

from ribambelle.placement.allocation import Allocation, FinalReserve, Placed
from ribambelle.placement.changes import Change, smallest_changes
from ribambelle.placement.checker import Block, Report, Violation, check
from ribambelle.placement.comparing import compare
from ribambelle.placement.errors import CannotSeal, NotApplicable, PlacementError, WrongInput
from ribambelle.placement.explaining import Explanation, explain
from ribambelle.placement.generator import generate
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problem
from ribambelle.placement.result import Refusal, Result
from ribambelle.placement.sealing import ReplayReport, replay, seal
from ribambelle.placement.solving import POLICIES, place, placed

__all__ = [
    "POLICIES",
    "Allocation",
    "Block",
    "CannotSeal",
    "Change",
    "Explanation",
    "FinalReserve",
    "Instance",
    "NotApplicable",
    "Placed",
    "PlacementError",
    "Problem",
    "Refusal",
    "ReplayReport",
    "Report",
    "Result",
    "Violation",
    "WrongInput",
    "check",
    "compare",
    "explain",
    "generate",
    "place",
    "placed",
    "replay",
    "seal",
    "smallest_changes",
]
