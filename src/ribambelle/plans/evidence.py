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
class EvidenceKind:
    """A kind of evidence.

    `resolve(references)` gives the proof of each reference it knows, in a constant number of queries; a reference it
    leaves out no longer exists. `offer(text)` proposes (reference, label) pairs to attach, fifty at most.
    """

    code: str
    label: str | Promise
    resolve: Callable[[Sequence[str]], Mapping[str, Proof]]
    offer: Callable[[str], Iterable[tuple[str, str]]]


evidence_kinds: Registry[EvidenceKind] = Registry("kind of evidence")
