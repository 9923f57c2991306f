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
    LOWEST_INCOME = "lowest-income", _("the lowest income")
    LOTTERY = "lottery", _("a lottery whose seed is recorded")


class OfferState(models.TextChoices):
    """Where a proposed place stands; the moves allowed between states are data, in `rules.offers`."""

    PENDING = "pending", _("answer awaited")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    LAPSED = "lapsed", _("left without an answer")
    TAKEN_BACK = "taken-back", _("taken back")

    @property
    def tone(self) -> str:
        """Which chip shows it."""
        return {"pending": "info", "accepted": "ok", "declined": "stop", "lapsed": "off"}.get(self.value, "off")


class OfferMove(models.TextChoices):
    """What can happen to a proposed place."""

    ACCEPT = "accept", pgettext_lazy("a proposed place", "accept")
    DECLINE = "decline", pgettext_lazy("a proposed place", "decline")
    LAPSE = "lapse", pgettext_lazy("a proposed place", "note that no answer came")
    TAKE_BACK = "take-back", pgettext_lazy("a proposed place", "take back")
    GIVE_UP = "give-up", pgettext_lazy("a proposed place", "give up an accepted place")
    REOPEN = "reopen", pgettext_lazy("a proposed place", "await the answer again")


class AnswerChannel(models.TextChoices):
    """How an answer came."""

    LINK = "link", _("by the personal link")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by telephone")
    DESK = "desk", _("at the desk")


class DeclineReason(models.TextChoices):
    """Why a family declines, if it wishes to say."""

    FOUND = "found", _("we found another solution")
    FAR = "far", _("too far from home or work")
    HALF_DAYS = "half-days", _("the half-days do not suit us")
    DATE = "date", _("the date of entry does not suit us")
    COST = "cost", _("the price")
    OTHER = "other", _("another reason")


class LetterKind(models.TextChoices):
    """What a letter announces."""

    PROPOSAL = "proposal", _("A place is proposed")
    WAITING = "waiting", _("Not retained this time")
    REFUSAL = "refusal", _("Refused by the commission")


class LetterChannel(models.TextChoices):
    MAIL = "mail", _("by e-mail")
    PAPER = "paper", _("on paper, by post")


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
    NOT_PROVED = "not-proved", _("declared, but the rule counts only what was seen")
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
    OUTSIDE_HOURS = "outside-hours", _("Hours asked outside those of a wished setting")
    MODE_MISSING = "mode-missing", _("A wished setting does not offer the mode of care asked")
    OUTSIDE_OPENING = "outside-opening", _("Half-days asked outside the opening of a wished setting")
    DUPLICATE = "duplicate", _("Looks like another request")
    MISSING_EVIDENCE = "missing-evidence", _("Evidence not seen yet")
    UNANSWERED = "unanswered", _("Criteria not answered")


class TouchedKind(models.TextChoices):
    """What a change may alter of the lists of what is to clear; read by no person."""

    PARTY = "party"
    SETTING = "setting"
    SESSION = "session"
    RULE = "rule"
    EVERY = "every"


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
    """What orders requests; shares of the places and direct allocation may be added to any of them."""

    ADDITIVE = "additive_points", _("points that add up")
    CLASSES = "ordered_priority_classes", _("classes in their order, then points")
    REGISTER = "chronological_register", _("the register, in the order of its numbers or dates")
    RESIDENCE = "chronological_with_residence_priority", _("inhabitants first, then the date")
    ROUNDS = "rounds_then_points", _("children present first, in rounds, then points")


class ReserveKind(models.TextChoices):
    """What says who belongs to the group a session keeps places for."""

    CRITERION = "criterion", _("Criteria")
    CLASS = "class", _("Classes of the rule text")
    COMMUNE = "commune", _("Commune")


class EvidenceRule(models.TextChoices):
    """What a line that names a piece of evidence asks for before it counts."""

    DECLARED = "declared", _("counts as soon as it is declared")
    SEEN = "seen", _("counts only once its evidence was seen")


class RuleProblem(models.TextChoices):
    """What keeps a rule text from being recorded or adopted; `%(culprit)s` is the line or the share."""

    NO_LINE = "no-line", _("The rule has no criterion. Add at least one.")
    SAME_CODE = "same-code", _("“%(culprit)s” stands under a code used twice. Give each line its own.")
    BAD_RANGE = "bad-range", _("“%(culprit)s”: its bounds have no end, or end before they begin. Write both.")
    READS_NOTHING = "reads-nothing", _("“%(culprit)s” counts but reads no answer. Choose the answer it reads.")
    TIMES = "times", _("“%(culprit)s” counts once and has a number of times. Tick “Counts each time” as well.")
    TIE_BREAK = "tie-break", _("“%(culprit)s” is no known order at equal points. Choose one of the list.")
    METHOD = "method", _("“%(culprit)s” is no known method. Choose one of the list.")
    NO_CLASS = "no-class", _("No criterion opens a class. Write the class of at least one line.")
    SHARE = "share", _("“%(culprit)s”: the share is not between 0 and 100 %%. Write it again.")
    SHARE_READS_NOTHING = (
        "share-reads-nothing",
        _("“%(culprit)s”: the share is for nobody. Choose the criteria of the families it is for."),
    )
    SHARES = "shares", _("Together, the shares keep more than all the places. Lower one.")
