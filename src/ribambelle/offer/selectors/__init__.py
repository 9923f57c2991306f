"""Reads of the offer, shaped for a screen, an export, a figure or a search."""

from ribambelle.offer.selectors.facts import Fact, facts_known
from ribambelle.offer.selectors.figures import authorised_places, funded_places, settings_count
from ribambelle.offer.selectors.free import (
    FreeFilter,
    free_from,
    free_half_days,
    free_lines,
    free_totals,
    spans_of,
    wrong_spans,
)
from ribambelle.offer.selectors.placements import Movement, Placement, movements, placements_of, placements_shown
from ribambelle.offer.selectors.search import search_settings, settings_of
from ribambelle.offer.selectors.settings import (
    SettingFilter,
    setting_names,
    setting_record,
    setting_state,
    settings_alike,
    settings_for,
    settings_totals,
)
from ribambelle.offer.selectors.weeks import SectionWeek, free_places, section_weeks

__all__ = [
    "Fact",
    "FreeFilter",
    "Movement",
    "Placement",
    "SectionWeek",
    "SettingFilter",
    "authorised_places",
    "facts_known",
    "free_from",
    "free_half_days",
    "free_lines",
    "free_places",
    "free_totals",
    "funded_places",
    "movements",
    "placements_of",
    "placements_shown",
    "search_settings",
    "section_weeks",
    "setting_names",
    "setting_record",
    "setting_state",
    "settings_alike",
    "settings_count",
    "settings_for",
    "settings_of",
    "settings_totals",
    "spans_of",
    "wrong_spans",
]
