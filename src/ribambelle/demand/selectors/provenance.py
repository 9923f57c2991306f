"""Who gave each field of a record, and when: read from the event log, never kept a second time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone

from ribambelle.accounts.models import Event
from ribambelle.demand.models import Household, Request

#: What enters a record: every field not written since stands as it was then.
ENTERED = "request.receive"
#: In what is written: the family told it.
TOLD = "told_by_family"
REQUEST_KIND = Request._meta.label_lower
HOUSEHOLD_KIND = Household._meta.label_lower


@dataclass(frozen=True, slots=True)
class Mark:
    """Who wrote a field last, and when; an empty name is the system (an import, a scheduled job).

    `is_told`: the family said so on its page, and this person applied it.
    """

    who: str
    at: date
    is_told: bool = False

    @property
    def said(self) -> tuple[str, date, bool]:
        """What is read of it: the author, the day, whether the family told it."""
        day = timezone.localdate(self.at) if isinstance(self.at, datetime) else self.at
        return self.who, day, self.is_told


def common(marks: Iterable[Mark | None]) -> Mark | None:
    """The mark of a group of fields that all say the same author and day; None where they differ, or are not known."""
    every = list(marks)
    said = {mark.said if mark else None for mark in every}
    return every[0] if len(said) == 1 else None


class Marks:
    """The marks of one request, by field: `needed_slots`, `child.born_on`, `household.address`, `guardian-1.phone`,
    `answers.resident`. A field of the family counts the writings of all its requests."""

    def __init__(self, events: Iterable[Event], reference: str) -> None:
        self._own: dict[str, Mark] = {}
        self._shared: dict[str, Mark] = {}
        self._entered: Mark | None = None
        self._first: Mark | None = None
        for event in events:  # newest first
            after = event.after or {}
            mark = Mark(event.actor_label, event.at, bool(after.get(TOLD)))
            for field in after.get("personal", ()):
                self._shared.setdefault(field, mark)
            if event.verb == ENTERED:
                self._first = mark
                self._entered = mark if event.reference == reference else self._entered
            elif event.kind == REQUEST_KIND and event.reference == reference:
                for field in _written(after, event.before or {}):
                    self._own.setdefault(field, mark)

    def of(self, field: str) -> Mark | None:
        """The last writing of a field; its entry when nobody wrote it since; None when the log does not say."""
        if "." in field and not field.startswith("answers."):
            is_family = field.startswith(("household.", "guardian-"))
            return self._shared.get(field) or (self._first if is_family else self._entered)
        return self._own.get(field) or self._entered


def _written(after: Mapping[str, Any], before: Mapping[str, Any]) -> Iterable[str]:
    for field, value in after.items():
        if field == "answers":
            was = before.get("answers") or {}
            yield from (f"answers.{code}" for code, answer in value.items() if was.get(code) != answer)
        elif field not in {"personal", TOLD}:
            yield field


def marks_of(request: Request, *, relatives: Iterable[Request] = ()) -> Marks:
    """The marks of a request; `relatives` are the other requests of its household. One query."""
    references = [request.reference, *(each.reference for each in relatives)]
    household = request.child.household
    events = Event.objects.filter(
        Q(kind=REQUEST_KIND, reference__in=references) | Q(kind=HOUSEHOLD_KIND, reference=household.reference)
    )
    return Marks(events.order_by("-at", "-pk"), request.reference)
