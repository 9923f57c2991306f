"""Pseudonyms of a session: a tree and a number, drawn so that neither order nor request can be read from them."""

import hashlib
from collections.abc import Sequence

# fmt: off
TREES = (
    "Alisier", "Amandier", "Aulne", "Bouleau", "Buis", "Catalpa", "Cerisier", "Charme", "Chêne", "Cognassier",
    "Cormier", "Cyprès", "Cèdre", "Frêne", "Fusain", "Genévrier", "Ginkgo", "Houx", "Hêtre", "If", "Laurier",
    "Lilas", "Marronnier", "Merisier", "Mimosa", "Mélèze", "Mûrier", "Noisetier", "Noyer", "Néflier",
    "Olivier", "Orme", "Osier", "Pin", "Platane", "Poirier", "Pommier", "Prunier", "Sapin", "Saule",
    "Sorbier", "Sureau", "Séquoia", "Tamaris", "Tilleul", "Tremble", "Troène", "Tulipier", "Érable", "Épicéa",
)
# fmt: on


def draw_pseudonyms(references: Sequence[str], seed: str) -> dict[str, str]:
    """A distinct pseudonym for each reference: {"F-204": "Bouleau 12"}.

    The seed is secret and is not kept: without it nobody can go from a pseudonym back to a reference. The order of
    `references` changes nothing. Beyond 4,950 references, numbers get a third digit, and so on.
    """
    ordered = sorted(set(references))
    digits = 2
    while len(TREES) * (10**digits - 1) < len(ordered):
        digits += 1
    names = [f"{tree} {number:0{digits}}" for tree in TREES for number in range(1, 10**digits)]
    names.sort(key=lambda name: hashlib.sha256(f"{seed}:{name}".encode()).digest())
    return dict(zip(ordered, names, strict=False))
