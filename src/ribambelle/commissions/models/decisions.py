"""What a commission decided, what was calculated again because of it, and the seal that ends the session."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ribambelle.commissions.enums import DecisionKind, Departure

DEPARTURES = (DecisionKind.MOVE, DecisionKind.HOLD, DecisionKind.REFUSE)


class Recalculation(models.Model):
    """The proposal calculated again with every decision so far held fast. Never changed, never deleted.

    `number`: that of the act it follows. `blocking`: [party, rank, setting] of each wish that a family could claim
    although someone behind it was served; families about whom the commission departed from the proposal are aside.
    `reserves`: places still kept for groups once unused ones were given back, as CSV; None where none can be.
    """

    session = models.ForeignKey(
        "commissions.Session", models.PROTECT, related_name="recalculations", verbose_name=_("session")
    )
    number = models.PositiveIntegerField(_("number"))
    allocation = models.TextField(_("allocation"))
    refusals = models.TextField(_("refusals"))
    blocking = models.JSONField(_("passed over"), default=list, blank=True)
    reserves = models.TextField(_("reserves"), null=True, blank=True)  # noqa: DJ001 -- none, as before there were any
    fingerprint = models.CharField(_("fingerprint"), max_length=64)

    class Meta:
        verbose_name = _("calculation after a decision")
        ordering = ["session", "number"]
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="commissions_recalculation_once")]

    def __str__(self) -> str:
        return f"{self.session} · {self.number}"


class Decision(models.Model):
    """One act about one family. The last act of a family stands; each follows the one before it, and none is changed.

    `places`: what is given, as [{child, setting, section, slots}], slots as codes of half-days. `cost`: what was told
    before the act was confirmed, as `rules.deciding.Cost` writes it.
    """

    session = models.ForeignKey(
        "commissions.Session", models.PROTECT, related_name="decisions", verbose_name=_("session")
    )
    number = models.PositiveIntegerField(_("number"))
    party = models.CharField(_("pseudonym"), max_length=60)
    kind = models.CharField(_("decision"), max_length=8, choices=DecisionKind.choices)
    places = models.JSONField(_("places"), default=list, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Departure.choices, blank=True)
    text = models.TextField(_("in full"), blank=True)
    votes_for = models.PositiveSmallIntegerField(_("votes for"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("votes against"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("abstentions"), null=True, blank=True)
    cost = models.JSONField(_("what it costs others"), default=dict, blank=True)
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"))
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("follows the act")
    )

    class Meta:
        verbose_name = _("decision")
        ordering = ["session", "number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="commissions_decision_number_once"),
            models.UniqueConstraint(
                fields=["session", "party"],
                condition=Q(supersedes__isnull=True),
                name="commissions_decision_begins_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=DecisionKind.values), name="commissions_decision_kind_known"),
            models.CheckConstraint(
                condition=Q(reason="") | Q(reason__in=Departure.values), name="commissions_decision_reason_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=DEPARTURES) | (~Q(reason="") & ~Q(text="")),
                name="commissions_departure_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(kind=DecisionKind.UNDO) | Q(supersedes__isnull=False),
                name="commissions_undo_follows_an_act",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=[DecisionKind.HOLD, DecisionKind.REFUSE, DecisionKind.UNDO]) | Q(places=[]),
                name="commissions_nothing_given_when_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} · {self.number}"

    @property
    def is_departure(self) -> bool:
        """Whether the commission departs from the proposal, which takes a reason."""
        return self.kind in DEPARTURES


class Seal(models.Model):
    """The end of a session: everything that led to it as one canonical JSON under one fingerprint. Never changed."""

    session = models.OneToOneField(
        "commissions.Session", models.PROTECT, related_name="seal", verbose_name=_("session")
    )
    content = models.TextField(_("content"))
    fingerprint = models.CharField(_("fingerprint"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))
    sealed_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("seal")

    def __str__(self) -> str:
        return self.fingerprint
