"""The seal of a session: everything that led to its outcome as one canonical JSON, and its replay anywhere.

A replay needs no database: the snapshot gives the instance, the engine the proposal, the decisions what was calculated
again after them, and all of it the outcome. Versions stand beside what is sealed, outside the fingerprint.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ribambelle.commissions.rules.deciding import Calculated, Document, Pin, calculate, document_of, given_from
from ribambelle.commissions.rules.outcomes import outcomes_again
from ribambelle.commissions.rules.running import ran
from ribambelle.commissions.rules.snapshot import canonical, fingerprint
from ribambelle.commissions.rules.tables import instance_tables
from ribambelle.placement import PlacementError

FORMAT = "ribambelle-session/1"


class NotASeal(ValueError):
    """The file is not a sealed session, or was changed since it was sealed; `code`: other, changed or unreadable."""

    def __init__(self, said: str, code: str) -> None:
        super().__init__(said)
        self.code = code


@dataclass(frozen=True, slots=True)
class Replayed:
    """Whether a sealed session gives the same again; `differences` names the parts that do not."""

    reference: str
    fingerprint: str
    differences: tuple[str, ...]
    decisions: int

    @property
    def same(self) -> bool:
        """Whether every part is the same, byte for byte."""
        return not self.differences


def sealed_file(content: str, versions: Mapping[str, str]) -> bytes:
    """The file to replay: what is sealed, its fingerprint, and the versions that made it."""
    document = {
        "format": FORMAT,
        "fingerprint": fingerprint(content),
        "sealed": json.loads(content),
        "versions": dict(versions),
    }
    return canonical(document).encode() + b"\n"


def is_sealed_session(data: bytes) -> bool:
    """Whether a file says that it is a sealed session; the engine reads the other seals."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and document.get("format") == FORMAT


def replay(data: bytes) -> Replayed:
    """Verify the fingerprint of a sealed session, calculate all of it again, compare byte for byte.

    Raises
    ------
    NotASeal
        When the file is something else, or was changed.
    """
    if not is_sealed_session(data):
        raise NotASeal("this is not a sealed session. Give the file to replay of a sealed session.", "other")
    document = json.loads(data)
    sealed = document.get("sealed")
    if not isinstance(sealed, dict) or fingerprint(canonical(sealed)) != document.get("fingerprint"):
        said = "the content does not match its fingerprint: it was changed. Ask for the original file."
        raise NotASeal(said, "changed")
    try:
        return Replayed(
            reference=str(sealed["session"]["reference"]),
            fingerprint=document["fingerprint"],
            differences=tuple(differences(sealed)),
            decisions=len(sealed["decisions"]),
        )
    except (LookupError, TypeError, AttributeError, ValueError, PlacementError) as error:
        said = "its fingerprint is right, but it does not hold a sealed session. Ask for the original file."
        raise NotASeal(said, "unreadable") from error


def differences(sealed: Mapping[str, Any]) -> list[str]:
    """The parts of what is sealed that another calculation does not give: snapshot, run, decisions, outcome."""
    found = []
    if fingerprint(canonical(sealed["snapshot"])) != sealed["snapshot_fingerprint"]:
        found.append("snapshot")
    run = sealed["run"]
    again = ran(instance_tables(sealed["snapshot"], run["seed"]), policy=run["policy"], seed=run["seed"])
    if again.instance.to_json() != run["instance"]:
        found.append("instance")
    found += [
        f"proposal: {name}" for name in ("allocation", "refusals", "lots") if again.files[f"{name}.csv"] != run[name]
    ]
    document = document_of(run["instance"])
    last = Calculated(run["allocation"], run["refusals"], ())
    for step in sealed["recalculations"]:
        last = recalculated(document, run, sealed["decisions"], step["number"])
        if (last.allocation, last.refusals) != (step["allocation"], step["refusals"]):
            found.append(f"after decision {step['number']}")
        if last.reserves != step.get("reserves", last.reserves):
            found.append(f"reserves after decision {step['number']}")
        if [list(passed) for passed in last.blocking] != step["blocking"]:
            found.append(f"passed over after decision {step['number']}")
    if last.allocation != sealed["allocation"]:
        found.append("allocation")
    if outcomes_again(sealed, document) != sealed["outcomes"]:
        found.append("outcomes")
    return found


def recalculated(
    document: Document, run: Mapping[str, Any], decisions: list[Mapping[str, Any]], number: int
) -> Calculated:
    """What is calculated after the act of a given number: the decisions that stand then, held fast."""
    return calculate(
        document,
        policy=run["policy"],
        seed=run["seed"],
        pins=pins_at(decisions, number),
        proposed=run["refusals"],
    )


def pins_at(decisions: list[Mapping[str, Any]], number: int) -> list[Pin]:
    """The decisions that stand after the act of a given number, by family."""
    last = {act["party"]: act for act in decisions if act["number"] <= number}
    return [
        Pin(party, tuple(given_from(place) for place in act["places"]), act["kind"] in {"move", "hold", "refuse"})
        for party, act in sorted(last.items())
        if act["kind"] != "undo"
    ]
