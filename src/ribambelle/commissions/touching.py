"""Triggers that note every change which could alter what is to clear before a session is run.

Whoever writes, by whatever way, from whatever room: the note stands in the transaction of the change itself. A table
that the list reads and that is not here must be among those named, with why, in
`tests/integration/commissions/test_check_list.py`, which looks at the queries.

They are put in place after every migration, not by one: on SQLite, a migration that rebuilds a table drops its
triggers, and cannot rebuild one that the trigger of another table reads. Where one was missing, nobody knows what was
written meanwhile: everything is examined again.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

NOTES = "commissions_touched"
_OF_REQUEST = ("party", "SELECT party_id FROM demand_request WHERE id = {row}.request_id")
_OF_SETTING = ("setting", "SELECT {row}.setting_id")
#: {table: (what is touched, SQL of its primary keys, where {row} is NEW or OLD)}
TOUCHING = {
    "demand_request": ("party", "SELECT {row}.party_id"),
    "demand_party": ("party", "SELECT {row}.id"),
    "demand_child": ("party", "SELECT party_id FROM demand_request WHERE child_id = {row}.id"),
    "demand_wish": _OF_REQUEST,
    "demand_criterionanswer": _OF_REQUEST,
    "demand_neededhours": _OF_REQUEST,
    "demand_sensitivefacts": _OF_REQUEST,
    "commissions_placeoffer": _OF_REQUEST,
    "offer_occupancy": ("party", "SELECT party_id FROM demand_request WHERE reference = {row}.opaque_reference"),
    "offer_setting": ("setting", "SELECT {row}.id"),
    "offer_section": _OF_SETTING,
    "offer_opening": _OF_SETTING,
    "offer_modefact": _OF_SETTING,
    "offer_authorisation": _OF_SETTING,
    "offer_weeklycapacity": ("setting", "SELECT setting_id FROM offer_section WHERE id = {row}.section_id"),
    "commissions_session": ("session", "SELECT {row}.id"),
    "commissions_session_settings": ("session", "SELECT {row}.session_id"),
    "commissions_ruletext": ("rule", "SELECT {row}.id"),
    "commissions_ruleline": ("rule", "SELECT {row}.rule_id"),
    "demand_criterion": ("every", "SELECT 0"),
}
ROWS = {"insert": ("NEW",), "update": ("OLD", "NEW"), "delete": ("OLD",)}


def _note(table: str, row: str) -> str:
    kind, keys = TOUCHING[table]
    return f"INSERT INTO {NOTES} (kind, key) SELECT '{kind}', f.* FROM ({keys.format(row=row)}) AS f;"  # noqa: S608


def _sqlite(connection: Any) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        known = dict(cursor.fetchall())
    for table in TOUCHING:
        for verb, rows in ROWS.items():
            name = f"{table}_touched_{verb}"
            notes = " ".join(_note(table, row) for row in rows)
            wanted = f"CREATE TRIGGER {name} AFTER {verb.upper()} ON {table} BEGIN {notes} END"
            if known.get(name) != wanted:
                yield f"DROP TRIGGER IF EXISTS {name}"
                yield wanted


def _postgresql(connection: Any) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid WHERE pg_table_is_visible(c.oid) AND NOT tgisinternal"
        )
        known = dict(cursor.fetchall())
    for table in TOUCHING:
        name = f"{table}_touched"
        wanted = f"""BEGIN
            IF TG_OP <> 'INSERT' THEN {_note(table, "OLD")} END IF;
            IF TG_OP <> 'DELETE' THEN {_note(table, "NEW")} END IF;
            RETURN NULL; END"""
        if known.get(name) == wanted:
            continue
        yield f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${wanted}$$"
        yield f"DROP TRIGGER IF EXISTS {name} ON {table}"
        yield f"""CREATE TRIGGER {name} AFTER INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {name}()"""


def put_in_place(*, using: str = "default", **_signal: Any) -> None:
    """Create the triggers that are missing; then nothing kept before is believed. All there: nothing is written."""
    connection = connections[using]
    if not {NOTES, *TOUCHING} <= set(connection.introspection.table_names()):
        return  # migrations are on their way back, or not all there yet
    statements = list(_sqlite(connection) if connection.vendor == "sqlite" else _postgresql(connection))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        if statements:
            cursor.execute(f"INSERT INTO {NOTES} (kind, key) VALUES ('every', 0)")  # noqa: S608


def take_away(*, using: str = "default", plan: Any = (), **_signal: Any) -> None:
    """Before migrations on SQLite: a table which the trigger of another one reads could not be rebuilt."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        for table in TOUCHING:
            for verb in ROWS:
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_touched_{verb}")
