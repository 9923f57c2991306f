"""What the lines of a file would do, all of them seen together, and doing it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.accounts.models import User
from ribambelle.demand.enums import RequestState, Together
from ribambelle.demand.imports.columns import FIELDS
from ribambelle.demand.imports.known import Known
from ribambelle.demand.imports.lines import Line, read_line
from ribambelle.demand.models import Request
from ribambelle.demand.services import Entry, request_edit, requests_receive
from ribambelle.desk.targets import ImportTarget, Row, Verdict
from ribambelle.kernel.tables import fold


def check(rows: Sequence[Row], by: User | None) -> list[Verdict]:
    """A verdict a line, in their order. Reads only; the number of queries does not grow with the lines."""
    known = Known(rows, by=by, today=timezone.localdate())
    lines = [read_line(row, known) for row in rows]
    siblings = Siblings(rows, known)
    seen: dict[tuple[object, ...], int] = {}
    return [_verdict(line, known, siblings, seen) for line in lines]


def _verdict(line: Line, known: Known, siblings: "Siblings", seen: dict[tuple[object, ...], int]) -> Verdict:
    problems = [*line.problems, *siblings.problems(line)]
    reference = line.row.get("reference")
    if reference and (first := seen.setdefault(("reference", reference), line.row.line)) != line.row.line:
        problems.append(_("The same reference stands on line %(line)s. Keep one of the two.") % {"line": first})
    if problems or line.child is None or line.facts is None:
        return Verdict.refused(*problems)
    return _of_known(line) if line.existing else _of_new(line, known, seen)


def _of_known(line: Line) -> Verdict:
    reference = line.existing.reference if line.existing else ""
    if not line.changes:
        return Verdict.unchanged(_("Already here as %(reference)s, with the same values.") % {"reference": reference})
    message = _("Already here as %(reference)s. Saying yes corrects: %(changes)s.")
    return Verdict.doubtful(message % {"reference": reference, "changes": ", ".join(_labels(line.changes))})


def _of_new(line: Line, known: Known, seen: dict[tuple[object, ...], int]) -> Verdict:
    child, start = line.child, line.facts.wished_start_on if line.facts else None
    assert child is not None
    key = (fold(f"{child.first_name} {child.last_name}"), child.born_on, child.due_on, start)
    if child.first_name and (first := seen.setdefault(key, line.row.line)) != line.row.line:
        message = _("Line %(line)s speaks of the same child. Say yes to keep both.")
        return Verdict.doubtful(message % {"line": first})
    if alike := known.alike(child):
        message = _("%(reference)s could be for the same child. Say yes to enter one more request.")
        return Verdict.doubtful(message % {"reference": alike.reference})
    return Verdict.kept()


def _labels(names: Sequence[str]) -> Iterator[str]:
    labels = {each.name: str(each.label).lower() for each in FIELDS}
    others = {"guardians": _("the parents"), "answers": _("the criteria"), "wishes": _("the wishes")}
    for name in names:
        yield others.get(name) or labels.get(name, name)


class Siblings:
    """Who is brother or sister of whom: by the reference of another line, of a request here, or by a shared code."""

    def __init__(self, rows: Sequence[Row], known: Known) -> None:
        self.known = known
        self.by_reference = {str(row.get("reference")).casefold(): row for row in rows if row.get("reference")}
        self.by_code: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if code := row.get("sibling"):
                self.by_code[code.casefold()].append(row)

    def problems(self, line: Line) -> list[str]:
        code = line.row.get("sibling")
        if not code or self.known.request(code) or len(self.by_code[code.casefold()]) > 1:
            return []
        other = self.by_reference.get(code.casefold())
        if other is not None and other is not line.row:
            return []
        message = _("%(name)s: no brother or sister “%(code)s” in the file or here. Correct it, or leave it blank.")
        return [message % {"name": line.name, "code": code}]

    def groups(self, rows: Sequence[Row]) -> dict[int, int]:
        """For each line, the first line of its group; a line alone is its own."""
        head = {row.line: row.line for row in rows}

        def find(line: int) -> int:
            while head[line] != line:
                line = head[line]
            return line

        for row in rows:
            if not (code := row.get("sibling")):
                continue
            others = [self.by_reference.get(code.casefold()), *self.by_code[code.casefold()]]
            for other in others:
                if other is not None and other.line in head and self.known.request(code) is None:
                    first, second = sorted((find(row.line), find(other.line)))
                    head[second] = first
        return {line: find(line) for line in head}


def apply(rows: Sequence[Row], by: User | None) -> None:
    """Write the lines, inside the transaction of the run: corrections first, then new requests in their order."""
    at = timezone.now()
    known = Known(rows, by=by, today=timezone.localdate(at))
    lines = [read_line(row, known) for row in rows]
    for line in lines:
        if line.existing and line.child and line.facts and line.household:
            request_edit(
                by=by, at=at, request=line.existing, child=line.child, facts=line.facts, household=line.household
            )
    fresh = [line for line in lines if line.existing is None]
    siblings = Siblings([line.row for line in fresh], known)
    requests_receive(by=by, at=at, entries=_entries(fresh, siblings, known))


def _entries(lines: Sequence[Line], siblings: Siblings, known: Known) -> list[Entry]:
    heads = siblings.groups([line.row for line in lines])
    asked: dict[int, Together] = {}
    for line in lines:
        if together := line.row.get("together"):
            asked.setdefault(heads[line.row.line], together)
    places: dict[int, int] = {}
    entries = []
    for place, line in enumerate(lines):
        assert line.child
        assert line.facts
        assert line.household
        head = heads[line.row.line]
        sibling: Request | int | None = known.request(line.row.get("sibling") or "") or places.get(head)
        places.setdefault(head, place)
        together = asked.get(head, Together.IF_POSSIBLE)
        entries.append(
            Entry(
                child=line.child,
                facts=line.facts,
                household=line.household,
                sibling=sibling,
                together=together if sibling is not None else Together.ALONE,
                state=line.row.get("state") or RequestState.RECEIVED,
            )
        )
    return entries


TARGET: Final = ImportTarget(
    code="requests",
    label=gettext_lazy("Requests"),
    fields=FIELDS,
    check=check,
    apply=apply,
    permission="demand.import_request",
    help=gettext_lazy(
        "One request a line. Lines already brought in are recognised by their reference, or by the child."
    ),
)
