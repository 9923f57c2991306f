"""From `Facts` to `Market`: claims, rows of places, entries, uses, and the order of every setting."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from ribambelle.placement.allocation import KEEPS
from ribambelle.placement.derive import Points, places, wish_sections
from ribambelle.placement.facts import LICENCE, NO_SECTION, Facts, Ints
from ribambelle.placement.instance import Instance
from ribambelle.placement.lots import all_lots
from ribambelle.placement.market import AGE, CLOSED, LIVING, Arrays, Claims, Market, Rows
from ribambelle.placement.memory import give_back_memory
from ribambelle.placement.uses import Uses, make_uses
from ribambelle.placement.validation import reserve_table

__all__ = ["build_market"]

LAST_RANK = 10**7  # sorts the option of keeping after every wish


@dataclass(slots=True)
class _Claimed:
    """Claims sorted by option, with what the facts say of them."""

    party: Ints  # market numbering
    rank: Ints
    child: Ints
    setting: Ints
    section: Ints
    pattern: Ints
    held: Ints  # 1: the child keeps the place it holds
    option: Ints


def build_market(instance: Instance, seed: int = 0) -> Market:
    """The market of a valid instance, with the lots written in it or drawn from the seed. O(n log n) in its wishes."""
    facts = instance.facts
    lots = all_lots(facts, seed)
    party_of = np.argsort(np.array(lots, dtype=np.int64), kind="stable")
    claimed = _claims(facts, party_of)
    n_options = int(claimed.option[-1]) + 1 if len(claimed.option) else 0
    starts = np.searchsorted(claimed.option, np.arange(n_options + 1))
    opt_party = claimed.party[starts[:-1]]
    setting_of = _by_first_appearance(claimed.setting)
    rows = _rows(facts, setting_of)
    status, at_fault = _impossible(facts, claimed, rows, starts)
    living = status[claimed.option] == LIVING
    uses = make_uses(
        facts,
        rows,
        option=claimed.option[living],
        opt_party=opt_party,
        party_of=party_of,
        claims=_part(claimed, living),
        tier=_tiers(facts, claimed)[living],
        setting_of=setting_of,
    )
    rank = claimed.rank[starts[:-1]]
    children = np.diff(starts)
    sizes = np.array([len(pattern) for pattern in facts.patterns], dtype=np.int32)
    filled = np.add.reduceat(sizes[claimed.pattern], starts[:-1]) if n_options else np.zeros(0, dtype=np.int64)
    fallback = np.full(len(party_of), -1, dtype=np.int64)
    keeping = np.flatnonzero(rank == LAST_RANK)
    fallback[opt_party[keeping]] = keeping
    turn = _turns(facts, party_of)
    give_back_memory()
    arrays = _arrays(facts, uses, rows, opt_party=opt_party, setting_of=setting_of, fallback=fallback, turn=turn)
    give_back_memory()
    return Market(
        facts=facts,
        arrays=arrays,
        lots=lots,
        party_of=party_of,
        rank=np.where(rank == LAST_RANK, KEEPS, rank),
        status=status,
        at_fault=at_fault,
        children=children,
        filled=filled,
        points=uses.points,
        rows=rows,
        claims=Claims(starts, claimed.child, claimed.setting, claimed.section, claimed.pattern),
    )


def _part(claimed: _Claimed, chosen: Ints) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    columns = (claimed.party, claimed.child, claimed.setting, claimed.section, claimed.pattern)
    party, child, setting, section, pattern = (column[chosen] for column in columns)
    return party, child, setting, section, pattern


def _claims(facts: Facts, party_of: Ints) -> _Claimed:
    """The wishes, and for children who hold a place: keeping it wherever an option does not speak of them."""
    position = np.empty(len(party_of), dtype=np.int64)
    position[party_of] = np.arange(len(party_of))
    section, _ = wish_sections(facts)
    columns = [
        position[facts.wish_party],
        facts.wish_rank,
        facts.wish_child,
        facts.wish_setting,
        section,
        facts.wish_pattern,
        np.zeros(len(section), dtype=np.int64),
    ]
    kept = _kept_claims(facts, position)
    if kept:
        columns = [np.concatenate([column, more]) for column, more in zip(columns, np.array(kept).T, strict=True)]
    rank_in_family = np.empty(len(facts.children), dtype=np.int64)
    rank_in_family[np.lexsort((np.arange(len(facts.children)), facts.child_age))] = np.arange(len(facts.children))
    order = np.lexsort((rank_in_family[columns[2]], columns[1], columns[0]))
    columns = [column[order].astype(np.int32) for column in columns]
    del order
    new = np.ones(len(columns[0]), dtype=bool)
    new[1:] = (np.diff(columns[0]) != 0) | (np.diff(columns[1]) != 0)
    party, rank, child, setting, section, pattern, held = columns
    option: Any = np.cumsum(new, dtype=np.int32) - 1
    return _Claimed(party, rank, child, setting, section, pattern, held, option=option)


def _kept_claims(facts: Facts, position: Ints) -> list[tuple[int, ...]]:
    holders: dict[int, list[tuple[int, ...]]] = {}
    for held in facts.held:
        holders.setdefault(int(facts.child_party[held.child]), []).append(tuple(held))
    kept: list[tuple[int, ...]] = []
    for party, places_held in holders.items():
        wishes = np.flatnonzero(facts.wish_party == party)
        spoken: dict[int, set[int]] = {LAST_RANK: set()}
        for wish in wishes.tolist():
            spoken.setdefault(int(facts.wish_rank[wish]), set()).add(int(facts.wish_child[wish]))
        for rank, children in spoken.items():
            for child, setting, section, pattern in places_held:
                if child not in children:
                    kept.append((int(position[party]), rank, child, setting, section, pattern, 1))
    return kept


def _by_first_appearance(settings: Ints) -> Ints:
    """The settings somebody wishes, in the order of their first wish."""
    found, first = np.unique(settings, return_index=True)
    ordered: Ints = found[np.argsort(first, kind="stable")]
    return ordered


def _rows(facts: Facts, setting_of: Ints) -> Rows:
    rows = Rows([], [], [], [], [], {})
    sections: dict[int, list[int]] = {}
    for place, part in enumerate(facts.sections):
        sections.setdefault(part.setting, []).append(place)
    reserves = reserve_table(facts)
    for setting in setting_of.tolist():
        parts: list[int] = []
        for section in [*sections.get(setting, []), LICENCE]:
            room = places(facts, setting, section)
            if room is not None:
                parts.append(_add_row(rows, room, setting=setting, section=section, base=len(rows.base)))
        for base in parts:
            groups = reserves.get((setting, rows.section[base]))
            if not groups:
                continue
            rows.kept[base] = groups
            for size in range(1, len(groups) + 1):
                for outside in combinations(sorted(groups), size):
                    _add_row(
                        rows,
                        rows.places[base],
                        setting=setting,
                        section=rows.section[base],
                        outside=frozenset(outside),
                        base=base,
                    )
    return rows


def _add_row(
    rows: Rows, room: list[int], *, setting: int, section: int, outside: frozenset[int] = frozenset(), base: int
) -> int:
    rows.setting.append(setting)
    rows.section.append(section)
    rows.outside.append(outside)
    rows.base.append(base)
    rows.places.append(room)
    return len(rows.base) - 1


def _impossible(facts: Facts, claimed: _Claimed, rows: Rows, starts: Ints) -> tuple[Ints, Ints]:
    """For each option whether age or opening forbids it, and the first claim at fault."""
    base = {(rows.setting[row], rows.section[row]): row for row in range(len(rows.base)) if not rows.outside[row]}
    closed = np.array(
        [[number == 0 for number in room] for room in rows.places] + [[False] * len(facts.slots)], dtype=bool
    )
    fault = np.where(claimed.section == NO_SECTION, AGE, LIVING)
    width = len(facts.sections) + 2
    keys, inverse = np.unique(claimed.setting * np.int64(width) + claimed.section + 2, return_inverse=True)
    inverse = inverse.astype(np.int32)
    section_row = np.array([base.get((key // width, key % width - 2), -1) for key in keys.tolist()], dtype=np.int64)
    licence_row = np.array([base.get((key // width, LICENCE), -1) for key in keys.tolist()], dtype=np.int64)
    section_of, licence_of = section_row[inverse], licence_row[inverse]
    shut: npt.NDArray[np.bool_] = (section_of < 0) & (licence_of < 0)
    for pattern in np.unique(claimed.pattern).tolist():
        mine = np.flatnonzero(claimed.pattern == pattern)
        slots = list(facts.patterns[pattern])
        for of in (section_of, licence_of):
            shut[mine] |= closed[:, slots][of[mine]].any(axis=1)
    fault[(fault == LIVING) & shut] = CLOSED
    fault[claimed.held == 1] = LIVING
    if not len(starts) or len(starts) == 1:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    bad = np.where(fault != LIVING, np.arange(len(fault)), len(fault))
    first = np.minimum.reduceat(bad, starts[:-1])
    found = first < len(fault)
    status = np.where(found, fault[np.minimum(first, len(fault) - 1)], LIVING)
    return status, np.where(found, first, -1)


def _tiers(facts: Facts, claimed: _Claimed) -> Ints:
    """0 where the child already holds a place at that setting, else 1."""
    holds_at = np.full(len(facts.children), -1, dtype=np.int64)
    for held in facts.held:
        holds_at[held.child] = held.setting
    tiers: Ints = np.where(holds_at[claimed.child] == claimed.setting, 0, 1)
    return tiers


def _turns(facts: Facts, party_of: Ints) -> Ints:
    """Parties by the points that hold everywhere, the highest of their children's; ties by lot. Those without: last."""
    position = np.empty(len(party_of), dtype=np.int64)
    position[party_of] = np.arange(len(party_of))
    value, spoke = Points(facts).everywhere(facts.child_party, np.arange(len(facts.children)))
    best = np.full(len(party_of), np.iinfo(np.int64).min, dtype=np.int64)
    np.maximum.at(best, position[facts.child_party], np.where(spoke > 0, value, np.iinfo(np.int64).min))
    floor = np.iinfo(np.int64).min + 1
    turns: Ints = np.argsort(-np.maximum(best, floor), kind="stable")
    return turns


def _arrays(
    facts: Facts, uses: Uses, rows: Rows, *, opt_party: Ints, setting_of: Ints, fallback: Ints, turn: Ints
) -> Arrays:
    n_settings, n_parties, n_options = len(setting_of), len(fallback), len(opt_party)
    number = np.zeros(len(facts.settings), dtype=np.int64)
    number[setting_of] = np.arange(n_settings)
    wished = np.isin([held.setting for held in facts.held], setting_of)
    has_held = np.zeros(n_settings, dtype=np.int64)
    has_held[[number[held.setting] for held, yes in zip(facts.held, wished, strict=True) if yes]] = 1
    row_setting = number[np.array(rows.setting, dtype=np.int64)]
    sizes = np.array([len(pattern) for pattern in uses.patterns], dtype=np.int64)
    by_option = np.argsort(uses.option, kind="stable")
    slow = _slow(uses, opt_party, fallback)
    wide = {
        "opt_start": np.searchsorted(opt_party, np.arange(n_parties + 1)),
        "opt_party": opt_party,
        "opt_slow": slow,
        "ent_start": np.searchsorted(uses.option[by_option], np.arange(n_options + 1)),
        "opt_entry": by_option,
        "ent_option": uses.option,
        "ent_party": uses.party,
        "ent_setting": number[uses.setting],
        "ent_slow": slow[uses.option],
        "use_start": uses.start,
        "use_row": uses.row,
        "use_pattern": uses.pattern,
        "use_units": uses.units,
        "use_held": uses.held,
        "pat_start": np.concatenate([[0], np.cumsum(sizes)]),
        "pat_slot": np.array([slot for pattern in uses.patterns for slot in pattern], dtype=np.int64),
        "set_start": np.searchsorted(number[uses.setting], np.arange(n_settings + 1)),
        "row_start": np.searchsorted(row_setting, np.arange(n_settings + 1)),
        "has_held": has_held,
        "fallback": fallback,
        "turn": turn,
    }
    return Arrays(n_slots=len(facts.slots), **{name: array.astype(np.int32) for name, array in wide.items()})


def _slow(uses: Uses, opt_party: Ints, fallback: Ints) -> Ints:
    """Options that use several entries, or whose party stands at several levels of one setting, or holds a place."""
    slow = np.zeros(len(opt_party), dtype=bool)
    entries = np.bincount(uses.option, minlength=len(opt_party))
    slow |= entries > 1
    at = uses.party * np.int64(int(uses.setting.max(initial=0)) + 1) + uses.setting
    order = np.argsort(at, kind="stable")
    same = np.diff(at[order]) == 0
    same &= (np.diff(uses.tier[order]) != 0) | (np.diff(uses.points[order]) != 0)
    several = np.zeros(len(fallback), dtype=bool)
    several[uses.party[order[1:][same]]] = True
    slow |= several[opt_party]
    slow |= fallback[opt_party] >= 0
    return slow.astype(np.int64)
