"""Methods, shares of the places, what evidence a rule asks, and the recorded lottery.

The triggers that keep adopted texts as they were are taken down while the tables change, and put back with the new
columns; those of the lottery come with it.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CONTENT = "code version title jurisdiction method evidence quotas tie_breaks source note adopted_on deliberation".split()
BEFORE = [name for name in CONTENT if name not in {"evidence", "quotas"}]
SQLITE = (
    "ruletext_no_update ruletext_no_delete ruleline_no_insert_new ruleline_no_update_new ruleline_no_update_old"
    " ruleline_no_delete_old"
).split()


def _sqlite_down():
    for name in SQLITE:
        yield f"DROP TRIGGER IF EXISTS commissions_{name}"


def _sqlite_up(content):
    differs = " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in content)
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


def _postgresql_up(content):
    differs = " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in content)
    yield f"""CREATE OR REPLACE FUNCTION commissions_ruletext_fixed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF OLD.status <> 'draft' THEN
          IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'this rule text is adopted: it stays' USING ERRCODE = 'restrict_violation';
          ELSIF {differs} OR NEW.status IN ('draft', 'model') THEN
            RAISE EXCEPTION 'this rule text is adopted: copy it into a new version' USING ERRCODE = 'restrict_violation';
          END IF;
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW; END $$"""


def _lottery(vendor):
    if vendor == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            yield f"""CREATE TRIGGER commissions_lotterydraw_no_{verb.lower()} BEFORE {verb} ON commissions_lotterydraw
                BEGIN SELECT RAISE(ABORT, 'commissions_lotterydraw is never changed'); END"""
    else:
        yield """CREATE TRIGGER commissions_lotterydraw_never_changed BEFORE UPDATE OR DELETE ON commissions_lotterydraw
            FOR EACH ROW EXECUTE FUNCTION commissions_never_changed()"""


def _execute(editor, statements):
    for statement in statements:
        editor.execute(statement, params=None)


def take_down(apps, editor):
    if editor.connection.vendor == "sqlite":
        _execute(editor, _sqlite_down())


def put_back_as_before(apps, editor):
    made = _sqlite_up(BEFORE) if editor.connection.vendor == "sqlite" else _postgresql_up(BEFORE)
    _execute(editor, made)


def put_back(apps, editor):
    made = _sqlite_up(CONTENT) if editor.connection.vendor == "sqlite" else _postgresql_up(CONTENT)
    _execute(editor, [*made, *_lottery(editor.connection.vendor)])


def take_down_all(apps, editor):
    take_down(apps, editor)
    if editor.connection.vendor == "sqlite":
        _execute(editor, (f"DROP TRIGGER commissions_lotterydraw_no_{verb}" for verb in ("update", "delete")))
    else:
        _execute(editor, ["DROP TRIGGER commissions_lotterydraw_never_changed ON commissions_lotterydraw"])
        _execute(editor, _postgresql_up(BEFORE))


class Migration(migrations.Migration):

    dependencies = [
        ('commissions', '0004_what_is_sealed_stays'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(take_down, put_back_as_before),
        migrations.CreateModel(
            name='LotteryDraw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('seed', models.PositiveBigIntegerField(verbose_name='seed of the lottery')),
                ('drawn_at', models.DateTimeField(verbose_name='drawn at')),
            ],
            options={
                'verbose_name': 'lottery',
            },
        ),
        migrations.RemoveConstraint(
            model_name='ruletext',
            name='commissions_rule_one_in_force',
        ),
        migrations.AddField(
            model_name='ruleline',
            name='is_direct',
            field=models.BooleanField(default=False, verbose_name='direct allocation'),
        ),
        migrations.AddField(
            model_name='ruleline',
            name='is_fictional',
            field=models.BooleanField(default=False, verbose_name='made-up points'),
        ),
        migrations.AddField(
            model_name='ruleline',
            name='rank',
            field=models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='class'),
        ),
        migrations.AddField(
            model_name='ruletext',
            name='evidence',
            field=models.CharField(choices=[('declared', 'counts as soon as it is declared'), ('seen', 'counts only once its evidence was seen')], default='declared', max_length=10, verbose_name='evidence'),
        ),
        migrations.AddField(
            model_name='ruletext',
            name='quotas',
            field=models.JSONField(blank=True, default=list, verbose_name='shares of the places'),
        ),
        migrations.AlterField(
            model_name='ruletext',
            name='method',
            field=models.CharField(choices=[('additive_points', 'points that add up'), ('ordered_priority_classes', 'classes in their order, then points'), ('chronological_register', 'the register, in the order of its numbers or dates'), ('chronological_with_residence_priority', 'inhabitants first, then the date'), ('rounds_then_points', 'children present first, in rounds, then points')], default='additive_points', max_length=40, verbose_name='method'),
        ),
        migrations.AddConstraint(
            model_name='ruletext',
            constraint=models.UniqueConstraint(condition=models.Q(('status', 'in-force')), fields=('code', 'in_force_from'), name='commissions_rule_one_in_force_from'),
        ),
        migrations.AddConstraint(
            model_name='ruletext',
            constraint=models.CheckConstraint(condition=models.Q(('evidence__in', ['declared', 'seen'])), name='commissions_rule_evidence_known'),
        ),
        migrations.AddField(
            model_name='lotterydraw',
            name='drawn_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='lotterydraw',
            name='session',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='draw', to='commissions.session', verbose_name='session'),
        ),
        migrations.RunPython(put_back, take_down_all),
    ]
