"""Tiny random instances without a stable proposal: knots planted in what else makes a tiny instance."""

import random

from ribambelle.placement import Instance, WrongInput, generate
from tests.engine.test_three_parties import tables as three_parties
from tests.engine.tiny import tiny_tables

NAMED = ("setting", "child", "party")


def knotted_tables(seed, *, knots):
    """The tables of `tiny_tables` with knots of three parties, whom some of the others get in the way of."""
    rng = random.Random(f"knotted {seed}")
    tables = tiny_tables(seed)
    _plant(rng, tables, knots)
    for rows in tables.values():
        rng.shuffle(rows)
    return tables


def medium_tables(children, *, knots, seed):
    """The tables of a generated market with as many knots, which families who live there wish too."""
    made = generate(children=children, seed=seed).tables
    tables = {
        name: [dict(zip(table.columns, row, strict=True)) for row in zip(*table.columns.values(), strict=True)]
        for name, table in made.items()
    }
    for row in tables["wishes"]:
        row["rank"] = int(row["rank"])
    rng = random.Random(f"medium {seed}")
    parties = list(dict.fromkeys(row["party"] for row in tables["children"]))
    tables["lots"] = [{"party": party, "lot": lot} for lot, party in enumerate(rng.sample(parties, len(parties)))]
    _plant(rng, tables, knots, bystanders=6, weight=1_000)
    return tables


def _plant(rng, tables, knots, bystanders=1, weight=1):
    """Add knots: ``weight`` multiplies their points, so that they may stand above the others."""
    slots = [row["slot"] for row in tables["slots"]] if tables.get("slots") else ["mon-am", "tue-pm"]
    lots = [row["lot"] for row in tables["lots"]]
    wishes = list(tables["wishes"])
    for knot in range(knots):
        for name, rows in three_parties().items():
            own = [{k: f"k{knot}{v}" if k in NAMED and v != "*" else v for k, v in row.items()} for row in rows]
            if name == "points":
                own = [row | {"points": weight * row["points"]} for row in own]
            tables.setdefault(name, []).extend(own)
        for party in ("A", "B"):
            lots.append(max(lots) + rng.randint(1, 3))
            tables["lots"].append({"party": f"k{knot}{party}", "lot": lots[-1]})
        for _ in range(bystanders):
            if rng.random() < 0.7:
                _bystander(rng, tables, wishes, knot, slots)
        if rng.random() < 0.5:
            setting = rng.choice([row["setting"] for row in wishes])
            wish = {"party": f"k{knot}B", "rank": 3, "child": f"k{knot}b", "setting": setting, "slots": slots[0]}
            tables["wishes"].append(wish)


def _bystander(rng, tables, wishes, knot, slots):
    """One more wish of somebody, at a setting of a knot: as the first or as the last."""
    one = rng.choice(wishes)
    ranks = [row["rank"] for row in tables["wishes"] if row["party"] == one["party"]]
    if rng.random() < 0.5:
        for row in tables["wishes"]:
            row["rank"] += row["party"] == one["party"]
        rank = min(ranks)
    else:
        rank = max(ranks) + 1
    wish = {"party": one["party"], "rank": rank, "child": one["child"], "setting": f"k{knot}{rng.choice('XY')}"}
    tables["wishes"].append(wish | {"slots": rng.choice(["*", rng.choice(slots)])})


def knotted_instances(count, *, knots, start=0):
    """``count`` valid instances with their tables; seeds that make an invalid one are passed over."""
    seed = start
    while count:
        tables = knotted_tables(seed, knots=knots)
        seed += 1
        try:
            instance = Instance.from_tables(tables)
        except WrongInput:
            continue
        count -= 1
        yield tables, instance
