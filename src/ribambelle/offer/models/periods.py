"""The condition every dated line of the offer keeps: an end comes after its beginning."""

from django.db.models import F, Q

PERIOD = Q(valid_to__isnull=True) | Q(valid_from__isnull=True) | Q(valid_to__gt=F("valid_from"))
