"""Explanations: a sentence for every refused option."""

from typing import NamedTuple

from ribambelle.placement.allocation import Allocation
from ribambelle.placement.backend import backend_for
from ribambelle.placement.build import build_market
from ribambelle.placement.errors import WrongInput
from ribambelle.placement.instance import Instance
from ribambelle.placement.market import Market
from ribambelle.placement.problems import Problem
from ribambelle.placement.refusing import refusals_of
from ribambelle.placement.result import Refusal

__all__ = ["Explanation", "explain", "sentence", "with_lots"]


class Explanation(NamedTuple):
    """A refusal and its sentence."""

    refusal: Refusal
    text: str


def sentence(refusal: Refusal) -> str:
    """A refusal in words.

    >>> sentence(Refusal("p", 1, "X", "full", "tall", "tue-am", 12, 12, "57.31", "52.8"))
    'Setting X, tue-am, tall: 12 places, all held from 57.31 points; yours 52.8.'
    """
    where = f"Setting {refusal.setting}"
    whole = {
        "no wish": "No wish was made.",
        "age": f"{where}: no section of the child's age.",
        "closed": f"{_here(refusal)}: closed.",
        "blocks": f"{where}: not everyone's wishes could be satisfied at once; yours has {refusal.points} points.",
        "siblings": f"{_here(refusal)}: {refusal.places} places, {refusal.load} of them held by others ahead: "
        "room for one, not for all the siblings.",
    }
    if refusal.reason in whole:
        return whole[refusal.reason]
    kept = " open to all, the others kept for groups" if refusal.reason == "reserve" else ""
    cutoff = "none left" if refusal.places == 0 or not refusal.cutoff else f"all held from {refusal.cutoff} points"
    return f"{_here(refusal)}: {refusal.places} places{kept}, {cutoff}; yours {refusal.points}."


def _here(refusal: Refusal) -> str:
    section = "the whole licence" if refusal.section == "*" else refusal.section
    return f"Setting {refusal.setting}, {refusal.slot}, {section}"


def explain(instance: Instance, allocation: Allocation, party: str | None = None) -> list[Explanation]:
    """The reason of every refused option, or of those of one party.

    The lots are those of the allocation.

    Raises
    ------
    WrongInput
        When the party is unknown, or the allocation gives a party an option it never wished.
    """
    if party is not None and party not in instance.facts.parties:
        problem = Problem("children.csv", 0, party, "there is no such party", "Give the identifier of a party")
        raise WrongInput([problem])
    market = build_market(with_lots(instance, allocation))
    current = _state(market, allocation)
    backend = backend_for(market, _kept(market, allocation))
    return [
        Explanation(refusal, sentence(refusal))
        for refusal in refusals_of(market, backend, current)
        if party is None or refusal.party == party
    ]


def with_lots(instance: Instance, allocation: Allocation) -> Instance:
    """The instance with the lots of an allocation written in it."""
    if not allocation.lots:
        return instance
    lots = [{"party": party, "lot": lot} for party, lot in allocation.lots.items()]
    return instance.replacing(lots=lots)


def _state(market: Market, allocation: Allocation) -> list[int]:
    ranks = allocation.ranks()
    current = [int(end) for end in market.arrays.opt_start[1:]]
    problems = []
    for party in range(market.size):
        name = market.facts.parties[market.party_of[party]]
        if name not in ranks:
            continue
        options = range(int(market.arrays.opt_start[party]), int(market.arrays.opt_start[party + 1]))
        mine = [option for option in options if market.rank[option] == ranks[name]]
        if mine:
            current[party] = mine[0]
        else:
            what = f"it never wished an option of rank {ranks[name]}"
            problems.append(Problem("allocation.csv", 0, name, what, "Run `ribambelle check` first"))
    if problems:
        raise WrongInput(problems)
    return current


def _kept(market: Market, allocation: Allocation) -> dict[tuple[int, int, int], int]:
    facts, rows = market.facts, market.rows
    final = {(line.setting, line.section, line.slot, line.group): line.places for line in allocation.reserves}
    kept = market.reserves()
    for row, group, slot in kept:
        setting, section = facts.settings[rows.setting[row]], facts.section_name(rows.section[row])
        name = (setting, section, facts.slots[slot], facts.groups[group])
        kept[row, group, slot] = final.get(name, kept[row, group, slot])
    return kept
