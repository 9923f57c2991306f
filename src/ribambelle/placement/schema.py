"""The JSON Schema of ``instance.json``, made from the tables; the copy shipped beside is held equal by a test."""

from typing import Any

from ribambelle.placement.reading import POLICY_KEYS
from ribambelle.placement.tables import OPTIONAL_TABLES, SCHEMA, Column

__all__ = ["instance_schema"]

KINDS: dict[str, dict[str, Any]] = {
    "id": {"type": "string"},
    "text": {"type": "string"},
    "whole": {"anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]{1,16}$"}]},
    "decimal": {"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]{1,9}(\.[0-9]{1,6}0*)?$"}]},
    "slots": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]},
    "flag": {"anyOf": [{"type": "boolean"}, {"type": "string"}]},
}
OPTIONS = {str: "string", int: "integer", float: "number"}


def instance_schema() -> dict[str, Any]:
    """JSON Schema, draft 2020-12: an object of arrays of objects. Unknown columns are kept and ignored."""
    tables: dict[str, Any] = {name: _table(columns) for name, columns in SCHEMA.items()}
    options = {key: {"type": OPTIONS[kinds[-1]]} for key, kinds in POLICY_KEYS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Ribambelle placement instance",
        "type": "object",
        "properties": {**tables, "policy": {"type": "object", "properties": options, "additionalProperties": False}},
        "required": [name for name in SCHEMA if name not in OPTIONAL_TABLES],
    }


def _table(columns: tuple[Column, ...]) -> dict[str, Any]:
    return {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {column.name: KINDS[column.kind] for column in columns},
            "required": [column.name for column in columns if column.required],
        },
    }
