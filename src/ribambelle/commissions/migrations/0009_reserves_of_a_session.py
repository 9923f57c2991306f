"""Places a session keeps for some families. From the freeze on, the database refuses to change these lines."""

import django.db.models.deletion
from django.db import migrations, models


SAID = "this session is frozen: its reserves stay"
EVENTS = (("INSERT", "NEW"), ("UPDATE", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))


def _frozen(row):
    return f"EXISTS (SELECT 1 FROM commissions_frozensnapshot WHERE session_id = {row}.session_id)"


def _up(apps, editor):
    if editor.connection.vendor == "sqlite":
        for verb, row in EVENTS:
            editor.execute(
                f"""CREATE TRIGGER commissions_reserve_frozen_{verb.lower()}_{row.lower()} BEFORE {verb}
                ON commissions_reserve WHEN {_frozen(row)} BEGIN SELECT RAISE(ABORT, '{SAID}'); END""",
                params=None,
            )
        return
    editor.execute(
        f"""CREATE FUNCTION commissions_reserve_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP <> 'INSERT' AND {_frozen("OLD")} THEN
          RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        IF {_frozen("NEW")} THEN
          RAISE EXCEPTION '{SAID}' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW; END $$""",
        params=None,
    )
    editor.execute(
        """CREATE TRIGGER commissions_reserve_frozen BEFORE INSERT OR UPDATE OR DELETE ON commissions_reserve
        FOR EACH ROW EXECUTE FUNCTION commissions_reserve_frozen()""",
        params=None,
    )


def _down(apps, editor):
    if editor.connection.vendor == "sqlite":
        for verb, row in EVENTS:
            editor.execute(f"DROP TRIGGER commissions_reserve_frozen_{verb.lower()}_{row.lower()}", params=None)
        return
    editor.execute("DROP TRIGGER commissions_reserve_frozen ON commissions_reserve", params=None)
    editor.execute("DROP FUNCTION commissions_reserve_frozen()", params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0008_check_list_kept'),
        ('offer', '0005_what_is_free'),
    ]

    operations = [
        migrations.AddField(
            model_name='recalculation',
            name='reserves',
            field=models.TextField(blank=True, null=True, verbose_name='reserves'),
        ),
        migrations.CreateModel(
            name='Reserve',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('section', models.CharField(blank=True, max_length=60, verbose_name='section')),
                ('slots', models.PositiveSmallIntegerField(verbose_name='half-days')),
                ('kind', models.CharField(choices=[('criterion', 'Criteria'), ('class', 'Classes of the rule text'), ('commune', 'Commune')], max_length=10, verbose_name='kind of group')),
                ('value', models.CharField(max_length=160, verbose_name='group')),
                ('places', models.PositiveSmallIntegerField(verbose_name='places')),
                ('is_released', models.BooleanField(default=True, verbose_name='given back when not used')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reserves', to='commissions.session', verbose_name='session')),
                ('setting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='offer.setting', verbose_name='setting')),
            ],
            options={
                'verbose_name': 'reserve',
                'ordering': ['session', 'number'],
                'constraints': [models.UniqueConstraint(fields=('session', 'number'), name='commissions_reserve_number_once'), models.CheckConstraint(condition=models.Q(('slots__gte', 1), ('slots__lte', 1023)), name='commissions_reserve_slots'), models.CheckConstraint(condition=models.Q(('places__gte', 1)), name='commissions_reserve_keeps_something'), models.CheckConstraint(condition=models.Q(('kind__in', ['criterion', 'class', 'commune'])), name='commissions_reserve_kind_known')],
            },
        ),
        migrations.RunPython(_up, _down),
    ]
