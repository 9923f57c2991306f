"""Settings from a spreadsheet: columns recognised, rows read, judged one by one, then written.

read_settings(table, mapping, on=…) -> list[Judged]     reads, writes nothing
apply_settings(judged, by=…, on=…)                      writes what is new, and what was accepted
"""

from ribambelle.offer.imports.applying import apply_settings, import_settings
from ribambelle.offer.imports.columns import COLUMNS, Column, propose
from ribambelle.offer.imports.judging import Judged, Verdict, read_settings
from ribambelle.offer.imports.parsing import SettingRow, parse_row

__all__ = [
    "COLUMNS",
    "Column",
    "Judged",
    "SettingRow",
    "Verdict",
    "apply_settings",
    "import_settings",
    "parse_row",
    "propose",
    "read_settings",
]
