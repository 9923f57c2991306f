"""From files to tables: a folder of CSV files, or one JSON document."""

import csv
import json
import sys
import tomllib
from pathlib import Path
from typing import Any

from ribambelle.placement.problems import Problems
from ribambelle.placement.streaming import read_large
from ribambelle.placement.tables import OPTIONAL_TABLES, SCHEMA, Table, table_from_rows

__all__ = ["POLICY_KEYS", "document_tables", "read_csv", "read_raw_csv", "read_tables"]

POLICY_KEYS: dict[str, tuple[type, ...]] = {
    "policy": (str,),
    "seed": (int,),
    "workers": (int,),
    "cap": (int,),
    "time_limit_s": (int, float),
}

POSITIVE = frozenset({"workers", "cap", "time_limit_s"})
PROPOSING = ("order", "stable", "optimal")  # the policies of `solving`, which is too heavy to be read here


def read_tables(path: Path, problems: Problems) -> tuple[dict[str, Table], dict[str, Any]]:
    """The tables and the options of ``policy.toml`` found at ``path``, a folder or a JSON file."""
    if path.is_dir() and not (path / "settings.csv").exists() and (path / "instance.json").exists():
        path = path / "instance.json"
    if path.is_dir():
        return _read_folder(path, problems)
    if path.is_file():
        return _read_json(path, problems)
    problems.error(
        str(path), 0, "", "there is no such folder or file", "Give a folder of CSV files or an instance.json"
    )
    return {}, {}


def _read_folder(folder: Path, problems: Problems) -> tuple[dict[str, Table], dict[str, Any]]:
    tables = {}
    for name in SCHEMA:
        file = folder / f"{name}.csv"
        if file.is_file():
            tables[name] = read_csv(file, name, problems)
        elif name not in OPTIONAL_TABLES:
            header = ",".join(column.name for column in SCHEMA[name])
            problems.error(file.name, 0, "", "this file is missing", f"Add it, with the header {header}")
    policy_file = folder / "policy.toml"
    policy = _read_policy_file(policy_file, problems) if policy_file.is_file() else {}
    return tables, policy


def read_csv(file: Path, name: str, problems: Problems) -> Table:
    """One table of an instance."""
    return read_raw_csv(file, tuple(column.name for column in SCHEMA[name] if column.required), problems, name=name)


def read_raw_csv(file: Path, needed: tuple[str, ...], problems: Problems, *, name: str = "") -> Table:
    """One CSV file, UTF-8, separated by `,` or `;` (told from the header), with at least the columns ``needed``."""
    large = read_large(file, name)
    if large is not None:
        large.check_columns(needed, problems)
        return large
    table = Table(name, file.name)
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            first = stream.readline()
            stream.seek(0)
            delimiter = ";" if first.count(";") > first.count(",") else ","
            reader = csv.reader(stream, delimiter=delimiter, strict=True)
            _fill(table, reader, needed, problems)
    except UnicodeDecodeError as error:
        line = file.read_bytes()[: error.start].count(b"\n") + 1 if error.start < 2**20 else 0
        problems.error(file.name, line, "", "this file is not UTF-8", "Save it again as CSV UTF-8")
    except csv.Error as error:
        problems.error(
            file.name, len(table) + 2, "", f"this is not readable CSV ({error})", "Save it again as CSV UTF-8"
        )
    except OSError as error:
        problems.error(file.name, 0, "", f"this file cannot be read ({error.strerror})", "Check its permissions")
    return table


def _fill(table: Table, reader: Any, needed: tuple[str, ...], problems: Problems) -> None:
    header = [cell.strip() for cell in next(reader, [])]
    if not any(header):
        problems.error(table.source, 1, "", "the header is missing", f"Start the file with {','.join(needed)}")
        return
    for twice in sorted({cell for cell in header if header.count(cell) > 1}):
        problems.error(table.source, 1, twice or "(blank)", "this column stands twice", "Rename or remove one")
    columns: list[list[str]] = [[] for _ in header]
    lines: list[int] = []
    table.lines = lines
    same: dict[str, str] = {}
    width = len(header)
    for row in reader:
        if len(row) != width:
            if not any(cell.strip() for cell in row):
                continue
            problems.error(
                table.source,
                reader.line_num,
                "",
                f"this line has {len(row)} cells, the header {width}",
                "Add or remove the cells, or quote the text that holds a separator",
            )
            continue
        if not any(row):
            continue
        for values, cell in zip(columns, row, strict=True):
            text = cell.strip()
            values.append(same.setdefault(text, text))
        lines.append(reader.line_num)
    table.columns = dict(zip(header, columns, strict=True))
    table.check_columns(needed, problems)


def _read_json(file: Path, problems: Problems) -> tuple[dict[str, Table], dict[str, Any]]:
    try:
        document = json.loads(file.read_text(encoding="utf-8-sig"))
    except UnicodeDecodeError:
        problems.error(file.name, 0, "", "this file is not UTF-8", "Save it again as UTF-8")
        return {}, {}
    except (json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        problems.error(file.name, line, "", f"this is not readable JSON ({error})", "Correct it, or export it again")
        return {}, {}
    except OSError as error:
        problems.error(file.name, 0, "", f"this file cannot be read ({error.strerror})", "Check its permissions")
        return {}, {}
    return document_tables(document, problems, source=file.name)


def document_tables(
    document: object, problems: Problems, *, source: str = ""
) -> tuple[dict[str, Table], dict[str, Any]]:
    """Tables from an object of arrays of objects."""
    prefix = f"{source}#" if source else ""
    if not isinstance(document, dict):
        problems.error(source, 0, "", "an instance is an object of tables", 'Write {"settings": [...], ...}')
        return {}, {}
    tables = {}
    for name in SCHEMA:
        rows = document.get(name)
        if rows is None:
            if name not in OPTIONAL_TABLES:
                problems.error(f"{prefix}{name}", 0, "", "this table is missing", "Add it, even empty")
            continue
        if not isinstance(rows, list):
            problems.error(f"{prefix}{name}", 0, "", "a table is an array of objects", "Write it between [ and ]")
            continue
        table = table_from_rows(name, rows, problems, source=f"{prefix}{name}")
        if table.lines:
            table.check_columns([column.name for column in SCHEMA[name] if column.required], problems)
        tables[name] = table
    for name in sorted(set(document) - set(SCHEMA) - {"policy"}):
        problems.warn(f"{prefix}{name}", 0, "", "this table is unknown and ignored", "Check its name")
    policy = document.get("policy", {})
    if not isinstance(policy, dict):
        problems.error(f"{prefix}policy", 0, "", "the policy is an object", 'Write {"policy": "stable"}')
        policy = {}
    return tables, _checked_policy(policy, f"{prefix}policy", problems)


def _read_policy_file(file: Path, problems: Problems) -> dict[str, Any]:
    try:
        options = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problems.error(file.name, 0, "", f"this is not readable TOML ({error})", "Correct it, or remove it")
        return {}
    return _checked_policy(options, file.name, problems)


def _checked_policy(options: dict[str, Any], source: str, problems: Problems) -> dict[str, Any]:
    good: dict[str, Any] = {}
    value: Any
    for key, value in options.items():
        kinds = POLICY_KEYS.get(key)
        if kinds is None:
            known = ", ".join(POLICY_KEYS)
            problems.error(source, 0, key, "this option is unknown", f"Use one of {known}")
        elif isinstance(value, bool) or type(value) not in kinds:
            problems.error(source, 0, key, f"{value!r} does not fit", f"Give a {kinds[-1].__name__}")
        elif key == "policy" and value not in PROPOSING:
            problems.error(source, 0, key, f"{value!r} is no policy", f"Use one of {', '.join(PROPOSING)}")
        elif key in POSITIVE and not 0 < float(value) <= sys.maxsize:
            problems.error(source, 0, key, f"{value!r} does not fit", "Give a number above 0")
        else:
            good[key] = value
    return good
