"""Legal texts by jurisdiction, with their source."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ribambelle.commissions.enums import Jurisdiction


@dataclass(frozen=True, slots=True)
class Remedy:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Legal:
    """The mention on algorithms, the remedies and the rights over one's data, each with where it comes from."""

    mention: tuple[str, ...]
    mention_source: str
    remedies: tuple[Remedy, ...]
    remedies_source: str
    data_rights: str


@cache
def legal_texts(jurisdiction: str) -> Legal:
    """The texts of a jurisdiction."""
    path = files("ribambelle.commissions") / "data" / "legal.json"
    content = json.loads(path.read_text("utf-8"))[Jurisdiction(jurisdiction).value]
    return Legal(
        mention=tuple(content["mention"]),
        mention_source=content["mention_source"],
        remedies=tuple(Remedy(**remedy) for remedy in content["remedies"]),
        remedies_source=content["remedies_source"],
        data_rights=content["data_rights"],
    )
