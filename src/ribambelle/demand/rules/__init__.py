"""Decisions of the demand, as pure functions of values."""

from ribambelle.demand.rules.ages import age_at_entry, age_in_months, months_after
from ribambelle.demand.rules.answers import Answer, computed_answers, expanded, expanded_once
from ribambelle.demand.rules.checks import Draft, Problem, missing_to_wait, problems_of
from ribambelle.demand.rules.life import MOVES, Move, moves_from, next_step, state_after, way_to_wait

__all__ = [
    "MOVES",
    "Answer",
    "Draft",
    "Move",
    "Problem",
    "age_at_entry",
    "age_in_months",
    "computed_answers",
    "expanded",
    "expanded_once",
    "missing_to_wait",
    "months_after",
    "moves_from",
    "next_step",
    "problems_of",
    "state_after",
    "way_to_wait",
]
