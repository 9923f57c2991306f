"""Decisions, recalculations and seals are never changed, and nothing of a sealed session is: the database refuses.

Whoever writes, by whatever way: a session whose status is `sealed`, the settings it bears on, its snapshot, key, runs,
sitting, members, recusals and decisions take no insert, no update, no delete. A session becomes sealed only beside its
seal. On SQLite a later migration that rebuilds one of these tables drops its triggers: it must create them again
(`tests/integration/commissions/test_sealed.py` tries every table).
"""

from django.db import migrations

APPEND_ONLY = ("commissions_decision", "commissions_recalculation", "commissions_seal")
#: {table: SQL that gives the session of a row, where {row} is NEW or OLD}
SESSION_OF = {
    "commissions_session_settings": "{row}.session_id",
    "commissions_frozensnapshot": "{row}.session_id",
    "commissions_pseudonymkey": "{row}.session_id",
    "commissions_run": "{row}.session_id",
    "commissions_recalculation": "{row}.session_id",
    "commissions_decision": "{row}.session_id",
    "commissions_sitting": "{row}.session_id",
    "commissions_sittingmember": "(SELECT session_id FROM commissions_sitting WHERE id = {row}.sitting_id)",
    "commissions_recusal": "(SELECT s.session_id FROM commissions_sitting s"
    " JOIN commissions_sittingmember m ON m.sitting_id = s.id WHERE m.id = {row}.member_id)",
}
SAID = "this session is sealed: write a correction that follows it"
UNSEALED = "a session is sealed by its seal"
EVENTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))


def _sealed(table, row):
    session = SESSION_OF[table].format(row=row)
    return f"EXISTS (SELECT 1 FROM commissions_session WHERE id = {session} AND status = 'sealed')"


def _sqlite():
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"""
    for verb in ("UPDATE", "DELETE"):
        yield f"""CREATE TRIGGER commissions_session_sealed_{verb.lower()} BEFORE {verb} ON commissions_session
            WHEN OLD.status = 'sealed' BEGIN SELECT RAISE(ABORT, '{SAID}'); END"""
    for verb in ("INSERT", "UPDATE"):
        yield f"""CREATE TRIGGER commissions_session_unsealed_{verb.lower()} BEFORE {verb} ON commissions_session
            WHEN NEW.status = 'sealed' AND NOT EXISTS (SELECT 1 FROM commissions_seal WHERE session_id = NEW.id)
            BEGIN SELECT RAISE(ABORT, '{UNSEALED}'); END"""
    for table in SESSION_OF:
        for verb, row in EVENTS:
            yield f"""CREATE TRIGGER {table}_sealed_{verb.lower()}_{row.lower()} BEFORE {verb} ON {table}
                WHEN {_sealed(table, row)} BEGIN SELECT RAISE(ABORT, '{SAID}'); END"""


def _sqlite_back():
    for table in APPEND_ONLY:
        for verb in ("update", "delete"):
            yield f"DROP TRIGGER {table}_no_{verb}"
    for name in ("sealed_update", "sealed_delete", "unsealed_insert", "unsealed_update"):
        yield f"DROP TRIGGER commissions_session_{name}"
    for table in SESSION_OF:
        for verb, row in EVENTS:
            yield f"DROP TRIGGER {table}_sealed_{verb.lower()}_{row.lower()}"


def _postgresql():
    for table in APPEND_ONLY:
        yield f"""CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION commissions_never_changed()"""
    yield f"""CREATE FUNCTION commissions_session_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND OLD.status = 'sealed' THEN
          RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF NEW.status = 'sealed' AND NOT EXISTS (SELECT 1 FROM commissions_seal WHERE session_id = NEW.id) THEN
          RAISE EXCEPTION '{UNSEALED}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW; END $$"""
    yield """CREATE TRIGGER commissions_session_sealed BEFORE INSERT OR UPDATE OR DELETE ON commissions_session
        FOR EACH ROW EXECUTE FUNCTION commissions_session_sealed()"""
    for table in SESSION_OF:
        yield f"""CREATE FUNCTION {table}_sealed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP <> 'INSERT' AND {_sealed(table, "OLD")} THEN
              RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF {_sealed(table, "NEW")} THEN
              RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW; END $$"""
        yield f"""CREATE TRIGGER {table}_sealed BEFORE INSERT OR UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_sealed()"""


def _postgresql_back():
    for table in APPEND_ONLY:
        yield f"DROP TRIGGER {table}_never_changed ON {table}"
    yield "DROP TRIGGER commissions_session_sealed ON commissions_session"
    yield "DROP FUNCTION commissions_session_sealed()"
    for table in SESSION_OF:
        yield f"DROP TRIGGER {table}_sealed ON {table}"
        yield f"DROP FUNCTION {table}_sealed()"


FORWARDS = {"sqlite": _sqlite, "postgresql": _postgresql}
BACKWARDS = {"sqlite": _sqlite_back, "postgresql": _postgresql_back}


def _run(statements):
    def run(apps, editor):
        for statement in statements[editor.connection.vendor]():
            editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("commissions", "0003_sittings_decisions_seals")]
    operations = [migrations.RunPython(_run(FORWARDS), _run(BACKWARDS))]
