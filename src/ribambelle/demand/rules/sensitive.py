"""What the protected store of a request holds, as values and as bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.rules.answers import Answer

#: A detail that belongs to no criterion: what protects the family (an address to keep secret, a judge's decision).
PROTECTION = "protection"


@dataclass(frozen=True, slots=True)
class SensitiveAnswer:
    """An answer to a sensitive criterion with its evidence; `seen_by` is the primary key of a user."""

    value: int
    evidence_state: EvidenceState = EvidenceState.DECLARED
    document: str = ""
    seen_by: int | None = None
    seen_on: date | None = None
    expires_on: date | None = None

    @property
    def met(self) -> Answer:
        """What leaves the store."""
        return Answer(self.value, self.evidence_state)


@dataclass(frozen=True, slots=True)
class SensitiveContent:
    """Everything protected of one request: answers by criterion, and details by criterion or under `PROTECTION`."""

    answers: Mapping[str, SensitiveAnswer] = field(default_factory=dict)
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not self.answers and not self.details

    @property
    def next_expiry(self) -> date | None:
        """The first day on which one of the documents seen stops being valid."""
        return min((each.expires_on for each in self.answers.values() if each.expires_on), default=None)

    def to_bytes(self) -> bytes:
        answers = {code: _written(answer) for code, answer in sorted(self.answers.items())}
        content = {"answers": answers, "details": dict(sorted(self.details.items()))}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "SensitiveContent":
        content = json.loads(data)
        return cls({code: _read(row) for code, row in content["answers"].items()}, content["details"])


def _written(answer: SensitiveAnswer) -> list[Any]:
    days = [day.isoformat() if day else None for day in (answer.seen_on, answer.expires_on)]
    return [answer.value, answer.evidence_state.value, answer.document, answer.seen_by, *days]


def _read(row: list[Any]) -> SensitiveAnswer:
    value, state, document, seen_by, seen_on, expires_on = row
    days = [date.fromisoformat(day) if day else None for day in (seen_on, expires_on)]
    return SensitiveAnswer(value, EvidenceState(state), document, seen_by, *days)
