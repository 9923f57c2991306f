"""The event log is append-only: the database itself refuses to change or delete a row."""

from django.db import migrations

FORWARDS = {
    "sqlite": [
        """CREATE TRIGGER accounts_event_no_update BEFORE UPDATE ON accounts_event
        BEGIN SELECT RAISE(ABORT, 'accounts_event is append-only'); END""",
        """CREATE TRIGGER accounts_event_no_delete BEFORE DELETE ON accounts_event
        BEGIN SELECT RAISE(ABORT, 'accounts_event is append-only'); END""",
    ],
    "postgresql": [
        """CREATE FUNCTION accounts_event_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'accounts_event is append-only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER accounts_event_no_change BEFORE UPDATE OR DELETE ON accounts_event
        FOR EACH ROW EXECUTE FUNCTION accounts_event_append_only()""",
    ],
}
BACKWARDS = {
    "sqlite": ["DROP TRIGGER accounts_event_no_update", "DROP TRIGGER accounts_event_no_delete"],
    "postgresql": [
        "DROP TRIGGER accounts_event_no_change ON accounts_event",
        "DROP FUNCTION accounts_event_append_only()",
    ],
}


def _run(statements):
    def run(apps, editor):
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunPython(_run(FORWARDS), _run(BACKWARDS))]
