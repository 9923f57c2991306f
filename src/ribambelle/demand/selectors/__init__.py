"""Reads of the demand."""

from ribambelle.demand.selectors.dossiers import Dossier, dossiers, sampled
from ribambelle.demand.selectors.households import HouseholdRecord, household_of, household_record
from ribambelle.demand.selectors.links import Holder, address_of, link_of, links_of, token_of
from ribambelle.demand.selectors.requests import (
    Filters,
    Totals,
    desks_of,
    export_columns,
    export_rows,
    for_list,
    lines_of,
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
    "Holder",
    "HouseholdRecord",
    "Totals",
    "address_of",
    "desks_of",
    "dossiers",
    "export_columns",
    "export_rows",
    "for_list",
    "household_of",
    "household_record",
    "lines_of",
    "link_of",
    "links_of",
    "reference_of",
    "relatives_of",
    "request_of",
    "requests",
    "sampled",
    "token_of",
    "totals",
    "words_filter",
]
