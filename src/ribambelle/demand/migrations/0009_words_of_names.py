"""The words of the names of requests already here, under which they are searched by index."""

from django.db import migrations

from ribambelle.kernel.tables import fold

CHUNK = 1000


def forwards(apps, schema_editor):
    request, guardian = apps.get_model("demand", "Request"), apps.get_model("demand", "Guardian")
    key = apps.get_model("demand", "LikenessKey")
    parents = {}
    for household, first, last in guardian.objects.values_list("household_id", "first_name", "last_name").iterator():
        parents.setdefault(household, set()).update(fold(f"{first} {last}").split())
    rows = []
    names = request.objects.values_list("pk", "child__first_name", "child__last_name", "child__household_id")
    for pk, first, last, household in names.iterator():
        words = set(fold(f"{first} {last}").split()) | parents.get(household, set())
        rows += [key(request_id=pk, value=f"w:{word[:100]}") for word in sorted(words)]
        if len(rows) > CHUNK:
            key.objects.bulk_create(rows, ignore_conflicts=True)
            rows = []
    key.objects.bulk_create(rows, ignore_conflicts=True)


def backwards(apps, schema_editor):
    apps.get_model("demand", "LikenessKey").objects.filter(value__startswith="w:").delete()


class Migration(migrations.Migration):
    dependencies = [("demand", "0008_duplicates")]
    operations = [migrations.RunPython(forwards, backwards)]
