"""Which options of the model a tiny instance uses: agreement by enumeration must have met each of them."""

FEATURES = (
    "siblings together",
    "siblings split",
    "one of the siblings alone",
    "several patterns at one setting",
    "licence",
    "a slot with places of its own",
    "sections by age",
    "overlapping sections, named",
    "reserves",
    "reserves with release",
    "held places",
    "points of a child",
    "points at a setting",
    "slots that are months",
)


def features(tables):
    """The options of the model that occur."""
    reserves = tables.get("reserves") if tables.get("groups") else None
    occurs = {
        "licence": any(row["section"] == "*" for row in tables["capacity"]),
        "a slot with places of its own": any(row["slot"] != "*" for row in tables["capacity"]),
        "sections by age": any(row["section"] == "baby" for row in tables["sections"]),
        "overlapping sections, named": any(row.get("section") for row in tables["wishes"]),
        "reserves": bool(reserves),
        "reserves with release": any(row["release"] for row in reserves or ()),
        "held places": bool(tables.get("held")),
        "points of a child": any(row.get("child") for row in tables["points"]),
        "points at a setting": any(row["setting"] != "*" for row in tables["points"]),
        "slots that are months": any(row["slot"].startswith("sep") for row in tables["slots"]),
    }
    return {name for name, yes in occurs.items() if yes} | _of_families(tables)


def _of_families(tables):
    owners = [row["party"] for row in tables["children"]]
    options, patterns = {}, {}
    for row in tables["wishes"]:
        options.setdefault((row["party"], row["rank"]), []).append(row["setting"])
        patterns.setdefault((row["child"], row["setting"]), set()).add(row["slots"])
    found = {"several patterns at one setting"} if any(len(slots) > 1 for slots in patterns.values()) else set()
    for (party, _), settings in options.items():
        if len(settings) > 1:
            found.add("siblings together" if len(set(settings)) == 1 else "siblings split")
        elif owners.count(party) > 1:
            found.add("one of the siblings alone")
    return found
