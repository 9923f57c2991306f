"""What can go wrong when plans are written.

PlanError
├── ActionWithoutWords
├── CarriedPerspective
├── CodeTaken
├── EditedMeanwhile
├── ForeignPart
├── ReasonMissing
├── UnknownEvidence
└── UnreadableCodes
"""

from django.utils.translation import gettext as _


class PlanError(ValueError):
    """A refusal of this room; its text is shown to the person as it stands."""


class ActionWithoutWords(PlanError):
    """A row of the grid without the text of its action."""


class CarriedPerspective(PlanError):
    """A perspective that became an objective of a later plan is being removed."""


class CodeTaken(PlanError):
    """Two objectives of one plan under one code."""


class EditedMeanwhile(PlanError):
    """Someone else saved the same row since it was opened."""


class ForeignPart(PlanError):
    """A record of another plan, or a circle in a tree."""


class ReasonMissing(PlanError):
    """A stopped or not done action that does not say why."""


class UnknownEvidence(PlanError):
    """A kind that is not registered, or a record that does not exist."""


class UnreadableCodes(PlanError):
    """A list of codes with a range that cannot be counted out."""

    def __init__(self, part: str) -> None:
        super().__init__(_("%(part)s: the range cannot be counted out. Write its codes one by one.") % {"part": part})
