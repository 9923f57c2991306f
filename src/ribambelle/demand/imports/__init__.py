"""Requests from a spreadsheet, one a line: `desk` reads the file, this says what each line would do, then does it."""

from ribambelle.demand.imports.cells import parse_criteria, parse_week
from ribambelle.demand.imports.target import TARGET

__all__ = ["TARGET", "parse_criteria", "parse_week"]
