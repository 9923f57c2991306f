"""Who sits in a session: its members, their offices, who was there, who withdrew and why."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ribambelle.commissions.enums import Office, Quorum, RecusalReason
from ribambelle.gatherings.enums import Presence


class Sitting(models.Model):
    """The composition of a session. The quorum is the commission's on the day the composition was taken over."""

    session = models.OneToOneField(
        "commissions.Session", models.PROTECT, related_name="sitting", verbose_name=_("session")
    )
    meeting = models.OneToOneField(
        "gatherings.Meeting", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("meeting")
    )
    quorum = models.CharField(_("quorum"), max_length=12, choices=Quorum.choices, default=Quorum.NONE)
    quorum_number = models.PositiveSmallIntegerField(_("members needed"), null=True, blank=True)

    class Meta:
        verbose_name = _("sitting")
        constraints = [
            models.CheckConstraint(condition=Q(quorum__in=Quorum.values), name="commissions_sitting_quorum_known"),
            models.CheckConstraint(
                condition=Q(quorum=Quorum.NUMBER, quorum_number__gte=1)
                | (~Q(quorum=Quorum.NUMBER) & Q(quorum_number__isnull=True)),
                name="commissions_sitting_quorum_number",
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)


class SittingMember(models.Model):
    """One person who sits: someone who signs in, someone named by the body, or both. `name` is what is read."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="members", verbose_name=_("sitting"))
    name = models.CharField(_("name"), max_length=160)
    user = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    person = models.ForeignKey(
        "network.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    office = models.CharField(_("office"), max_length=10, choices=Office.choices, default=Office.MEMBER)
    has_vote = models.BooleanField(_("has a vote"), default=True)
    presence = models.CharField(_("presence"), max_length=10, choices=Presence.choices, default=Presence.EXPECTED)

    class Meta:
        verbose_name = _("member of the sitting")
        verbose_name_plural = _("members of the sitting")
        ordering = ["sitting", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "user"], condition=Q(user__isnull=False), name="commissions_member_user_once"
            ),
            models.UniqueConstraint(
                fields=["sitting", "person"], condition=Q(person__isnull=False), name="commissions_member_person_once"
            ),
            models.UniqueConstraint(
                fields=["sitting", "office"], condition=~Q(office=Office.MEMBER), name="commissions_member_office_once"
            ),
            models.CheckConstraint(condition=Q(office__in=Office.values), name="commissions_member_office_known"),
            models.CheckConstraint(condition=Q(presence__in=Presence.values), name="commissions_member_presence_known"),
        ]

    def __str__(self) -> str:
        return self.name


class Recusal(models.Model):
    """A member withdraws for one request, or for every dossier that asks for a setting. Taken back: it stays, dated."""

    member = models.ForeignKey(SittingMember, models.PROTECT, related_name="recusals", verbose_name=_("member"))
    request_reference = models.CharField(_("request"), max_length=20, blank=True)
    setting_reference = models.CharField(_("setting"), max_length=60, blank=True)
    reason = models.CharField(_("reason"), max_length=10, choices=RecusalReason.choices)
    said_at = models.DateTimeField(_("said at"))
    by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("noted by"))
    taken_back_at = models.DateTimeField(_("taken back at"), null=True, blank=True)

    class Meta:
        verbose_name = _("recusal")
        ordering = ["member", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(request_reference="") & ~Q(setting_reference=""))
                | (~Q(request_reference="") & Q(setting_reference="")),
                name="commissions_recusal_of_one_thing",
            ),
            models.CheckConstraint(condition=Q(reason__in=RecusalReason.values), name="commissions_recusal_reason"),
            models.UniqueConstraint(
                fields=["member", "request_reference", "setting_reference"],
                condition=Q(taken_back_at__isnull=True),
                name="commissions_recusal_runs_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member} · {self.request_reference or self.setting_reference}"
