"""Closed lists of the commissions. Values of reasons and findings are those of `rules`; here they get their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Jurisdiction(models.TextChoices):
    FR = "FR", _("France")
    BE = "BE", _("Belgium, Wallonia-Brussels Federation")


class RuleStatus(models.TextChoices):
    """Draft → adopted → in force → superseded. A published text of another body is a model to copy from."""

    MODEL = "model", _("published elsewhere")
    DRAFT = "draft", _("draft")
    ADOPTED = "adopted", _("adopted")
    IN_FORCE = "in-force", _("in force")
    SUPERSEDED = "superseded", _("superseded")


class TieBreak(models.TextChoices):
    EARLIEST_REQUEST = "earliest-request", _("the earliest request")
    REGISTER_ORDER = "register-order", _("the order of the register")
    OLDEST_CHILD = "oldest-child", _("the oldest child, in months at entry")
    LOTTERY = "lottery", _("a lottery whose seed is recorded")


class SessionStatus(models.TextChoices):
    PREPARED = "prepared", _("being prepared")
    FROZEN = "frozen", _("frozen")
    RUN = "run", _("proposal calculated")
    SEALED = "sealed", _("sealed")


#: What a session may become; every step forward is dated in the journal, none goes back, and nothing follows the seal.
SESSION_MOVES: dict[str, tuple[str, ...]] = {
    SessionStatus.PREPARED: (SessionStatus.FROZEN,),
    SessionStatus.FROZEN: (SessionStatus.RUN,),
    SessionStatus.RUN: (SessionStatus.RUN, SessionStatus.SEALED),
}


class Scope(models.TextChoices):
    """What a session is for. An urgent one goes on between two ordinary ones; a correction follows a sealed one."""

    ORDINARY = "ordinary", _("ordinary")
    URGENT = "urgent", _("urgent")
    CORRECTION = "correction", _("correction")


class Season(models.TextChoices):
    """When in the year a commission sits."""

    SPRING = "spring", _("spring, for September")
    AUTUMN = "autumn", _("autumn, for the places that became free")
    OTHER = "other", _("at another time")


class Quorum(models.TextChoices):
    """How many members with a vote must be there."""

    NONE = "none", _("no quorum")
    HALF = "half", _("half of the members")
    MAJORITY = "majority", _("more than half of the members")
    TWO_THIRDS = "two-thirds", _("two thirds of the members")
    NUMBER = "number", _("a fixed number of members")


class Office(models.TextChoices):
    """What a person does in the sitting."""

    CHAIR = "chair", _("chair")
    SECRETARY = "secretary", _("secretary")
    MEMBER = "member", pgettext_lazy("office in a sitting", "member")


class RecusalReason(models.TextChoices):
    """Why a member withdraws; nothing of the family is said."""

    RELATED = "related", _("knows the family")
    MANAGES = "manages", _("works for the setting or manages it")
    INTEREST = "interest", _("has another interest in the decision")


class DecisionKind(models.TextChoices):
    """What the commission decides of one dossier. `undo` cancels the act before it; nothing is deleted."""

    KEEP = "keep", _("kept as proposed")
    MOVE = "move", _("moved")
    HOLD = "hold", _("held back")
    REFUSE = "refuse", _("refused")
    UNDO = "undo", _("undone")


class Departure(models.TextChoices):
    """Why a decision departs from the proposal."""

    URGENCY = "urgency", _("urgency attested by a professional")
    SIBLINGS = "siblings", _("siblings kept together")
    ERROR = "error", _("error in the dossier")
    CONTINUITY = "continuity", _("care already begun goes on")
    FAMILY = "family", _("at the wish of the family")
    INCOMPLETE = "incomplete", _("a piece is missing")
    NOT_ELIGIBLE = "not-eligible", _("outside the rule")
    OTHER = "other", _("another reason, in full")


class Policy(models.TextChoices):
    """What the engine promises (`ribambelle.placement`)."""

    STABLE = "stable", _("nobody is passed over")
    ORDER = "order", _("one family after the other, by points")


class ScoreReason(models.TextChoices):
    MET = "met", _("met")
    BOUNDED = "bounded", _("brought within the bounds of the rule")
    CAPPED = "capped", _("counted up to the ceiling of the rule")
    NOT_MET = "not-met", _("not concerned")
    NOT_ANSWERED = "not-answered", _("not answered")
    ELSEWHERE = "elsewhere", _("a more favourable line of the same group counts")
    NO_POINTS = "no-points", _("its points were never published: it counts nothing")


class EvidenceMark(models.TextChoices):
    SEEN = "seen", _("evidence seen")
    DECLARED = "declared", _("declared, evidence not seen yet")
    COMPUTED = "computed", _("follows from the dates of the request")
    NONE = "none", _("nothing declared; you may tell us at any time")


class FindingKind(models.TextChoices):
    NOT_ELIGIBLE = "not-eligible", _("A mandatory criterion is not met")
    NO_WISH = "no-wish", _("No wish among the settings of the session")
    UNBORN = "unborn", _("Will be born after the date of entry")
    AGE_OUTSIDE = "age-outside", _("Age outside the sections of a wished setting")
    OUTSIDE_OPENING = "outside-opening", _("Half-days asked outside the opening of a wished setting")
    DUPLICATE = "duplicate", _("Looks like another request")
    MISSING_EVIDENCE = "missing-evidence", _("Points given without the evidence seen")
    UNANSWERED = "unanswered", _("Criteria not answered")


class LeakKind(models.TextChoices):
    """Why the scanner stops a word of a free text (`rules.scanner`)."""

    NAME = "name", _("a name of a family")
    FIRST_NAME = "first-name", _("a first name")
    INITIALS = "initials", _("initials")
    PLACE = "place", _("a place or an address")
    HEALTH = "health", _("a word about health")
    ORIGIN = "origin", _("a word about origin, language or belief")
    FAMILY = "family", _("a word about the family and what it lives through")
    CONTACT = "contact", _("a telephone number, an e-mail address or a reference")
    DATE = "date", _("a date, a birth or an age")


class LineCategory(models.TextChoices):
    """What a criterion speaks of, as the published grids name it."""

    RESIDENCE = "residence", _("Place of living")
    REQUEST_DATE = "request_date", _("Date of the request")
    ACTIVITY = "activity", _("Work, training, search for work")
    FAMILY = "family", _("Family")
    SIBLINGS = "siblings", _("Brothers and sisters")
    CURRENT_CARE = "current_care", _("Care at present")
    VULNERABILITY = "vulnerability", _("Support and protection")
    DISABILITY = "disability", _("Disability")
    INCOME = "income", _("Income")
    HISTORY = "history", _("Earlier requests")
    SPECIFIC = "specific", _("Specific situations")
    MALUS = "malus", _("Points taken away")


class Method(models.TextChoices):
    ADDITIVE = "additive_points", _("points that add up")
