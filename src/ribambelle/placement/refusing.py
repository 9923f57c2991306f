"""The reason of every refused option, in the words of the instance."""

import numpy as np

from ribambelle.placement.backend import Backend
from ribambelle.placement.derive import places
from ribambelle.placement.facts import LICENCE, Facts, points_text
from ribambelle.placement.market import AGE, CLOSED, Flat, Found, Market
from ribambelle.placement.result import Refusal

__all__ = ["refusals_of"]


def refusals_of(market: Market, backend: Backend, current: Flat) -> tuple[Refusal, ...]:
    """One line per option its party prefers to what it has, and per party without a wish; by party and rank."""
    _, found = backend.reasons(current)
    starts = market.arrays.opt_start
    lines = []
    for party in range(market.size):
        name = market.facts.parties[market.party_of[party]]
        if starts[party] == starts[party + 1]:
            lines.append(Refusal(name, None, reason="no wish"))
        for option in range(starts[party], min(int(current[party]), int(starts[party + 1]))):
            lines.append(_refusal(market, backend, found, name, option))
    lines.sort(key=lambda line: (line.party, line.rank or 0))
    return tuple(lines)


def _refusal(market: Market, backend: Backend, found: Found, party: str, option: int) -> Refusal:
    facts, claims = market.facts, market.claims
    rank = int(market.rank[option])
    if market.status[option] in (AGE, CLOSED):
        return _impossible(market, party, option)
    if found.why[option] != 1:
        claim = claims.start[option]
        entry = market.arrays.opt_entry[market.arrays.ent_start[option]]
        setting, section = (
            facts.settings[claims.setting[claim]],
            facts.section_name(int(claims.section[claim])),
        )
        return Refusal(party, rank, setting, "blocks", section, points=points_text(int(market.points[entry])))
    resource = found.at[option]
    row, slot = divmod(int(resource), market.arrays.n_slots)
    cutoff = "" if found.last[option] < 0 else points_text(int(market.points[found.last[option]]))
    return Refusal(
        party,
        rank,
        facts.settings[market.rows.setting[row]],
        _reason(market, backend, found, option, row),
        facts.section_name(market.rows.section[row]),
        facts.slots[slot],
        int(backend.cap[resource]),
        int(found.ahead[option]),
        cutoff,
        points_text(int(market.points[found.asker[option]])),
    )


def _reason(market: Market, backend: Backend, found: Found, option: int, row: int) -> str:
    if found.own[option] > 1 and found.ahead[option] + 1 <= backend.cap[found.at[option]]:
        return "siblings"
    if market.rows.outside[row]:
        return "reserve"
    return "licence" if market.rows.section[row] == LICENCE else "full"


def _impossible(market: Market, party: str, option: int) -> Refusal:
    facts, claims = market.facts, market.claims
    rank, claim = int(market.rank[option]), int(market.at_fault[option])
    setting = int(claims.setting[claim])
    if market.status[option] == AGE:
        return Refusal(party, rank, facts.settings[setting], "age")
    section, slots = int(claims.section[claim]), facts.patterns[claims.pattern[claim]]
    shut, slot = _first_closed(facts, setting, section, slots)
    return Refusal(
        party, rank, facts.settings[setting], "closed", facts.section_name(shut), facts.slots[slot], places=0
    )


def _first_closed(facts: Facts, setting: int, section: int, slots: tuple[int, ...]) -> tuple[int, int]:
    for part in (section, LICENCE):
        room = places(facts, setting, part)
        if room is not None:
            shut = np.flatnonzero(np.array(room)[list(slots)] == 0)
            if len(shut):
                return part, slots[int(shut[0])]
    return section, slots[0]
