"""ribambelle manage likeness: look for duplicates among all requests anew; needed once after an upgrade."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.demand.models import DuplicatePair, Request
from ribambelle.demand.services import likeness_write

CHUNK = 500


class Command(BaseCommand):
    help = "Write the keys of likeness of all requests anew, and the pairs they make. Again changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        ids = list(Request.objects.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(ids), CHUNK):
            with transaction.atomic():
                likeness_write(Request.objects.filter(pk__in=ids[start : start + CHUNK]).only("pk"))
        self.stdout.write(_("%(n)s possible duplicates.") % {"n": DuplicatePair.objects.count()})
