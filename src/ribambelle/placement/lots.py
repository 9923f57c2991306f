"""The lottery: one lot per party, written by the commission or drawn from the seed so that anyone can draw it again."""

import hashlib

from ribambelle.placement.facts import Facts

__all__ = ["all_lots", "draw"]

LOT_BITS = 52  # whole numbers below 2^53 survive every JSON reader


def draw(seed: int, party: str) -> int:
    """The lot of a party: the first 52 bits of SHA-256 of ``"{seed}:{party}"`` in UTF-8. Lower comes first.

    >>> draw(1, "p1") == draw(1, "p1") != draw(2, "p1")
    True
    """
    digest = hashlib.sha256(f"{seed}:{party}".encode()).digest()
    return int.from_bytes(digest[:8], "big") >> (64 - LOT_BITS)


def all_lots(facts: Facts, seed: int) -> list[int]:
    """The lot of every party, in the order of ``facts.parties``: the one written, else the one drawn.

    Should two coincide (one chance in 20,000 at 700,000 parties), the later identifier takes the next free number.
    """
    taken = set(facts.lots.values())
    lots = []
    for party, name in enumerate(facts.parties):
        lot = facts.lots.get(party)
        if lot is None:
            lot = draw(seed, name)
            while lot in taken:
                lot += 1
            taken.add(lot)
        lots.append(lot)
    return lots
