"""Approved minutes are frozen: the database itself refuses to change or delete a row."""

from django.db import migrations

FORWARDS = {
    "sqlite": [
        """CREATE TRIGGER gatherings_minutes_no_update BEFORE UPDATE ON gatherings_minutes
        BEGIN SELECT RAISE(ABORT, 'gatherings_minutes is append-only'); END""",
        """CREATE TRIGGER gatherings_minutes_no_delete BEFORE DELETE ON gatherings_minutes
        BEGIN SELECT RAISE(ABORT, 'gatherings_minutes is append-only'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION gatherings_minutes_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'gatherings_minutes is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER gatherings_minutes_no_change BEFORE UPDATE OR DELETE ON gatherings_minutes
        FOR EACH ROW EXECUTE FUNCTION gatherings_minutes_append_only()""",
    ],
}
BACKWARDS = {
    "sqlite": ["DROP TRIGGER gatherings_minutes_no_update", "DROP TRIGGER gatherings_minutes_no_delete"],
    "postgresql": [
        "DROP TRIGGER gatherings_minutes_no_change ON gatherings_minutes",
        "DROP FUNCTION gatherings_minutes_append_only()",
    ],
}


def _run(statements):
    def run(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("gatherings", "0001_initial")]
    operations = [migrations.RunPython(_run(FORWARDS), _run(BACKWARDS))]
