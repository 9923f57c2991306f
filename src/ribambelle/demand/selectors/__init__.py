"""Reads of the demand."""

from ribambelle.demand.selectors.dossiers import Dossier, dossiers
from ribambelle.demand.selectors.requests import (
    Filters,
    Totals,
    desks_of,
    export_columns,
    export_rows,
    for_list,
    is_alike,
    reference_of,
    relatives_of,
    request_of,
    requests,
    totals,
    words_filter,
)

__all__ = [
    "Dossier",
    "Filters",
    "Totals",
    "desks_of",
    "dossiers",
    "export_columns",
    "export_rows",
    "for_list",
    "is_alike",
    "reference_of",
    "relatives_of",
    "request_of",
    "requests",
    "totals",
    "words_filter",
]
