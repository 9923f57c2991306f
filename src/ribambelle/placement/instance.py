"""An instance: its tables, what they mean, and the ways in and out."""

import json
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from ribambelle.placement.canonical import canonical_bytes, canonical_rows, tables_sha256
from ribambelle.placement.errors import WrongInput
from ribambelle.placement.facts import Facts
from ribambelle.placement.interpret import interpret
from ribambelle.placement.memory import give_back_memory
from ribambelle.placement.problems import Problem, Problems
from ribambelle.placement.reading import document_tables, read_tables
from ribambelle.placement.tables import SCHEMA, Table, table_from_rows
from ribambelle.placement.validation import validate
from ribambelle.placement.writing import csv_bytes, write_folder

__all__ = ["Instance"]


class Instance:
    """Who asks for what, what is free, who comes first.

    Made by `Instance.read`, `Instance.from_tables` or `Instance.from_document`; each raises `WrongInput` with every
    problem found. ``options`` are those of ``policy.toml``; ``warnings`` forbid nothing.

    Examples
    --------
    >>> instance = Instance.from_tables({
    ...     "settings": [{"setting": "MOON"}],
    ...     "sections": [{"setting": "MOON", "section": "all", "min_age_months": 0, "max_age_months": 36}],
    ...     "capacity": [{"setting": "MOON", "section": "all", "slot": "*", "places": 1}],
    ...     "children": [{"child": "c1", "party": "p1", "age_months": 8}],
    ...     "wishes": [{"party": "p1", "rank": 1, "child": "c1", "setting": "MOON", "slots": "*"}],
    ...     "points": [{"party": "p1", "setting": "*", "points": "12.5"}],
    ... })
    >>> len(instance.sha256())
    64
    """

    def __init__(self, tables: dict[str, Table], options: dict[str, Any], problems: Problems) -> None:
        self.tables = tables
        self.options = options
        self.facts: Facts = interpret(tables, problems)
        if not problems.errors:
            validate(self.facts, problems)
        give_back_memory()
        if problems.errors:
            raise WrongInput(problems.errors)
        self.warnings: list[Problem] = problems.warnings

    @classmethod
    def read(cls, path: str | Path) -> Self:
        """From a folder of CSV files or an ``instance.json``."""
        problems = Problems()
        tables, options = read_tables(Path(path), problems)
        return cls(tables, options, problems)

    @classmethod
    def from_tables(
        cls, tables: Mapping[str, Iterable[Mapping[str, object]]], options: Mapping[str, Any] | None = None
    ) -> Self:
        """From rows in memory: ``{"children": [{"child": …, "party": …, "age_months": …}, …], …}``.

        Tables and columns are those of the interchange format; values are texts, whole numbers, decimals or booleans
        (``slots`` may be a list). Optional tables may be absent.
        """
        document: dict[str, object] = {name: list(rows) for name, rows in tables.items()}
        if options:
            document["policy"] = dict(options)
        return cls.from_document(document)

    @classmethod
    def from_document(cls, document: object) -> Self:
        """From the object that stands in ``instance.json``."""
        problems = Problems()
        tables, options = document_tables(document, problems)
        return cls(tables, options, problems)

    def replacing(self, **tables: Iterable[Mapping[str, object]]) -> Self:
        """The same instance with some tables replaced by other rows."""
        problems = Problems()
        changed = dict(self.tables)
        for name, rows in tables.items():
            changed[name] = table_from_rows(name, rows, problems)
        return type(self)(changed, self.options, problems)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every table as canonical rows: sorted, numbers as numbers, points as exact texts, blanks left out."""
        return {name: canonical_rows(self.tables[name]) for name in SCHEMA if name in self.tables}

    def document(self) -> dict[str, Any]:
        """The object of ``instance.json``, options included."""
        return {**self.rows(), **({"policy": self.options} if self.options else {})}

    def to_json(self) -> str:
        """One JSON document, readable by `Instance.read`."""
        return json.dumps(self.document(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def canonical_bytes(self) -> bytes:
        """The tables as RFC 8785 JSON: equal for equal instances, whatever the order of their rows."""
        return self._canonical

    @cached_property
    def _canonical(self) -> bytes:
        return canonical_bytes(self.rows())

    def sha256(self) -> str:
        """The fingerprint of the tables, in hexadecimal: the SHA-256 of their canonical bytes."""
        return self._sha256

    @cached_property
    def _sha256(self) -> str:
        return tables_sha256({name: self.tables[name] for name in SCHEMA if name in self.tables})

    def to_folder(self, path: str | Path) -> None:
        """Write the folder of CSV files, whole or not at all. The folder must not exist, or be empty."""
        files = {}
        for name, rows in self.rows().items():
            known = [column.name for column in SCHEMA[name]]
            extra = sorted({key for row in rows for key in row} - set(known))
            files[f"{name}.csv"] = csv_bytes(
                [*known, *extra], ([row.get(key, "") for key in [*known, *extra]] for row in rows)
            )
        if self.options:
            files["policy.toml"] = _toml(self.options).encode()
        write_folder(Path(path), files, replace=False)


def _toml(options: dict[str, Any]) -> str:
    return "".join(
        f'{key} = "{value}"\n' if isinstance(value, str) else f"{key} = {value}\n" for key, value in options.items()
    )
