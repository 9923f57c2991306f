"""Reads of the funding, shaped for screens and exports."""

from ribambelle.funding.selectors.claim import ClaimSheet, claim_sheet, paid_cents
from ribambelle.funding.selectors.lists import (
    charges,
    costs,
    fees_of_year,
    funder_view,
    grants,
    projects,
    staff_minutes,
)

__all__ = [
    "ClaimSheet",
    "charges",
    "claim_sheet",
    "costs",
    "fees_of_year",
    "funder_view",
    "grants",
    "paid_cents",
    "projects",
    "staff_minutes",
]
