"""What can go wrong with an import run, beside the file itself (`kernel.tables.TableError`).

RunProblem
├── MappingRefused    the choice of columns cannot serve; `problems` lists why
├── AlreadyApplied    the run was brought in before
├── WrongStep         the run is not at the step this asks for
├── NothingToApply    no line is kept
└── ReportOutdated    a verdict is no longer what the person read
"""

from django.utils.translation import gettext as _


class RunProblem(Exception):
    """An import that cannot go on as asked. `str()` is the sentence to show."""


class MappingRefused(RunProblem):
    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


class AlreadyApplied(RunProblem):
    def __init__(self, reference: str) -> None:
        message = _("Import %(reference)s was already brought in: nothing was done twice. Open its report.")
        super().__init__(message % {"reference": reference})


class WrongStep(RunProblem):
    def __init__(self, reference: str, state: str) -> None:
        message = _("Import %(reference)s is at the step “%(state)s”: this cannot be done now. Open it to go on.")
        super().__init__(message % {"reference": reference, "state": state})


class NothingToApply(RunProblem):
    def __init__(self, reference: str) -> None:
        message = _("Import %(reference)s keeps no line. Tick doubtful lines, or correct the file and send it again.")
        super().__init__(message % {"reference": reference})


class ReportOutdated(RunProblem):
    def __init__(self, reference: str, lines: list[int]) -> None:
        message = _(
            "Import %(reference)s: the data changed since the report (line %(lines)s). "
            "Nothing was written. Read the new report, then decide."
        )
        super().__init__(message % {"reference": reference, "lines": ", ".join(map(str, lines[:5]))})
