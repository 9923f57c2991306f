"""What a sealed session says to families, and what they answer: texts of letters, letters sent, proposed places."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, by_scope, everything
from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import (
    AnswerChannel,
    DeclineReason,
    LetterChannel,
    LetterKind,
    OfferState,
)
from ribambelle.commissions.rules.offers import HOLDING
from ribambelle.kernel.weeks import FULL_WEEK


class LetterTexts(models.Model):
    """The sentences of a commission's letters. A change is a new version: letters sent keep the one they used."""

    commission = models.ForeignKey(
        "commissions.Commission", models.PROTECT, related_name="letter_texts", verbose_name=_("commission")
    )
    version = models.PositiveSmallIntegerField(_("version"))
    sender = models.TextField(_("sender"))
    sentences = models.JSONField(_("sentences"))
    written_at = models.DateTimeField(_("written at"))
    written_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("texts of the letters")
        verbose_name_plural = _("texts of the letters")
        ordering = ["commission", "-version"]
        constraints = [models.UniqueConstraint(fields=["commission", "version"], name="commissions_texts_version_once")]

    def __str__(self) -> str:
        return f"{self.commission} {self.version}"


class Mailing(models.Model):
    """The letters of a session: one act, begun once; interrupted, it goes on where it stopped."""

    session = models.OneToOneField(
        "commissions.Session", models.PROTECT, related_name="mailing", verbose_name=_("session")
    )
    texts = models.ForeignKey(
        LetterTexts, models.PROTECT, null=True, related_name="mailings", verbose_name=_("texts of the letters")
    )
    dated_on = models.DateField(_("dated"))
    answer_before = models.DateField(_("answer before"))
    begun_at = models.DateTimeField(_("begun at"))
    begun_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    expected = models.PositiveIntegerField(_("letters expected"), null=True, blank=True)

    class Meta:
        verbose_name = _("letters of a session")
        verbose_name_plural = _("letters of the sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(answer_before__gt=F("dated_on")), name="commissions_mailing_answer_after_letter"
            )
        ]

    def __str__(self) -> str:
        return str(self.session)


class Letter(models.Model):
    """One letter as it was written to one family, in the order of the envelopes."""

    mailing = models.ForeignKey(Mailing, models.PROTECT, related_name="letters", verbose_name=_("letters"))
    request = models.ForeignKey("demand.Request", models.PROTECT, related_name="+", verbose_name=_("request"))
    position = models.PositiveIntegerField(_("position"))
    kind = models.CharField(_("kind"), max_length=12, choices=LetterKind.choices)
    channel = models.CharField(_("way it goes"), max_length=8, choices=LetterChannel.choices)
    html = models.TextField(_("letter"))
    written_at = models.DateTimeField(_("written at"))

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_scope(organisation="request__desk__reference"),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        ordering = ["mailing", "position"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "request"], name="commissions_letter_once"),
            models.UniqueConstraint(fields=["mailing", "position"], name="commissions_letter_position_once"),
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="commissions_letter_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.request_id}"


class LetterFile(models.Model):
    """Many letters to take away, made piece by piece beside the server; kept a few days, then made again when asked.

    `channel`: those to post, or all of them. `pieces`: how many there will be, once counted.
    """

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="files", verbose_name=_("letters"))
    channel = models.CharField(_("way it goes"), max_length=8, choices=LetterChannel.choices, blank=True)
    fmt = models.CharField(_("format"), max_length=4)
    letters = models.PositiveIntegerField(_("letters"))
    pieces = models.PositiveIntegerField(_("pieces"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("file of letters")
        verbose_name_plural = _("files of letters")
        ordering = ["mailing", "channel", "fmt"]
        constraints = [
            models.UniqueConstraint(fields=["mailing", "channel", "fmt"], name="commissions_letter_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.mailing_id} {self.channel} {self.fmt}"


class LetterPiece(models.Model):
    """Some letters of a file, as one paper. It holds personal links: protected as sensitive facts are."""

    file = models.ForeignKey(LetterFile, models.CASCADE, related_name="made", verbose_name=_("file of letters"))
    number = models.PositiveIntegerField(_("number"))
    key_id = models.CharField(_("key"), max_length=20)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("piece of a file of letters")
        ordering = ["file", "number"]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="commissions_letter_piece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"


class PlaceOffer(models.Model):
    """A place proposed to a family by a sealed session: which half-days, until when to answer, what was answered.

    `slots` are all the half-days of the week the child would have there: for more half-days, those held included.
    """

    session = models.ForeignKey("commissions.Session", models.PROTECT, related_name="offers", verbose_name=_("session"))
    request = models.ForeignKey("demand.Request", models.PROTECT, related_name="offers", verbose_name=_("request"))
    setting = models.ForeignKey("offer.Setting", models.PROTECT, related_name="+", verbose_name=_("setting"))
    section = models.ForeignKey("offer.Section", models.PROTECT, related_name="+", verbose_name=_("section"))
    slots = models.PositiveSmallIntegerField(_("half-days"))
    entry_on = models.DateField(_("date of entry"))
    rank = models.PositiveSmallIntegerField(_("rank of the wish"))
    answer_before = models.DateField(_("answer before"), db_index=True)
    state = models.CharField(
        _("state"), max_length=12, choices=OfferState.choices, default=OfferState.PENDING, db_index=True
    )
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    answered_through = models.CharField(_("answered"), max_length=8, choices=AnswerChannel.choices, blank=True)
    answered_by = models.ForeignKey(
        "accounts.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("noted by")
    )
    decline_reason = models.CharField(_("why"), max_length=12, choices=DeclineReason.choices, blank=True)
    note = models.CharField(_("in their words"), max_length=400, blank=True)
    reminded_at = models.DateTimeField(_("reminded at"), null=True, blank=True)
    occupancy = models.ForeignKey(
        "offer.Occupancy", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("place taken")
    )

    visibility: ClassVar[Visibility] = {
        Role.COORDINATOR: everything,
        Role.FRONT_DESK: by_scope(organisation="request__desk__reference"),
        Role.DIRECTOR: by_scope(setting="setting__reference", organisation="setting__manager__reference"),
    }
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposed place")
        verbose_name_plural = _("proposed places")
        ordering = ["session", "request__reference"]
        constraints = [
            models.UniqueConstraint(fields=["session", "request"], name="commissions_offer_once"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state=OfferState.PENDING), name="commissions_offer_one_pending"
            ),
            models.CheckConstraint(condition=Q(state__in=OfferState.values), name="commissions_offer_state_known"),
            models.CheckConstraint(condition=Q(slots__gt=0, slots__lte=FULL_WEEK), name="commissions_offer_slots"),
            models.CheckConstraint(
                condition=Q(state=OfferState.PENDING) | Q(answered_at__isnull=False),
                name="commissions_offer_answer_dated",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Unique: the session and the request."""
        return f"{self.session.reference}/{self.request.reference}"

    @property
    def state_tone(self) -> str:
        return OfferState(self.state).tone

    @property
    def is_holding(self) -> bool:
        """Whether nobody else may be proposed its half-days."""
        return self.state in HOLDING
