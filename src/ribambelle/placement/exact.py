"""The exact form: stability as slot cut-offs, for CP-SAT.

x(o): the party takes option o. On each contested resource, going down its order, u(i) says "full above i": u(i) implies
u(i+1), whoever stands at i or after is then out, and one row says that full means full. An option that needs several
places, or whose party stands at several levels, or near held places, has its own row counting those ahead. Every option
has a stability row: it or a better one is taken, or one of its resources is full above it, or its slack is paid.

The number of slacks paid is the number of blocking options. Quadratic forms, where every option sums all those ahead on
all its resources, are out of reach beyond a thousand children.
"""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from ribambelle.placement.market import Arrays
from ribambelle.placement.satisfying import Model

__all__ = ["Exact", "Scope", "build_exact"]

ALWAYS = 1 << 40  # instead of a variable: true whatever happens


@dataclass(slots=True)
class Scope:
    """What may move. Parties outside ``free`` keep ``current``; ``open_options`` are those free parties may take.

    ``settings`` holds every setting of an open option: loads elsewhere do not change.
    """

    free: set[int]
    open_options: set[int]
    settings: set[int]
    current: list[int]
    cap: list[int]


@dataclass(slots=True)
class Exact:
    """The model, its variables by option, and what is known before solving."""

    model: Model
    taken: dict[int, int]
    slack: dict[int, int] = field(default_factory=dict)
    full: dict[int, list[tuple[int, int]]] = field(default_factory=dict)  # resource → (entry, variable), in order
    counts: list["Count"] = field(default_factory=list)
    rows: list[tuple[int, list[int]]] = field(default_factory=list)  # option, what satisfies it
    lines: dict[int, "Line"] = field(default_factory=dict)
    cap: list[int] = field(default_factory=list)

    def hints(self, chosen: set[int]) -> Iterator[tuple[int, int]]:
        """A value for every variable, from the options taken."""
        known = {variable: int(o in chosen) for o, variable in self.taken.items()}
        for r, levels in self.full.items():
            line, at = self.lines.get(r, NO_LINE), 0
            load = line.fixed_load
            for e, variable in levels:
                while at < len(line.open_uses) and line.open_uses[at][0] < e:
                    load += line.open_uses[at][1] if line.open_uses[at][3] in chosen else 0
                    at += 1
                known[variable] = int(load >= self.cap[r])
        for count in self.counts:
            load = count.sure + sum(units for o, units in count.ahead if o in chosen)
            known[count.variable] = int(load >= count.need)
        for o, satisfied in self.rows:
            if o in self.slack:
                known[self.slack[o]] = int(not any(known[variable] for variable in satisfied))
        yield from known.items()


@dataclass(slots=True)
class Count:
    """A variable that may be true when enough others stand ahead of one entry."""

    variable: int
    need: int
    sure: int
    ahead: list[tuple[int, int]]  # option, units


@dataclass(slots=True)
class Line:
    """One resource: (entry, units, held units, option) in its order, open or fixed."""

    open_uses: list[tuple[int, int, int, int]] = field(default_factory=list)
    fixed_uses: list[tuple[int, int, int]] = field(default_factory=list)  # entry, units, held units
    fixed_load: int = 0


NO_LINE = Line()


def build_exact(
    m: Arrays, scope: Scope, asked: Iterable[int], *, with_slack: bool, trusted: Container[int] = ()
) -> Exact:
    """The model of a scope, with a stability row for each option of ``asked``.

    ``m`` holds lists. ``with_slack`` false: nothing may block; true: all but the options of ``trusted`` may.
    """
    return _Builder(m, scope, with_slack=with_slack, trusted=trusted).build(asked)


class _Builder:
    def __init__(self, m: Arrays, scope: Scope, *, with_slack: bool, trusted: Container[int]) -> None:
        self.m, self.scope, self.with_slack, self.trusted = m, scope, with_slack, trusted
        model = Model()
        self.exact = Exact(model, {o: model.boolean() for o in sorted(scope.open_options)}, cap=scope.cap)
        self.model = model
        self.lines = self.exact.lines
        self.chains: dict[int, dict[int, int | None]] = {}
        self.above: dict[int, list[int]] = {}
        self.telling_of: dict[tuple[int, int], tuple[int, ...]] = {}
        self.all_of: dict[tuple[int, int], tuple[int, ...]] = {}
        self.member_sets: dict[int, frozenset[tuple[int, int, int]]] = {}

    def build(self, asked: Iterable[int]) -> Exact:
        self.parties()
        self.read_lines()
        for r in sorted(self.lines):
            self.capacity(r)
        for o in asked:
            self.stability(o)
        return self.exact

    def parties(self) -> None:
        m, taken = self.m, self.exact.taken
        for f in sorted(self.scope.free):
            mine = [taken[o] for o in range(m.opt_start[f], m.opt_start[f + 1]) if o in taken]
            if m.fallback[f] >= 0:
                self.model.exactly_one(mine)
            elif mine:
                self.model.at_most_one(mine)

    # -- loads -----------------------------------------------------------------------------------------------------

    def read_lines(self) -> None:
        """Who could use, or does use, each resource of the scope."""
        m, scope = self.m, self.scope
        for d in sorted(scope.settings):
            for e in range(m.set_start[d], m.set_start[d + 1]):
                o, f = int(m.ent_option[e]), int(m.ent_party[e])
                is_open = o in self.exact.taken
                if not is_open and (f in scope.free or scope.current[f] != o):
                    continue
                for u in range(m.use_start[e], m.use_start[e + 1]):
                    units, held = int(m.use_units[u]), int(m.use_held[u])
                    for r in self.resources(u):
                        line = self.lines.get(r)
                        if line is None:
                            line = self.lines[r] = Line()
                        if is_open:
                            line.open_uses.append((e, units, held, o))
                        else:
                            line.fixed_uses.append((e, units, held))
                            line.fixed_load += units

    def resources(self, u: int) -> tuple[int, ...]:
        m = self.m
        key = (int(m.use_row[u]), int(m.use_pattern[u]))
        found = self.all_of.get(key)
        if found is None:
            base, slots = key[0] * m.n_slots, m.pat_slot[m.pat_start[key[1]] : m.pat_start[key[1] + 1]]
            found = self.all_of[key] = tuple(base + int(slot) for slot in slots)
        return found

    def telling(self, u: int) -> tuple[int, ...]:
        """The resources of a use, less those that cannot be full unless another of them is."""
        key = (int(self.m.use_row[u]), int(self.m.use_pattern[u]))
        found = self.telling_of.get(key)
        if found is None:
            mine = self.resources(u)
            found = tuple(r for r in mine if not any(other in mine for other in self.dominators(r)))
            self.telling_of[key] = found
        return found

    def most(self, uses: Iterable[tuple[int, int, int, int]]) -> dict[int, int]:
        """The most children each party could put on a resource, by one of its options."""
        units: dict[int, int] = {}
        for _, number, _, o in uses:
            units[o] = units.get(o, 0) + number
        most: dict[int, int] = {}
        for o, number in units.items():
            f = self.m.opt_party[o]
            most[f] = max(most.get(f, 0), number)
        return most

    def capacity(self, r: int) -> None:
        """No more children than places, where more could come and no other resource says so already."""
        line, room = self.lines[r], self.scope.cap[r] - self.lines[r].fixed_load
        if sum(self.most(line.open_uses).values()) <= room or self.dominators(r):
            return
        terms = [self.exact.taken[o] for _, _, _, o in line.open_uses]
        self.model.between(terms, [units for _, units, _, _ in line.open_uses], high=room)

    def dominators(self, r: int) -> list[int]:
        """Resources of the row with at least the same children in no more places: full there when full here."""
        if r not in self.above:
            row = r - r % self.m.n_slots
            mine, cap = self.members(r), self.scope.cap[r]
            self.above[r] = [
                other
                for other in range(row, row + self.m.n_slots)
                if other != r
                and self.scope.cap[other] <= cap
                and mine <= self.members(other)
                and (other < r or mine != self.members(other) or self.scope.cap[other] < cap)
            ]
        return self.above[r]

    def members(self, r: int) -> frozenset[tuple[int, int, int]]:
        if r not in self.member_sets:
            line = self.lines.get(r, NO_LINE)
            opened = {(e, units, held) for e, units, held, _ in line.open_uses}
            self.member_sets[r] = frozenset(opened | {(e, units, held) for e, units, held in line.fixed_uses})
        return self.member_sets[r]

    # -- full above ------------------------------------------------------------------------------------------------

    def chain(self, r: int) -> dict[int, int | None]:
        """By entry that could use a resource: "full above" it; None where that cannot be."""
        if r not in self.chains:
            self.chains[r] = self.new_chain(r, self.lines.get(r, NO_LINE))
        return self.chains[r]

    def new_chain(self, r: int, line: Line) -> dict[int, int | None]:
        cap, taken, model = self.scope.cap[r], self.exact.taken, self.model
        if line.fixed_load + sum(self.most(line.open_uses).values()) < cap:
            return {}
        last_fixed = max((e for e, _, _ in line.fixed_uses), default=-1)
        found: dict[int, int | None] = {}
        levels: list[tuple[int, int]] = []
        ahead: dict[int, int] = {}
        possible = line.fixed_load
        for e, units, _, o in line.open_uses:
            found[e] = None
            if e > last_fixed and possible >= cap:
                here = found[e] = model.boolean()
                if levels:
                    model.implies(levels[-1][1], here)
                levels.append((e, here))
                model.at_most_one((here, taken[o]))
            f = self.m.ent_party[e]
            possible += max(0, units - ahead.get(f, 0))
            ahead[f] = max(ahead.get(f, 0), units)
        end = model.boolean()
        if levels:
            model.implies(levels[-1][1], end)
        last = len(self.m.ent_option)
        levels.append((last, end))
        found[last] = end
        load = [taken[o] for _, _, _, o in line.open_uses]
        weights = [units for _, units, _, _ in line.open_uses]
        model.between([*load, end], [*weights, -cap], low=-line.fixed_load)
        self.exact.full[r] = levels
        return found

    def full_above(self, r: int, e: int) -> int | None:
        """The variable that says a resource is full above an entry; None where it cannot be."""
        chain = self.chain(r)
        if e in chain:
            return chain[e]
        line = self.lines.get(r)
        if not chain or line is None or any(other > e for other, _, _ in line.fixed_uses):
            return None
        return chain[min(other for other in chain if other > e)]

    def counted(self, r: int, e: int, own: int) -> int | None:
        """A variable that may be true only when others ahead leave an entry too little; None where that cannot be."""
        m = self.m
        need = self.scope.cap[r] - own + 1
        if need <= 0:
            return ALWAYS
        line, f = self.lines.get(r, NO_LINE), m.ent_party[e]
        sure = sum(units if other < e else held for other, units, held in line.fixed_uses if m.ent_party[other] != f)
        if sure >= need:
            return ALWAYS
        ahead = [
            (o, units if other < e else held) for other, units, held, o in line.open_uses if m.ent_party[other] != f
        ]
        ahead = [(o, units) for o, units in ahead if units]
        if sure + sum(units for _, units in ahead) < need:
            return None
        here = self.model.boolean()
        self.exact.counts.append(Count(here, need, sure, ahead))
        terms = [self.exact.taken[o] for o, _ in ahead]
        self.model.between([*terms, here], [*(units for _, units in ahead), -need], low=-sure)
        return here

    # -- stability -------------------------------------------------------------------------------------------------

    def stability(self, o: int) -> None:
        """The option or a better one is taken, or it has no room ahead, or its slack is paid."""
        m, taken = self.m, self.exact.taken
        f = m.opt_party[o]
        satisfied = [taken[better] for better in range(m.opt_start[f], o + 1) if better in taken]
        for k in range(m.ent_start[o], m.ent_start[o + 1]):
            e = int(m.opt_entry[k])
            if m.ent_setting[e] not in self.scope.settings:
                continue
            for reason in self.refusals(o, e):
                if reason == ALWAYS:
                    return
                satisfied.append(reason)
        self.exact.rows.append((o, list(satisfied)))
        if self.with_slack and o not in self.trusted:
            self.exact.slack[o] = self.model.boolean()
            satisfied.append(self.exact.slack[o])
        self.model.either(satisfied)

    def refusals(self, o: int, e: int) -> Iterator[int]:
        """The variables that say an entry of an option is refused."""
        m = self.m
        plain = m.opt_slow[o] == 0 and m.has_held[m.ent_setting[e]] == 0
        for u in range(m.use_start[e], m.use_start[e + 1]):
            if m.use_held[u] == m.use_units[u]:
                continue
            quick = plain and m.use_units[u] == 1
            for r in self.telling(u) if quick else self.resources(u):
                reason = self.full_above(r, e) if quick else self.counted(r, e, self.own_load(r, o, e))
                if reason is not None:
                    yield reason

    def own_load(self, r: int, o: int, e: int) -> int:
        """Children of the option that count for its entry e on a resource: not behind it, or holding that place."""
        m, own = self.m, 0
        for k in range(m.ent_start[o], m.ent_start[o + 1]):
            other = m.opt_entry[k]
            if m.ent_setting[other] == m.ent_setting[e]:
                for u in range(m.use_start[other], m.use_start[other + 1]):
                    if r in self.resources(u):
                        own += int(m.use_units[u] if other <= e else m.use_held[u])
        return own
