"""What can be imported: a registry that each room fills from its `AppConfig.ready()`.

    import_targets.add(ImportTarget(
        code="settings", label=_("Childcare settings"), permission="offer.import_setting",
        fields=[
            Field("name", _("Name"), required=True, synonyms=("nom", "installation")),
            Field("places", _("Places"), parse=whole(minimum=0)),
        ],
        check=services.settings_check, apply=services.settings_apply,
    ))

The desk reads the file, proposes which column is which field, parses the cells, asks `check` for a verdict on each
line, shows the report, and calls `apply` once, inside one transaction, with the lines a person said yes to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils.functional import Promise

from ribambelle.accounts.models import User
from ribambelle.desk.enums import Outcome
from ribambelle.kernel.registries import Registry
from ribambelle.kernel.tables import Cell, parse_integer, parse_text

#: One cell to one value. Answers None for None; raises `CellError` (or any ValueError with a sentence to show).
Parse = Callable[[Cell], Any]


def whole(*, minimum: int | None = None, maximum: int | None = None) -> Parse:
    """A parser of whole numbers from `minimum` to `maximum`, both allowed."""
    return partial(parse_integer, minimum=minimum, maximum=maximum)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a line can say.

    `synonyms`: headings under which people write it; accents, case and punctuation do not matter, and the name and
    label count as well. `required`: a column must hold it, and each line too.
    """

    name: str
    label: str | Promise
    parse: Parse = parse_text
    required: bool = False
    synonyms: tuple[str, ...] = ()
    help: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file, parsed.

    Attributes
    ----------
    line : number in the file, counted from 1.
    values : by field name, for the fields that have a column; None is unknown. A field without column is absent.
    source : where the line comes from, to be kept with the record, for example `I-0003:14`.
    """

    line: int
    values: dict[str, Any]
    source: str = ""

    def get(self, name: str) -> Any:
        """The value, or None when the cell is blank or the field has no column."""
        return self.values.get(name)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a line would do, and why: reasons are sentences to show, with their remedy."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()

    @classmethod
    def kept(cls, *reasons: str) -> "Verdict":
        return cls(Outcome.KEPT, reasons)

    @classmethod
    def doubtful(cls, *reasons: str) -> "Verdict":
        return cls(Outcome.DOUBTFUL, reasons)

    @classmethod
    def refused(cls, *reasons: str) -> "Verdict":
        return cls(Outcome.REFUSED, reasons)

    @classmethod
    def unchanged(cls, *reasons: str) -> "Verdict":
        return cls(Outcome.UNCHANGED, reasons)


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """Something that can be imported.

    Attributes
    ----------
    code : word of the command line and of addresses.
    check : verdicts on the lines whose cells could all be read, in the same order. Reads only: it runs for the dry run,
        and again at the moment of applying, when a verdict that is no longer the same stops everything.
    apply : writes the lines, inside the transaction of the run, with event-log rows of its own. Called once.
    permission : what a person needs to import this, beside `desk.run_import`.
    """

    code: str
    label: str | Promise
    fields: Sequence[Field]
    check: Callable[[Sequence[Row], User | None], Sequence[Verdict]]
    apply: Callable[[Sequence[Row], User | None], None]
    permission: str = ""
    help: str | Promise = field(default="")

    def field_named(self, name: str) -> Field:
        return next(each for each in self.fields if each.name == name)


import_targets: Registry[ImportTarget] = Registry("import target")
