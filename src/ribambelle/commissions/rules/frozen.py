"""What was frozen or calculated, read as far as a page asks: its text is megabytes, most of which no page shows.

Of a snapshot the answers of each child, nine tenths of it, are read when they are looked at; of an instance each table.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, cast, get_type_hints

from msgspec import UNSET, Raw, Struct, UnsetType, ValidationError, defstruct
from msgspec.json import Decoder

from ribambelle.commissions.rules.snapshot import (
    AnswerEntry,
    ChildEntry,
    PartyEntry,
    ReserveEntry,
    SettingEntry,
    Snapshot,
)

_whole: Decoder[Any] = Decoder()
_tables = Decoder(dict[str, Raw])


class Answers(Mapping[str, AnswerEntry]):
    """The answers of one child, read the first time one is looked at."""

    __slots__ = ("_known", "_text")

    def __init__(self, text: Raw) -> None:
        self._text = text
        self._known: dict[str, AnswerEntry] | None = None

    @property
    def _read(self) -> dict[str, AnswerEntry]:
        if self._known is None:
            self._known = _whole.decode(self._text)
        return self._known

    @property
    def text(self) -> bytes:
        """As they are written in the snapshot: canonical JSON."""
        return bytes(self._text)

    def __getitem__(self, code: str) -> AnswerEntry:
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def __repr__(self) -> str:
        return repr(self._read)


def _fields() -> list[Any]:
    """Those of `ChildEntry`, its answers left as they are written; what only some families said may be absent."""
    told = {**get_type_hints(ChildEntry), "answers": Raw}
    fields: list[Any] = [(name, kind) for name, kind in told.items() if name in ChildEntry.__required_keys__]
    return fields + [
        (name, kind | UnsetType, UNSET) for name, kind in told.items() if name in ChildEntry.__optional_keys__
    ]


_Child = defstruct("_Child", _fields(), gc=False, forbid_unknown_fields=True)


class _Party(Struct, gc=False, forbid_unknown_fields=True):
    party: str
    together: str
    commune: str
    children: list[_Child]  # type: ignore[valid-type]


class _Snapshot(Struct, gc=False, forbid_unknown_fields=True):
    format: str
    session: dict[str, Any]
    rule: dict[str, Any]
    offer: list[SettingEntry]
    dossiers: list[_Party]
    reserves: list[ReserveEntry] | UnsetType = UNSET


_snapshots = Decoder(_Snapshot)


def snapshot_from(text: str) -> Snapshot:
    """The snapshot a text holds; its answers are `Answers`. A text of another shape is read whole, as it stands."""
    try:
        found = _snapshots.decode(text)
    except ValidationError:
        return cast(Snapshot, json.loads(text))
    content: Snapshot = {
        "format": found.format,
        "session": found.session,
        "rule": found.rule,
        "offer": found.offer,
        "dossiers": [_party(party) for party in found.dossiers],
    }
    if found.reserves is not UNSET:
        content["reserves"] = found.reserves
    return content


def _party(party: _Party) -> PartyEntry:
    children = [_child(child) for child in party.children]
    return {"party": party.party, "together": party.together, "commune": party.commune, "children": children}


def _child(child: Any) -> ChildEntry:
    said = {name: value for name in child.__struct_fields__ if (value := getattr(child, name)) is not UNSET}
    said["answers"] = Answers(child.answers)
    return cast(ChildEntry, said)


class Tables(Mapping[str, Any]):
    """The tables of an instance, each read the first time it is looked at."""

    def __init__(self, text: str) -> None:
        self.texts = _tables.decode(text)
        self.known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self.known:
            self.known[name] = _whole.decode(self.texts[name])
        return self.known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)

    @cached_property
    def whole(self) -> dict[str, Any]:
        """Every table, for the engine."""
        return dict(self)
