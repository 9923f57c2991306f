"""What is to clear of a session in preparation, kept from look to look, and what was written since.

All of it follows from other tables and may be emptied at any time: the next look makes it again. Triggers
(`commissions/touching.py`) write `Touched` in the transaction of every change that could alter a line.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CheckList(models.Model):
    """How far the list of a session is.

    Attributes
    ----------
    version
        The version of the product that made it; another one makes it again.
    turn
        One more at each write: what was calculated on an older turn is thrown away.
    reached
        Families up to this primary key are examined; null: all of them.
    same, same_turn
        Families that look alike, found at that turn: [reference, references of the others, requests].
    """

    session = models.OneToOneField("commissions.Session", models.CASCADE, related_name="+", verbose_name=_("session"))
    version = models.CharField(_("version"), max_length=40)
    turn = models.PositiveIntegerField(_("turn"), default=0)
    reached = models.PositiveBigIntegerField(_("examined up to"), null=True, default=0)
    requests = models.PositiveIntegerField(_("requests"), default=0)
    same = models.JSONField(_("alike"), default=list)
    same_turn = models.PositiveIntegerField(_("turn"), null=True)

    class Meta:
        verbose_name = _("what is to clear")

    def __str__(self) -> str:
        return str(self.session_id)


class CheckSlice(models.Model):
    """Lines of one kind about some families of neighbouring primary keys; no kind: who they are.

    A line may tell that a sensitive criterion is met: the lines are protected as sensitive facts are.
    """

    list = models.ForeignKey(CheckList, models.CASCADE, related_name="slices", verbose_name=_("what is to clear"))
    number = models.PositiveBigIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    count = models.PositiveIntegerField(_("lines"))
    key_id = models.CharField(_("key"), max_length=20)
    content = models.BinaryField(_("content"))

    class Meta:
        verbose_name = _("part of what is to clear")
        ordering = ["list", "kind", "number"]
        constraints = [
            models.UniqueConstraint(fields=["list", "kind", "number"], name="commissions_check_slice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.kind} {self.number}"


class CheckDue(models.Model):
    """A family to examine again. The same one may stand here twice: each row goes when what it asked for is done."""

    list = models.ForeignKey(CheckList, models.CASCADE, related_name="due", verbose_name=_("what is to clear"))
    party = models.PositiveBigIntegerField(_("family"))

    class Meta:
        verbose_name = _("family to examine again")

    def __str__(self) -> str:
        return str(self.party)


class Touched(models.Model):
    """A change not looked at yet: of which sort of thing (`TouchedKind`), and its primary key."""

    kind = models.CharField(_("kind"), max_length=8)
    key = models.PositiveBigIntegerField(_("number"), null=True)

    class Meta:
        verbose_name = _("change to look at")
        verbose_name_plural = _("changes to look at")

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
