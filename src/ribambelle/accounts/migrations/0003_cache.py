"""The table of the cache: attempts to sign in are counted there, for all processes together."""

from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_event_is_append_only")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
