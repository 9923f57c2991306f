"""Documents that were seen and will soon have to be seen again."""

from datetime import date, timedelta

from django.db.models import Q

from ribambelle.demand.enums import EvidenceState
from ribambelle.demand.models import CriterionAnswer, SensitiveFacts
from ribambelle.demand.rules.clocks import RUNNING

#: (P) A family is asked for a new document so many days before the one seen stops being valid.
AHEAD_DAYS = 30


def expiring(today: date) -> Q:
    """Requests that still ask for something and hold a document that expires within a month, or has expired.

    Of sensitive facts only the day is looked at, never which document it is.
    """
    limit = today + timedelta(days=AHEAD_DAYS)
    seen = CriterionAnswer.objects.filter(evidence_state=EvidenceState.SEEN, expires_on__lte=limit)
    protected = SensitiveFacts.objects.filter(next_expiry_on__lte=limit)
    held = Q(pk__in=seen.values("request")) | Q(pk__in=protected.values("request"))
    return held & Q(state__in=RUNNING)
