"""Evidence: any room's record can prove an action, attached once. Each room registers the kinds it owns."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Proof:
    """A record that proves: what it is, when, and where to open it."""

    label: str
    on: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFilter:
    """Which records of a kind prove an action by themselves: those of one series, one body, one heading…

    `choices()` gives (value, label) pairs; `matching(value)` the references of the records, today's and those to come.
    """

    code: str
    label: str | Promise
    choices: Callable[[], Iterable[tuple[str, str]]]
    matching: Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class EvidenceKind:
    """A kind of evidence.

    `resolve(references)` gives the proof of each reference it knows, in a constant number of queries; a reference it
    leaves out no longer exists. `offer(text)` proposes (reference, label) pairs to attach, fifty at most. `filters`: by
    what a rule may choose records; `totals(references)`: what those records add up to, as (label, value to show).
    """

    code: str
    label: str | Promise
    resolve: Callable[[Sequence[str]], Mapping[str, Proof]]
    offer: Callable[[str], Iterable[tuple[str, str]]]
    filters: tuple[EvidenceFilter, ...] = ()
    totals: Callable[[Sequence[str]], Iterable[tuple[str | Promise, str]]] | None = None


evidence_kinds: Registry[EvidenceKind] = Registry("kind of evidence")
