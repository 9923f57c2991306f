"""Tiny random instances that use every option of the model, small enough to enumerate."""

import random

from ribambelle.placement import Instance, WrongInput

SLOTS = ("mon-am", "mon-pm", "tue-am")


def tiny_tables(seed, *, common=False, release=False):
    """Tables of a tiny instance: siblings, half-days, sections, licence, reserves, held places, per-child points.

    ``common``: the same order at every setting, children of a party adjacent, no reserve, nothing held.
    """
    rng = random.Random(seed)
    settings = ["X", "Y", "Z"][: rng.randint(2, 3)]
    parties = [f"p{k}" for k in range(rng.randint(2, 4))]
    rng.shuffle(parties)
    t = {"slots": [{"slot": slot} for slot in SLOTS], "settings": [{"setting": d} for d in settings]}
    t["sections"], t["capacity"] = [], []
    for d in settings:
        bounds = [(0, 18, "baby"), (18, 36, "tall")] if rng.random() < 0.4 else [(0, 36, "all")]
        t["sections"] += [
            {"setting": d, "section": name, "min_age_months": low, "max_age_months": high} for low, high, name in bounds
        ]
        _capacity(rng, t, d, [name for *_, name in bounds])
    t["children"], t["points"], t["wishes"] = [], [], []
    for party in parties:
        _family(rng, t, party, settings, common)
    t["lots"] = [
        {"party": party, "lot": lot} for party, lot in zip(parties, rng.sample(range(99), len(parties)), strict=True)
    ]
    if not common and rng.random() < 0.5:
        _reserves(rng, t, parties, release)
    if not common and rng.random() < 0.4:
        _held(rng, t)
    _more(random.Random(f"more {seed}"), t)
    for rows in t.values():
        rng.shuffle(rows)
    return t


MONTHS = {"mon-am": "sep-am", "mon-pm": "sep-pm", "tue-am": "oct-am"}


def _more(rng, t):
    """Overlapping sections named by the wishes; slots that are months × half-days."""
    if rng.random() < 0.25:
        d = rng.choice(t["settings"])["setting"]
        t["sections"].append({"setting": d, "section": "mixed", "min_age_months": 0, "max_age_months": 36})
        t["capacity"].append({"setting": d, "section": "mixed", "slot": "*", "places": rng.randint(1, 2)})
        age = {row["child"]: row["age_months"] for row in t["children"]}
        for row in t["wishes"]:
            fitting = [
                line["section"]
                for line in t["sections"]
                if line["setting"] == d and line["min_age_months"] <= age[row["child"]] < line["max_age_months"]
            ]
            if row["setting"] == d and fitting:
                row["section"] = rng.choice(fitting)
    if rng.random() < 0.25:
        for row in [row for rows in t.values() for row in rows]:
            for column in ("slot", "slots"):
                if column in row:
                    row[column] = " ".join(MONTHS.get(word, word) for word in row[column].split())


def _capacity(rng, t, d, sections):
    for name in sections:
        if rng.random() < 0.85:
            t["capacity"].append({"setting": d, "section": name, "slot": "*", "places": rng.randint(1, 2)})
            if rng.random() < 0.3:
                line = {"setting": d, "section": name, "slot": rng.choice(SLOTS), "places": rng.randint(0, 2)}
                t["capacity"].append(line)
    if rng.random() < 0.5:
        t["capacity"].append({"setting": d, "section": "*", "slot": "*", "places": rng.randint(1, 3)})


def _slots(rng):
    return "*" if rng.random() < 0.3 else " ".join(rng.sample(SLOTS, rng.randint(1, 2)))


def _family(rng, t, party, settings, common):
    children = [f"{party}c{k}" for k in range(rng.choice((1, 1, 2)))]
    for child in children:
        t["children"].append({"child": child, "party": party, "age_months": rng.randint(0, 37)})
    t["points"].append({"party": party, "setting": "*", "points": str(rng.randint(-2, 2))})
    if not common:
        if rng.random() < 0.4:
            t["points"].append({"party": party, "setting": rng.choice(settings), "points": "1.5"})
        if rng.random() < 0.4:
            t["points"].append({"party": party, "child": rng.choice(children), "setting": "*", "points": "-1.25"})
        if rng.random() < 0.2:
            line = {
                "party": party,
                "child": children[-1],
                "setting": rng.choice(settings),
                "points": "2.000001",
            }
            t["points"].append(line)
    rank = 0
    for _ in range(rng.randint(1, 3)):
        rank += rng.randint(1, 2)
        together = rng.random() < 0.5
        d = rng.choice(settings)
        concerned = children if rng.random() < 0.8 else [rng.choice(children)]
        for child in concerned:
            where = d if together else rng.choice(settings)
            wish = {"party": party, "rank": rank, "child": child, "setting": where, "slots": _slots(rng)}
            t["wishes"].append(wish)


def _reserves(rng, t, parties, release):
    t["groups"] = [{"party": party, "group": g} for party in parties for g in ("g", "h") if rng.random() < 0.4]
    t["reserves"] = []
    for row in t["capacity"]:
        if rng.random() < 0.5 and int(row["places"]) > 0:
            line = {"setting": row["setting"], "section": row["section"], "slot": row["slot"]}
            more = {"group": rng.choice("gh"), "places": 1, "release": release and rng.random() < 0.7}
            t["reserves"].append(line | more)


def _held(rng, t):
    child = rng.choice(t["children"])
    section = rng.choice(t["sections"])
    line = {
        "child": child["child"],
        "setting": section["setting"],
        "section": section["section"],
        "slots": _slots(rng),
    }
    t["held"] = [line]


def tiny_instances(count, start=0, **options):
    """``count`` valid tiny instances with their tables; seeds that make an invalid one are passed over."""
    seed = start
    while count:
        tables = tiny_tables(seed, **options)
        seed += 1
        try:
            instance = Instance.from_tables(tables)
        except WrongInput:
            continue
        count -= 1
        yield tables, instance
