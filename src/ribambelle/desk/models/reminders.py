"""Who wants the daily mail of what is due."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ReminderChoice(models.Model):
    """A person asked for the daily mail, or no longer wants it. Whoever never chose receives nothing."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_choice", verbose_name=_("user")
    )
    is_wanted = models.BooleanField(_("wants the daily mail"))
    chosen_at = models.DateTimeField(_("chosen"))

    class Meta:
        verbose_name = _("choice of reminders")
        verbose_name_plural = _("choices of reminders")
        ordering = ["user"]
