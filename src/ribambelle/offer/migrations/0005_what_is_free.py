"""What is free in each section, computed once from what is there; every later change writes it again."""

from django.db import migrations

from ribambelle.offer.rules import Period, Places, Taken, free_spans


def compute(apps, schema_editor):
    section_model = apps.get_model("offer", "Section")
    span_model = apps.get_model("offer", "FreeSpan")
    for section in section_model.objects.prefetch_related("capacities", "occupancies").iterator(chunk_size=500):
        capacity = {}
        for line in section.capacities.all():
            capacity.setdefault(line.slot, []).append(Places(line.places, line.valid_from, line.valid_to))
        taken = [Taken(one.slots, Period(one.starts_on, one.ends_on)) for one in section.occupancies.all()]
        span_model.objects.bulk_create(
            span_model(
                section=section, slots=span.slots, free=span.free, starts_on=span.starts_on, ends_on=span.ends_on
            )
            for span in free_spans(taken, capacity)
        )


class Migration(migrations.Migration):
    dependencies = [("offer", "0004_places_over_time")]
    operations = [migrations.RunPython(compute, migrations.RunPython.noop, elidable=True)]
