"""Adopted rule texts, snapshots and runs stay as they were: the database itself refuses to change or delete them.

On SQLite a later migration that rebuilds one of these tables drops its triggers: it must create them again
(`tests/integration/commissions/test_fixed.py` looks at them all).
"""

from django.db import migrations

CONTENT = "code version title jurisdiction method tie_breaks source note adopted_on deliberation".split()
APPEND_ONLY = ("commissions_frozensnapshot", "commissions_run")


def _sqlite():
    differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in CONTENT)
    yield f"""CREATE TRIGGER commissions_ruletext_no_update BEFORE UPDATE ON commissions_ruletext
        WHEN OLD.status <> 'draft' AND ({differs} OR NEW.status IN ('draft', 'model'))
        BEGIN SELECT RAISE(ABORT, 'this rule text is adopted: copy it into a new version'); END"""
    yield """CREATE TRIGGER commissions_ruletext_no_delete BEFORE DELETE ON commissions_ruletext
        WHEN OLD.status <> 'draft'
        BEGIN SELECT RAISE(ABORT, 'this rule text is adopted: it stays'); END"""
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        yield f"""CREATE TRIGGER commissions_ruleline_no_{verb.lower()}_{row.lower()} BEFORE {verb} ON commissions_ruleline
            WHEN (SELECT status FROM commissions_ruletext WHERE id = {row}.rule_id) <> 'draft'
            BEGIN SELECT RAISE(ABORT, 'this rule text is adopted: copy it into a new version'); END"""
    for table in APPEND_ONLY:
        for verb in ("UPDATE", "DELETE"):
            yield f"""CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table}
                BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"""


def _sqlite_back():
    for name in ("no_update", "no_delete"):
        yield f"DROP TRIGGER commissions_ruletext_{name}"
    for name in ("insert_new", "update_new", "update_old", "delete_old"):
        yield f"DROP TRIGGER commissions_ruleline_no_{name}"
    for table in APPEND_ONLY:
        yield f"DROP TRIGGER {table}_no_update"
        yield f"DROP TRIGGER {table}_no_delete"


def _postgresql():
    differs = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in CONTENT)
    yield f"""CREATE FUNCTION commissions_ruletext_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.status <> 'draft' THEN
          IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'this rule text is adopted: it stays' USING ERRCODE = 'restrict_violation';
          ELSIF {differs} OR NEW.status IN ('draft', 'model') THEN
            RAISE EXCEPTION 'this rule text is adopted: copy it into a new version' USING ERRCODE = 'restrict_violation';
          END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW; END $$"""
    yield """CREATE FUNCTION commissions_ruleline_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF (TG_OP <> 'INSERT' AND (SELECT status FROM commissions_ruletext WHERE id = OLD.rule_id) <> 'draft')
          OR (TG_OP <> 'DELETE' AND (SELECT status FROM commissions_ruletext WHERE id = NEW.rule_id) <> 'draft') THEN
          RAISE EXCEPTION 'this rule text is adopted: copy it into a new version' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW; END $$"""
    yield """CREATE FUNCTION commissions_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$"""
    yield """CREATE TRIGGER commissions_ruletext_fixed BEFORE UPDATE OR DELETE ON commissions_ruletext
        FOR EACH ROW EXECUTE FUNCTION commissions_ruletext_fixed()"""
    yield """CREATE TRIGGER commissions_ruleline_fixed BEFORE INSERT OR UPDATE OR DELETE ON commissions_ruleline
        FOR EACH ROW EXECUTE FUNCTION commissions_ruleline_fixed()"""
    for table in APPEND_ONLY:
        yield f"""CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION commissions_never_changed()"""


def _postgresql_back():
    for table in APPEND_ONLY:
        yield f"DROP TRIGGER {table}_never_changed ON {table}"
    for table in ("ruleline", "ruletext"):
        yield f"DROP TRIGGER commissions_{table}_fixed ON commissions_{table}"
        yield f"DROP FUNCTION commissions_{table}_fixed()"
    yield "DROP FUNCTION commissions_never_changed()"


FORWARDS = {"sqlite": _sqlite, "postgresql": _postgresql}
BACKWARDS = {"sqlite": _sqlite_back, "postgresql": _postgresql_back}


def _run(statements):
    def run(apps, editor):
        for statement in statements[editor.connection.vendor]():
            editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("commissions", "0001_initial")]
    operations = [migrations.RunPython(_run(FORWARDS), _run(BACKWARDS))]
