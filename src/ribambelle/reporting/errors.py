"""What can go wrong with findings.

ReportingError
├── NoSuchFinding
└── ReasonMissing
"""


class ReportingError(ValueError):
    """A refusal of this room; its text is shown to the person as it stands."""


class NoSuchFinding(ReportingError):
    """A finding that the checks no longer make."""


class ReasonMissing(ReportingError):
    """An acceptance that does not say why."""
