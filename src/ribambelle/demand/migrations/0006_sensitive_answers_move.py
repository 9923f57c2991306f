"""Sensitive answers leave the table of answers for the protected store. Reversible as long as no detail was written."""

import json

from django.db import migrations

from ribambelle.kernel.vault import Protected, keyring


def context_of(request_id):
    return f"demand.request:{request_id}"


def forwards(apps, schema_editor):
    answers = apps.get_model("demand", "CriterionAnswer").objects.filter(criterion__is_sensitive=True)
    facts = apps.get_model("demand", "SensitiveFacts")
    held = {}
    for each in answers.select_related("criterion").order_by("request_id", "criterion__code"):
        days = [day.isoformat() if day else None for day in (each.seen_on, each.expires_on)]
        row = [each.value, each.evidence_state, each.document, each.seen_by_id, *days]
        held.setdefault(each.request_id, {})[each.criterion.code] = row
    if not held:
        return
    ring, rows = keyring(), []
    for request_id, given in held.items():
        plain = json.dumps({"answers": given, "details": {}}, ensure_ascii=False, separators=(",", ":")).encode()
        value = ring.protect(plain, context=context_of(request_id))
        expiry = min((row[5] for row in given.values() if row[5]), default=None)
        rows.append(facts(request_id=request_id, key_id=value.key_id, content=value.data, next_expiry_on=expiry))
    facts.objects.bulk_create(rows, batch_size=500)
    if schema_editor.connection.vendor == "sqlite":
        # what is deleted is overwritten in the file, not only forgotten
        schema_editor.execute("PRAGMA secure_delete = ON")
    answers.delete()


def backwards(apps, schema_editor):
    answer, criterion = apps.get_model("demand", "CriterionAnswer"), apps.get_model("demand", "Criterion")
    facts = apps.get_model("demand", "SensitiveFacts")
    codes = dict(criterion.objects.values_list("code", "pk"))
    rows, ring = [], None
    for each in facts.objects.all():
        ring = ring or keyring()
        value = Protected(each.key_id, each.content)
        content = json.loads(ring.reveal(value, context=context_of(each.request_id)))
        if content["details"]:
            raise RuntimeError(
                f"request {each.request_id} holds details that the older tables cannot keep protected. "
                "Empty them first, or stay on this version."
            )
        for code, (number, state, document, seen_by, seen_on, expires_on, *_written) in content["answers"].items():
            rows.append(
                answer(
                    request_id=each.request_id,
                    criterion_id=codes[code],
                    value=number,
                    evidence_state=state,
                    document=document,
                    seen_by_id=seen_by,
                    seen_on=seen_on,
                    expires_on=expires_on,
                )
            )
    answer.objects.bulk_create(rows, batch_size=500)
    facts.objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("demand", "0005_sensitive_facts_apart")]
    operations = [migrations.RunPython(forwards, backwards)]
