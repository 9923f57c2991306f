"""Registries: declared low, filled by each room in `AppConfig.ready()`, so that no room imports upwards."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar


class Coded(Protocol):
    @property
    def code(self) -> str: ...


Entry = TypeVar("Entry", bound=Coded)


class Registry(Generic[Entry]):
    """Entries by code, in the order of their codes or of a given key.

    Registering one code twice is an error: two rooms would answer to one name.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass
    ... class Sheet:
    ...     code: str
    >>> sheets = Registry("sheet")
    >>> sheets.add(Sheet("a")).code
    'a'
    >>> [sheet.code for sheet in sheets]
    ['a']
    """

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, Entry] = {}

    def add(self, entry: Entry) -> Entry:
        if entry.code in self._entries:
            raise ValueError(f"{self.what} {entry.code!r} is registered twice. Give one of them another code.")
        self._entries[entry.code] = entry
        return entry

    def get(self, code: str) -> Entry:
        try:
            return self._entries[code]
        except KeyError:
            known = ", ".join(sorted(self._entries)) or "none"
            raise KeyError(f"{self.what} {code!r} is not registered; there are: {known}") from None

    def __contains__(self, code: object) -> bool:
        return code in self._entries

    def __iter__(self) -> Iterator[Entry]:
        return iter([self._entries[code] for code in sorted(self._entries)])

    def __len__(self) -> int:
        return len(self._entries)
