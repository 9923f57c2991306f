"""Outgoing mail: written with the change it tells, handed to the mail server after it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.desk.enums import MailState
from ribambelle.desk.mail_kinds import mail_kinds


class MailAttachment(models.Model):
    """A file that goes with mails, kept once however many people receive it. `sha256` covers name, type and content."""

    sha256 = models.CharField(_("fingerprint"), max_length=64, unique=True)
    name = models.CharField(_("file name"), max_length=120)
    content_type = models.CharField(_("type"), max_length=80)
    content = models.BinaryField(_("file"))

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class OutgoingMail(models.Model):
    """One mail to one person. The same key is the same mail: asked for twice, it leaves once.

    `due_at` is the next moment a sender may take it; taking it moves that moment ahead, so that a sender which dies
    gives it back by itself.
    """

    key = models.CharField(_("key"), max_length=200, unique=True)
    to = models.EmailField(pgettext_lazy("mail", "to"))
    subject = models.CharField(pgettext_lazy("mail", "subject"), max_length=300)
    text = models.TextField(pgettext_lazy("mail", "text"))
    attachments = models.ManyToManyField(
        MailAttachment, blank=True, related_name="mails", verbose_name=_("attachments")
    )
    about_kind = models.CharField(pgettext_lazy("mail", "about"), max_length=60, db_index=True)
    about_reference = models.CharField(_("record"), max_length=80)
    state = models.CharField(_("state"), max_length=10, choices=MailState.choices, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    last_error = models.CharField(_("last problem"), max_length=400, blank=True)
    queued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    created_at = models.DateTimeField(_("written"))
    tried_at = models.DateTimeField(_("last attempt"), null=True)
    due_at = models.DateTimeField(_("next attempt"))
    sent_at = models.DateTimeField(pgettext_lazy("mail", "left"), null=True)

    visibility: ClassVar[Visibility] = dict.fromkeys((Role.COORDINATOR, Role.FRONT_DESK, Role.KEY_HOLDER), everything)
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="desk_mail_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=MailState.SENT, sent_at__isnull=False)
                | (~models.Q(state=MailState.SENT) & models.Q(sent_at__isnull=True)),
                name="desk_mail_sent_has_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="desk_mail_queue"),
            models.Index(fields=["about_kind", "about_reference"], name="desk_mail_about"),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def reference(self) -> str:
        """The name of this mail in the journal and on screen."""
        return f"C-{self.pk}"

    @property
    def kind_label(self) -> str:
        """What the mail is about, in words; its code when no room declares it any more."""
        return str(mail_kinds.get(self.about_kind).label) if self.about_kind in mail_kinds else self.about_kind

    @property
    def about_url(self) -> str:
        """The page of the record it is about, or nothing."""
        return mail_kinds.get(self.about_kind).url_of(self.about_reference) if self.about_kind in mail_kinds else ""
