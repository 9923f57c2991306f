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
    """An answer to a sensitive criterion with its evidence, and who wrote it last, when.

    `seen_by` and `written_by` are primary keys of users; none where the answer
    was written before they were kept.
    """

    value: int
    evidence_state: EvidenceState = EvidenceState.DECLARED
    document: str = ""
    seen_by: int | None = None
    seen_on: date | None = None
    expires_on: date | None = None
    written_by: int | None = None
    written_on: date | None = None

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
    seen = [answer.seen_by, _day_written(answer.seen_on), _day_written(answer.expires_on)]
    written = [answer.written_by, _day_written(answer.written_on)]
    return [answer.value, answer.evidence_state.value, answer.document, *seen, *written]


def _read(row: list[Any]) -> SensitiveAnswer:
    """The first six are there since the store was made, the author and the day came later."""
    value, state, document, seen_by, seen_on, expires_on, *written = row
    written_by, written_on = written or (None, None)
    return SensitiveAnswer(
        value,
        EvidenceState(state),
        document,
        seen_by,
        _day_read(seen_on),
        _day_read(expires_on),
        written_by,
        _day_read(written_on),
    )


def _day_written(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day_read(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None
