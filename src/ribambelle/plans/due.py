"""What falls due: provisions that begin to apply, from the day their reminder starts."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ribambelle.plans.selectors import provisions
from ribambelle.ui.due import Due


def provisions_due(_user: Any, today: date) -> Iterable[Due]:
    """The provisions to come whose reminder has begun. One query."""
    for provision in provisions(public_only=False, since=today):
        if provision.applies_from - timedelta(days=provision.remind_days) <= today:
            yield Due(
                on=provision.applies_from,
                icon="clock",
                title=provision.text,
                text=provision.requires,
                url=reverse("plans:provision_update", kwargs={"reference": provision.reference}),
                action_label=_("Read it"),
            )
