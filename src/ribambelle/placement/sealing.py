"""Seals: one file that anyone can run again to the same bytes.

The fingerprint is the SHA-256 of the canonical JSON (RFC 8785) of what is sealed: instance, policy, seed, limit, lots,
allocation, refusals and final reserves. Versions stand beside it, outside; there is no time in it.
"""

import json
from dataclasses import dataclass
from typing import Any

from ribambelle.placement.canonical import canonical_bytes, sha256_hex
from ribambelle.placement.errors import CannotSeal, WrongInput
from ribambelle.placement.instance import Instance
from ribambelle.placement.problems import Problem
from ribambelle.placement.result import Result
from ribambelle.placement.solving import place

__all__ = ["FORMAT", "ReplayReport", "replay", "seal"]

FORMAT = "ribambelle-seal-1"


@dataclass(frozen=True, slots=True)
class ReplayReport:
    """Whether a sealed run gives the same again. ``differences`` names the parts that do not."""

    fingerprint: str
    differences: tuple[str, ...]
    result: Result

    @property
    def same(self) -> bool:
        """Whether lots, allocation, refusals and reserves are the same, byte for byte."""
        return not self.differences


def seal(instance: Instance, result: Result) -> bytes:
    """The sealed run, as canonical JSON ended by LF.

    Raises
    ------
    CannotSeal
        When the run was stopped by the clock or by hand, or used several workers: it cannot be repeated exactly.
    """
    if result.stopped:
        message = "this run was stopped before its end: it cannot be repeated exactly, so it cannot be sealed"
        raise CannotSeal(message)
    if result.summary["workers"] != 1:
        message = "this run used several workers: only a run with one worker can be sealed"
        raise CannotSeal(message)
    sealed = {
        "instance": instance.rows(),
        "policy": result.summary["policy"],
        "seed": result.summary["seed"],
        "cap": result.summary["cap"],
        **_outcome(result),
    }
    document = {
        "format": FORMAT,
        "fingerprint": sha256_hex(canonical_bytes(sealed)),
        "instance_sha256": instance.sha256(),
        "sealed": sealed,
        "versions": result.summary["versions"],
    }
    return canonical_bytes(document) + b"\n"


def _outcome(result: Result) -> dict[str, Any]:
    return {
        "lots": result.allocation.lots,
        "allocation": [list(row) for row in result.allocation.rows],
        "refusals": [list(row) for row in result.refusals],
        "reserves": [list(row) for row in result.allocation.reserves],
    }


def _wrong(what: str, remedy: str) -> WrongInput:
    return WrongInput([Problem("seal", 0, "", what, remedy)])


def replay(data: bytes) -> ReplayReport:
    """Run a sealed run again and compare.

    Raises
    ------
    WrongInput
        When the file is not a seal, or was changed since it was sealed.
    """
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _wrong("this is not a sealed run", "Give a file written by `ribambelle seal`") from error
    if (
        not isinstance(document, dict)
        or document.get("format") != FORMAT
        or not isinstance(document.get("sealed"), dict)
    ):
        raise _wrong("this is not a sealed run", "Give a file written by `ribambelle seal`")
    sealed = document["sealed"]
    try:
        fingerprint = sha256_hex(canonical_bytes(sealed))
    except TypeError as error:
        raise _wrong("this seal holds a number that is not whole", "Ask for the original file") from error
    if fingerprint != document.get("fingerprint"):
        raise _wrong("the content does not match its fingerprint: it was changed", "Ask for the original file")
    instance = Instance.from_document(sealed["instance"])
    result = place(instance, policy=sealed["policy"], seed=sealed["seed"], cap=sealed["cap"], workers=1)
    again = _outcome(result)
    differences = tuple(name for name in again if canonical_bytes(again[name]) != canonical_bytes(sealed.get(name)))
    return ReplayReport(fingerprint, differences, result)
