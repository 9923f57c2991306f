"""A third reading of the specification: every allocation of a tiny instance by enumeration, straight from raw rows."""

from itertools import chain, combinations, product

SLOTS = [f"{day}-{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm")]


class Oracle:
    """All feasible allocations of a tiny instance, as {party: rank or None}, and what blocks each."""

    def __init__(self, tables, lots, reserves=None):
        names = (
            "slots",
            "settings",
            "sections",
            "capacity",
            "children",
            "wishes",
            "points",
            "groups",
            "reserves",
            "held",
        )
        self.t = {name: tables.get(name, []) for name in names}
        self.slots = [row["slot"] for row in self.t["slots"]] or SLOTS
        self.lots = lots
        self.reserves = reserves if reserves is not None else self.expand_reserves()
        self.party = {row["child"]: row["party"] for row in self.t["children"]}
        self.age = {row["child"]: int(row["age_months"]) for row in self.t["children"]}
        self.parties = sorted(set(self.party.values()))
        self.held = {row["child"]: row for row in self.t["held"]}
        self.options = {party: self.options_of(party) for party in self.parties}

    def words(self, text):
        return set(self.slots) if text == "*" else set(text.split())

    def places(self, setting, section, slot):
        """None: not bounded by this row."""
        rows = [row for row in self.t["capacity"] if (row["setting"], row["section"]) == (setting, section)]
        if not rows:
            return None
        for wanted in (slot, "*"):
            for row in rows:
                if row["slot"] == wanted:
                    return int(row["places"])
        return 0

    def expand_reserves(self):
        kept = {}
        for wide in (True, False):
            for row in self.t["reserves"]:
                if (row["slot"] == "*") is not wide:
                    continue
                for slot in self.slots if wide else [row["slot"]]:
                    if not wide or self.places(row["setting"], row["section"], slot):
                        kept[row["setting"], row["section"], slot, row["group"]] = int(row["places"])
        return kept

    def groups(self, party):
        return {row["group"] for row in self.t["groups"] if row["party"] == party}

    def section(self, row):
        for section in self.t["sections"]:
            if section["setting"] != row["setting"] or row.get("section") not in (
                None,
                "",
                section["section"],
            ):
                continue
            if int(section["min_age_months"]) <= self.age[row["child"]] < int(section["max_age_months"]):
                return section["section"]
        return None

    def options_of(self, party):
        """[(rank, [(child, setting, section, slots)])] best first, without the impossible ones."""
        ranks = sorted({int(row["rank"]) for row in self.t["wishes"] if row["party"] == party})
        found = []
        mine = [child for child in self.held if self.party[child] == party]
        for rank in ranks:
            uses, good = [], True
            for row in self.t["wishes"]:
                if row["party"] != party or int(row["rank"]) != rank:
                    continue
                section = self.section(row)
                slots = self.words(row["slots"])
                if section is None or not self.is_open(row["setting"], section, slots):
                    good = False
                uses.append((row["child"], row["setting"], section, slots))
            for child in mine:
                if child not in [use[0] for use in uses]:
                    uses.append(self.kept(child))
            if good:
                found.append((rank, uses))
        if mine:
            found.append((0, [self.kept(child) for child in mine]))
        return found

    def kept(self, child):
        row = self.held[child]
        return (child, row["setting"], row["section"], self.words(row["slots"]))

    def is_open(self, setting, section, slots):
        for slot in slots:
            numbers = [self.places(setting, part, slot) for part in (section, "*")]
            if all(number is None for number in numbers) or 0 in numbers:
                return False
        return True

    def resources(self, use):
        child, setting, section, slots = use
        for part in (section, "*"):
            for slot in slots:
                places = self.places(setting, part, slot)
                if places is None:
                    continue
                kept = {g: n for (d, s, t, g), n in self.reserves.items() if (d, s, t) == (setting, part, slot)}
                outside = [g for g in kept if g not in self.groups(self.party[child])]
                for some in chain.from_iterable(combinations(outside, k) for k in range(len(outside) + 1)):
                    yield (setting, part, slot, frozenset(some)), places - sum(kept[g] for g in some)

    def points(self, child, setting):
        from decimal import Decimal

        return sum(
            Decimal(str(row["points"]))
            for row in self.t["points"]
            if row["party"] == self.party[child]
            and row.get("child") in (None, "", child)
            and row["setting"] in ("*", setting)
        )

    def key(self, child, resource):
        setting, part, slot, _ = resource
        tier = 2
        if child in self.held and self.held[child]["setting"] == setting:
            row = self.held[child]
            tier = 0 if part in ("*", row["section"]) and slot in self.words(row["slots"]) else 1
        return (tier, -self.points(child, setting), self.lots[self.party[child]])

    def loads(self, chosen):
        load = {}
        for option in chosen.values():
            for use in option[1] if option else []:
                for resource, places in self.resources(use):
                    load.setdefault(resource, (places, []))[1].append(use[0])
        return load

    def feasible(self, chosen):
        return all(len(children) <= places for places, children in self.loads(chosen).values())

    def blocking(self, chosen):
        load = self.loads(chosen)
        found = []
        for party in self.parties:
            for option in self.options[party]:
                if chosen[party] is not None and option[0] == chosen[party][0]:
                    break
                if self.blocks(party, option, load):
                    found.append((party, option[0]))
        return found

    def blocks(self, party, option, load):
        own = {}
        for use in option[1]:
            for resource, _ in self.resources(use):
                own.setdefault(resource, []).append(use[0])
        for use in option[1]:
            child = use[0]
            for resource, places in self.resources(use):
                key = self.key(child, resource)
                others = [c for c in load.get(resource, (0, []))[1] if self.party[c] != party]
                ahead = sum(1 for c in others if self.key(c, resource) < key)
                mine = sum(1 for c in own[resource] if self.key(c, resource) <= key)
                if ahead + mine > places:
                    return False
        return True

    def every(self):
        """Every feasible allocation."""
        choices = [
            self.options[party] + ([] if any(rank == 0 for rank, _ in self.options[party]) else [None])
            for party in self.parties
        ]
        for combination in product(*choices):
            chosen = dict(zip(self.parties, combination, strict=True))
            if self.feasible(chosen):
                yield chosen

    def quality(self, chosen):
        """(blocking, -children, ranks): what `optimal` minimises, in that order."""
        taken = [option for option in chosen.values() if option]
        return (
            len(self.blocking(chosen)),
            -sum(len(uses) for _, uses in taken),
            sum(rank for rank, _ in taken),
        )
