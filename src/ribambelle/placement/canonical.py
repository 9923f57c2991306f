"""One text for one meaning: canonical JSON (RFC 8785) and its SHA-256.

Rows are sorted, blanks left out, numbers written one way, lines end with LF: the order of rows and the separator of
the files leave no trace. Only texts, whole numbers below 2^53 and booleans occur, for which `json` writes RFC 8785 as
long as keys are sorted by UTF-16 code units; that sort is done here.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from ribambelle.placement.facts import points_text
from ribambelle.placement.tables import SCHEMA, Coded, Table

__all__ = ["canonical_bytes", "canonical_rows", "sha256_hex", "tables_sha256"]

CHUNK = 65_536  # rows given to the fingerprint at once


def sha256_hex(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _sorted_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _sorted_keys(value[key]) for key in sorted(value, key=_utf16)}
    if isinstance(value, list | tuple):
        return [_sorted_keys(item) for item in value]
    if isinstance(value, float):
        message = "a float has no place in canonical data"
        raise TypeError(message)
    return value


def canonical_bytes(value: Any) -> bytes:
    """Texts, whole numbers, booleans, None, lists and objects as RFC 8785, in UTF-8 without a final newline."""
    return json.dumps(_sorted_keys(value), ensure_ascii=False, separators=(",", ":")).encode()


def _points(text: str) -> str:
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text)
    whole, _, decimals = rest.partition(".")
    return points_text(sign * (int(whole) * 10**6 + int(decimals[:6].ljust(6, "0"))))


def _normal(kind: str, text: str) -> str | int | bool:
    match kind:
        case "whole":
            return int(text)
        case "decimal":
            return _points(text)
        case "flag":
            return text.lower() in {"true", "yes", "1"}
        case "slots":
            return text if text == "*" else " ".join(sorted(set(text.split())))
    return text


def canonical_rows(table: Table) -> list[dict[str, Any]]:
    """The rows of a valid table with numbers as numbers, blanks left out, sorted by their own canonical text."""
    kinds = {column.name: column.kind for column in SCHEMA[table.name]}
    names = sorted(table.columns, key=_utf16)
    columns = [table.columns[name] for name in names]
    wanted = [kinds.get(name, "text") for name in names]
    cache: dict[tuple[str, str], str | int | bool] = {}
    rows = []
    for cells in zip(*columns, strict=True):
        row = {}
        for name, kind, text in zip(names, wanted, cells, strict=True):
            if text or kind == "flag":
                if kind in {"id", "text"}:
                    row[name] = text
                    continue
                key = (kind, text)
                if key not in cache:
                    cache[key] = _normal(kind, text)
                row[name] = cache[key]
        rows.append(row)
    rows.sort(key=lambda row: json.dumps(row, ensure_ascii=False, separators=(",", ":")))
    return rows


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _cell_texts(table: Table, name: str, kind: str) -> Iterator[str]:
    """By row, ``"name":value`` as in the canonical text; nothing for a blank. Each distinct text is written once."""
    cells, head = table.columns[name], _written(name) + ":"

    def text_of(cell: str) -> str:
        if not cell and kind != "flag":
            return ""
        return head + _written(cell if kind in {"id", "text"} else _normal(kind, cell))

    if isinstance(cells, Coded):
        texts = [""] * len(cells.texts)
        for code in np.unique(cells.codes).tolist():
            texts[code] = text_of(cells.texts[code])
        yield from Coded(cells.codes, texts)
        return
    cache: dict[str, str] = {}
    for cell in cells:
        found = cache.get(cell)
        if found is None:
            found = cache[cell] = text_of(cell)
        yield found


def _row_texts(table: Table) -> list[str]:
    """The canonical text of each row, sorted."""
    kinds = {column.name: column.kind for column in SCHEMA[table.name]}
    names = sorted(table.columns, key=_utf16)
    columns = [_cell_texts(table, name, kinds.get(name, "text")) for name in names]
    rows = ["{" + ",".join(filter(None, cells)) + "}" for cells in zip(*columns, strict=True)]
    rows.sort()
    return rows


def tables_sha256(tables: Mapping[str, Table]) -> str:
    """SHA-256 of the canonical JSON of valid tables, written row by row: a country leaves no second copy in memory."""
    digest = hashlib.sha256(b"{")
    for number, name in enumerate(sorted(tables, key=_utf16)):
        digest.update(f"{',' if number else ''}{_written(name)}:[".encode())
        rows = _row_texts(tables[name])
        for start in range(0, len(rows), CHUNK):
            digest.update((("," if start else "") + ",".join(rows[start : start + CHUNK])).encode())
        digest.update(b"]")
    digest.update(b"}")
    return digest.hexdigest()
