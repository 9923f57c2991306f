"""Tables of the commissions: rule texts, and sessions with what they froze and calculated.

Triggers in the database keep adopted rule texts, snapshots and runs as they were (migration 0002).
"""

from ribambelle.commissions.models.rule_texts import RuleLine, RuleText
from ribambelle.commissions.models.sessions import (
    Commission,
    FrozenSnapshot,
    PseudonymKey,
    Run,
    Session,
)

__all__ = ["Commission", "FrozenSnapshot", "PseudonymKey", "RuleLine", "RuleText", "Run", "Session"]
