"""The file to replay of a sealed session, read whole and replayed."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.commissions.rules.sealing import NotASeal, Replayed, replay

MEGABYTE = 1024 * 1024


class ReplayForm(forms.Form):
    """Its cleaned `file` is what the replay found."""

    file = forms.FileField(
        label=gettext_lazy("File to replay"),
        allow_empty_file=True,
        help_text=gettext_lazy("The one the page of a sealed session gives: S-2027-01.ribambelle.json."),
        error_messages={"required": gettext_lazy("No file was chosen. Choose the one to replay.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".json"

    def clean_file(self) -> Replayed:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.IMPORT_MAX_BYTES:
            said = _("“%(file)s” is larger than %(most)s MB. Replay it by the command ribambelle replay.")
            raise ValidationError(said % {"file": file.name, "most": settings.IMPORT_MAX_BYTES // MEGABYTE})
        sentences = {
            "other": _("“%(file)s” is not a sealed session. Give the file to replay of a sealed session."),
            "changed": _(
                "“%(file)s” was changed since its seal: its fingerprint is another. Ask for the original file."
            ),
            "unreadable": _(
                "“%(file)s” has its own fingerprint, but holds no sealed session. Ask for the original file."
            ),
        }
        try:
            return replay(file.read())
        except NotASeal as error:
            raise ValidationError(sentences[error.code] % {"file": file.name}) from error
