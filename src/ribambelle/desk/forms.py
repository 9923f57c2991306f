"""Forms of an import (the file, the columns, the line of the headings) and the filter of mails."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ribambelle.desk import rules
from ribambelle.desk.enums import MailState
from ribambelle.desk.models import ImportRun
from ribambelle.desk.targets import ImportTarget


class UploadForm(forms.Form):
    target = forms.ChoiceField(
        label=gettext_lazy("What the file holds"),
        error_messages={
            "required": gettext_lazy(
                "What the file holds is not said. Choose it in the list: its columns depend on it."
            )
        },
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        allow_empty_file=True,
        help_text=gettext_lazy(
            "CSV, XLSX or ODS, as it is: titles, blank lines and legends are recognised. Nothing is brought in yet."
        ),
        error_messages={"required": gettext_lazy("No file was chosen. Choose the one to read.")},
    )

    def __init__(self, *args: Any, targets: list[ImportTarget], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Choose what it holds")), *((target.code, str(target.label)) for target in targets)]
        self.fields["target"].choices = choices  # type: ignore[attr-defined]
        self.fields["file"].widget.attrs["accept"] = ".csv,.tsv,.txt,.xlsx,.ods,.xls"


class MappingForm(forms.Form):
    """For each column of the file, the field it gives, or none."""

    def __init__(self, *args: Any, run: ImportRun, target: ImportTarget, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.run, self.target = run, target
        chosen = {column: name for name, column in run.mapping.items()}
        choices = [("", _("do not bring in"))]
        choices += [(each.name, self._choice(each.label, each.required)) for each in target.fields]
        for rank, column in enumerate(run.column_names):
            self.fields[f"column-{rank}"] = forms.ChoiceField(
                label=column, choices=choices, required=False, initial=chosen.get(column, "")
            )

    @staticmethod
    def _choice(label: Any, is_required: bool) -> str:
        return _("%(label)s (needed)") % {"label": label} if is_required else str(label)

    def rows(self) -> list[dict[str, Any]]:
        """What the table of the page shows: each column with its samples and its choice."""
        return [
            {"field": self[f"column-{rank}"], "samples": column["samples"]}
            for rank, column in enumerate(self.run.columns)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        used: dict[str, str] = {}
        for rank, column in enumerate(self.run.column_names):
            name = cleaned.get(f"column-{rank}")
            if name and name in used:
                message = _("“%(field)s” is already given by the column “%(column)s”. Keep one of the two.")
                shown = {"field": self.target.field_named(name).label, "column": used[name]}
                self.add_error(f"column-{rank}", message % shown)
            elif name:
                used[name] = column
        for problem in rules.mapping_problems(used, fields=self.target.fields, columns=self.run.column_names):
            message = _("No column gives “%(label)s”, which is needed. Choose one.")
            self.add_error(None, message % {"label": self.target.field_named(problem.field).label})
        cleaned["mapping"] = used
        return cleaned


class HeaderForm(forms.Form):
    """Where the headings are: the sheet, when there are several, and the line."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    header_line = forms.IntegerField(
        label=gettext_lazy("Line of the headings"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=gettext_lazy("Left blank, it is looked for."),
    )

    def __init__(self, data: Any = None, *, run: ImportRun) -> None:
        super().__init__(data, initial={"sheet": run.sheet, "header_line": run.header_line})
        self.fields["sheet"].choices = [(name, name) for name in run.sheets]  # type: ignore[attr-defined]
        if len(run.sheets) < 2:
            del self.fields["sheet"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "sheet" in self.changed_data and "header_line" not in self.changed_data:
            cleaned["header_line"] = None  # the line shown was that of the sheet left
        return cleaned


class ReportFilter(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("Verdict"), required=False)
    q = forms.CharField(label=gettext_lazy("Words of the line"), required=False, max_length=100)

    def __init__(self, *args: Any, outcomes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [("", _("All")), *outcomes]  # type: ignore[attr-defined]


class MailFilter(forms.Form):
    """Which mails to show."""

    q = forms.CharField(label=gettext_lazy("Words of the address or of the subject"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("mail", "About"), required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", pgettext_lazy("mails", "All"))]
        self.fields["state"].choices = everything + MailState.choices  # type: ignore[attr-defined]
        self.fields["kind"].choices = everything + kinds  # type: ignore[attr-defined]
