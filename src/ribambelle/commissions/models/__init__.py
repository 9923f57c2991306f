"""Tables of the commissions: rule texts, sessions, what they froze and calculated, who sat, what was decided, seals.

Triggers in the database keep adopted rule texts, snapshots, runs, decisions and whole sealed sessions as they were
(migrations 0002, 0004 and 0009).
"""

from ribambelle.commissions.models.answers import Letter, LetterFile, LetterPiece, LetterTexts, Mailing, PlaceOffer
from ribambelle.commissions.models.checks import CheckDue, CheckList, CheckSlice, Touched
from ribambelle.commissions.models.decisions import Decision, Recalculation, Seal
from ribambelle.commissions.models.lottery import LotteryDraw
from ribambelle.commissions.models.reserves import Reserve
from ribambelle.commissions.models.rule_texts import RuleLine, RuleText
from ribambelle.commissions.models.sessions import (
    Commission,
    FrozenSnapshot,
    PseudonymKey,
    Run,
    Session,
)
from ribambelle.commissions.models.sittings import Recusal, Sitting, SittingMember

__all__ = [
    "CheckDue",
    "CheckList",
    "CheckSlice",
    "Commission",
    "Decision",
    "FrozenSnapshot",
    "Letter",
    "LetterFile",
    "LetterPiece",
    "LetterTexts",
    "LotteryDraw",
    "Mailing",
    "PlaceOffer",
    "PseudonymKey",
    "Recalculation",
    "Recusal",
    "Reserve",
    "RuleLine",
    "RuleText",
    "Run",
    "Seal",
    "Session",
    "Sitting",
    "SittingMember",
    "Touched",
]
