"""Fixed steps of a path, as shown by `<c-chain>`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its verb, whether it is done, where one stands, or still to come, and when if known."""

    label: str | Promise
    state: Literal["done", "here", "todo"]
    on: str = ""


def steps(labels: Sequence[str | Promise], *, here: int) -> list[Step]:
    """Steps before `here` are done, those after it are to come; `here=len(labels)` means all are done."""
    return [
        Step(label, "done" if index < here else "here" if index == here else "todo")
        for index, label in enumerate(labels)
    ]
