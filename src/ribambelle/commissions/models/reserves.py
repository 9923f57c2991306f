"""Places a session keeps for some families, line by line, until it is frozen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ribambelle.commissions.enums import ReserveKind


class Reserve(models.Model):
    """One line: so many places, where, on which half-days, for which group. Once the session is frozen, it stays.

    `setting` None: each setting of the session. `section` empty: the whole setting, whatever the section; else the
    code of a section. `slots`: ten bits. `value`: the code of a criterion, the rank of a class, the name of a commune.
    """

    session = models.ForeignKey(
        "commissions.Session", models.PROTECT, related_name="reserves", verbose_name=_("session")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    setting = models.ForeignKey(
        "offer.Setting", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("setting")
    )
    section = models.CharField(_("section"), max_length=60, blank=True)
    slots = models.PositiveSmallIntegerField(_("half-days"))
    kind = models.CharField(_("kind of group"), max_length=10, choices=ReserveKind.choices)
    value = models.CharField(_("group"), max_length=160)
    places = models.PositiveSmallIntegerField(_("places"))
    is_released = models.BooleanField(_("given back when not used"), default=True)

    class Meta:
        verbose_name = _("reserve")
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="commissions_reserve_number_once"),
            models.CheckConstraint(condition=Q(slots__gte=1, slots__lte=1023), name="commissions_reserve_slots"),
            models.CheckConstraint(condition=Q(places__gte=1), name="commissions_reserve_keeps_something"),
            models.CheckConstraint(condition=Q(kind__in=ReserveKind.values), name="commissions_reserve_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.number}"
