"""Writes of the demand."""

from ribambelle.demand.services.criteria import criteria_load
from ribambelle.demand.services.facts import AnswerFacts, ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts
from ribambelle.demand.services.moves import request_move, request_move_undo, roles_of
from ribambelle.demand.services.requests import draft_of, request_edit, request_receive
from ribambelle.demand.services.siblings import siblings_join, siblings_part

__all__ = [
    "AnswerFacts",
    "ChildFacts",
    "GuardianFacts",
    "HouseholdFacts",
    "RequestFacts",
    "criteria_load",
    "draft_of",
    "request_edit",
    "request_move",
    "request_move_undo",
    "request_receive",
    "roles_of",
    "siblings_join",
    "siblings_part",
]
