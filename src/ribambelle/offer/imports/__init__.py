"""Settings from a spreadsheet: columns recognised, lines read, judged one by one, then written.

import_settings(path, by=…, on=…)      the whole way for what needs no question
target.TARGET                          what the desk's counter and `ribambelle import settings FILE` call
"""

from ribambelle.offer.imports.applying import apply_settings, import_settings
from ribambelle.offer.imports.fields import FIELDS
from ribambelle.offer.imports.judging import Judged, Verdict, read_settings
from ribambelle.offer.imports.parsing import SettingRow, parse_row

__all__ = [
    "FIELDS",
    "Judged",
    "SettingRow",
    "Verdict",
    "apply_settings",
    "import_settings",
    "parse_row",
    "read_settings",
]
