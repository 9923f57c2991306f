"""Closed lists of the desk."""

from django.db import models
from django.utils.translation import pgettext_lazy


class RunState(models.TextChoices):
    """Where an import run is: each step but the last can be taken again."""

    READ = "read", pgettext_lazy("import run", "Read")
    MAPPED = "mapped", pgettext_lazy("import run", "Columns chosen")
    REPORTED = "reported", pgettext_lazy("import run", "Report ready")
    APPLIED = "applied", pgettext_lazy("import run", "Brought in")
    ABANDONED = "abandoned", pgettext_lazy("import run", "Abandoned")


class Outcome(models.TextChoices):
    """What a line of the file would do."""

    KEPT = "kept", pgettext_lazy("import line", "Kept")
    DOUBTFUL = "doubtful", pgettext_lazy("import line", "Doubtful")
    REFUSED = "refused", pgettext_lazy("import line", "Refused")
    UNCHANGED = "unchanged", pgettext_lazy("import line", "Unchanged")
    ASIDE = "aside", pgettext_lazy("import line", "Not data")


class MailState(models.TextChoices):
    """Where a mail is. Queued: it will be tried (again). Failed: only a person can try again."""

    QUEUED = "queued", pgettext_lazy("mail", "Waiting to leave")
    SENT = "sent", pgettext_lazy("mail", "Left")
    FAILED = "failed", pgettext_lazy("mail", "Could not leave")
