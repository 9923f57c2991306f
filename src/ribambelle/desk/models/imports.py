"""Import runs: the file, the choice of columns, and what each line would do or did."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import ScopedQuerySet, Visibility, everything
from ribambelle.accounts.enums import Role
from ribambelle.desk.enums import Outcome, RunState
from ribambelle.desk.targets import import_targets


class PrivateFiles(FileSystemStorage):
    """Files of strangers: under the data folder, readable by the server alone, at no address of the site."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> Path:
        return Path(settings.MEDIA_ROOT) / "imports"

    @property
    def location(self) -> str:
        return str(self.base_location.resolve())


def private_files() -> Storage:
    """Where imports keep their files, named by a function so that no migration fixes the folder."""
    return PrivateFiles()


def stored_name(run: "ImportRun", _name: str) -> str:
    """The name on disk: never the one a stranger gave."""
    return f"{run.sha256}.bin"


class ImportRun(models.Model):
    """One file on its way in: read, columns chosen, report, then brought in or abandoned."""

    reference = models.CharField(_("reference"), max_length=36, unique=True)
    target = models.CharField(_("what it brings"), max_length=40)
    file = models.FileField(_("file"), storage=private_files, upload_to=stored_name, max_length=120)
    file_name = models.CharField(_("file name"), max_length=200)
    sha256 = models.CharField(_("fingerprint"), max_length=64, db_index=True)
    size_bytes = models.PositiveIntegerField(_("size"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    uploaded_at = models.DateTimeField(_("sent"))
    state = models.CharField(_("step"), max_length=10, choices=RunState.choices, default=RunState.READ)
    sheet = models.CharField(_("sheet"), max_length=120, blank=True)
    sheets = models.JSONField(_("sheets"), default=list)
    header_line = models.PositiveIntegerField(_("line of the headings"))
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    signature = models.CharField(_("fingerprint of the headings"), max_length=64)
    columns = models.JSONField(_("columns"), default=list)
    notes = models.JSONField(_("remarks"), default=list)
    mapping = models.JSONField(_("choice of columns"), default=dict)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("brought in by")
    )
    applied_at = models.DateTimeField(_("brought in"), null=True)

    visibility: ClassVar[Visibility] = {Role.COORDINATOR: everything}
    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=RunState.values), name="desk_run_state_known"),
            models.CheckConstraint(
                condition=models.Q(state=RunState.APPLIED, applied_at__isnull=False)
                | (~models.Q(state=RunState.APPLIED) & models.Q(applied_at__isnull=True)),
                name="desk_run_applied_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.file_name}"

    @property
    def target_label(self) -> str:
        """What the run brings in, in words; its code when no room declares it any more."""
        return str(import_targets.get(self.target).label) if self.target in import_targets else self.target

    @property
    def is_open(self) -> bool:
        """Whether something can still be decided."""
        return self.state not in {RunState.APPLIED, RunState.ABANDONED}

    @property
    def column_names(self) -> list[str]:
        return [column["name"] for column in self.columns]


class ImportRow(models.Model):
    """One line of the file: what it would do and why; for a doubtful line, whether a person said yes."""

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows", verbose_name=_("import"))
    line = models.PositiveIntegerField(_("line"))
    outcome = models.CharField(_("verdict"), max_length=10, choices=Outcome.choices)
    reasons = models.JSONField(_("reasons"), default=list)
    text = models.CharField(_("line"), max_length=300, blank=True)
    cells = models.JSONField(_("cells"), default=dict)
    is_accepted = models.BooleanField(_("take it all the same"), default=False)

    class Meta:
        verbose_name = _("line of an import")
        verbose_name_plural = _("lines of an import")
        ordering = ["line"]
        constraints = [
            models.UniqueConstraint(fields=["run", "line"], name="desk_row_once"),
            models.CheckConstraint(condition=models.Q(outcome__in=Outcome.values), name="desk_row_outcome_known"),
            models.CheckConstraint(
                condition=models.Q(is_accepted=False) | models.Q(outcome=Outcome.DOUBTFUL),
                name="desk_row_only_doubtful_is_accepted",
            ),
        ]
        indexes = [models.Index(fields=["run", "outcome", "line"], name="desk_row_by_outcome")]

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"


class RememberedMapping(models.Model):
    """The last choice of columns made for files with the same headings."""

    target = models.CharField(_("what it brings"), max_length=40)
    signature = models.CharField(_("fingerprint of the headings"), max_length=64)
    mapping = models.JSONField(_("choice of columns"))
    used_at = models.DateTimeField(_("last used"))

    class Meta:
        verbose_name = _("remembered choice of columns")
        verbose_name_plural = _("remembered choices of columns")
        constraints = [models.UniqueConstraint(fields=["target", "signature"], name="desk_mapping_once")]

    def __str__(self) -> str:
        return f"{self.target} {self.signature[:8]}"
