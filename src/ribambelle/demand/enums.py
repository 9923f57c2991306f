"""Closed lists of the demand."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    WEB = "web", _("online")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by telephone")
    DESK = "desk", _("at the desk")


class ContactChannel(models.TextChoices):
    """How something was exchanged with a family."""

    MAIL = "mail", _("by e-mail")
    WEB = "web", _("online")
    PAPER = "paper", _("on paper")
    PHONE = "phone", _("by telephone")
    DESK = "desk", _("at the desk")


class ContactKind(models.TextChoices):
    """What an exchange with a family was about."""

    VISIT = "visit", _("visit, call or letter")
    ACKNOWLEDGED = "acknowledged", _("acknowledgement sent")
    ANSWERED = "answered", _("answer given")
    REMINDED = "reminded", _("reminder to confirm")
    CONFIRMED = "confirmed", _("request confirmed by the family")
    CHANGED = "changed", _("change told by the family")
    ENDED = "ended", _("request ended by the family")
    BIRTH = "birth", _("birth notified")


class PairState(models.TextChoices):
    """What was decided of two requests that look like one."""

    OPEN = "open", _("to look at")
    DISTINCT = "distinct", _("not the same")
    MERGED = "merged", _("made one")


class UndoKind(models.TextChoices):
    MERGE = "merge", _("merge")
    SIBLINGS = "siblings", _("siblings put together")


class FamilyAnswer(models.TextChoices):
    """What a family answers when it is asked whether its request still holds."""

    YES = "yes", _("Yes, we still need this place")
    CHANGED = "changed", _("Yes, but something has changed")
    NO = "no", _("No, we no longer need it")


class Activity(models.TextChoices):
    """What a parent does. Unknown is left empty."""

    WORKS = "works", _("works")
    TRAINS = "trains", _("studies or is in training")
    SEEKS = "seeks", _("looks for work")
    INACTIVE = "inactive", _("does not work and does not look for work")


class RequestKind(models.TextChoices):
    NEW = "new", _("first place")
    TRANSFER = "transfer", _("change of setting")
    EXTRA_DAY = "extra-day", _("more half-days")


class RequestState(models.TextChoices):
    """The life of a request; the moves allowed between states are data, in `demand.rules`."""

    DRAFT = "draft", _("draft")
    RECEIVED = "received", _("received")
    ACKNOWLEDGED = "acknowledged", _("acknowledged")
    COMPLETE = "complete", _("complete")
    ACTIVE = "active", _("on the waiting list")
    TO_CONFIRM = "to-confirm", _("to confirm")
    PROPOSED = "proposed", _("place proposed")
    ACCEPTED = "accepted", _("place accepted")
    DECLINED = "declined", _("proposal declined")
    REFUSED = "refused", _("refused by the setting")
    ENTERED = "entered", _("entered")
    LEFT = "left", _("left")
    LAPSED = "lapsed", _("lapsed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FOUND_ELSEWHERE = "found-elsewhere", _("found elsewhere")
    MERGED = "merged", _("merged with another")

    @property
    def tone(self) -> str:
        """Which chip shows it: ok, wait, info, stop, draft or off."""
        return _TONES.get(self, "off")


_TONES = {
    RequestState.DRAFT: "draft",
    RequestState.RECEIVED: "info",
    RequestState.ACKNOWLEDGED: "info",
    RequestState.COMPLETE: "info",
    RequestState.ACTIVE: "wait",
    RequestState.TO_CONFIRM: "stop",
    RequestState.PROPOSED: "info",
    RequestState.ACCEPTED: "ok",
    RequestState.ENTERED: "ok",
    RequestState.REFUSED: "stop",
    RequestState.DECLINED: "stop",
}


class RefusalGround(models.TextChoices):
    """Why a setting may refuse a request in Belgium: these two grounds, and no other (`rules.grounds`)."""

    NO_PLACE = "no-place", _("no place at the planned date")
    INCOMPATIBLE = "incompatible", _("incompatible with the rules or the project of the setting")


class Together(models.TextChoices):
    """What siblings who apply together ask for."""

    ALONE = "alone", _("one child alone")
    OR_NOTHING = "or-nothing", _("together or nothing")
    IF_POSSIBLE = "if-possible", _("together if possible")


class EvidenceState(models.TextChoices):
    DECLARED = "declared", _("declared, not yet proved")
    SEEN = "seen", _("evidence seen")


class CriterionKind(models.TextChoices):
    """How a criterion is answered: met or not, how many times, or a value within bounds."""

    YES_NO = "yes-no", _("yes or no")
    COUNT = "count", _("number of times")
    VALUE = "value", _("a value within bounds")


class CriterionOrigin(models.TextChoices):
    """Where an answer comes from: the family, other answers, or the dates of the request itself."""

    ASKED = "asked", _("answered by the family")
    IMPLIED = "implied", _("follows from other answers")
    COMPUTED = "computed", _("computed from the dates of the request")


class CriterionCategory(models.TextChoices):
    RESIDENCE = "residence", _("Where the family lives")
    ACTIVITY = "activity", _("What the parents do")
    FAMILY = "family", _("The family")
    SIBLINGS = "siblings", _("Brothers and sisters")
    CURRENT_CARE = "current-care", _("Care at present")
    VULNERABILITY = "vulnerability", _("Support and protection")
    DISABILITY = "disability", _("Disability or long illness")
    INCOME = "income", _("Income")
    HISTORY = "history", _("History of the request")
    CONDUCT = "conduct", _("Earlier refusals and rules")


class MoveCode(models.TextChoices):
    """What can be done to the state of a request; the label is the button, and says what follows."""

    RECEIVE = "receive", _("Enter in the register")
    ACKNOWLEDGE = "acknowledge", _("Note the acknowledgement as sent")
    COMPLETE = "complete", _("Note the request as complete")
    ACTIVATE = "activate", _("Put on the waiting list")
    ASK_CONFIRMATION = "ask-confirmation", _("Ask the family to confirm")
    CONFIRM = "confirm", _("Note the confirmation of the family")
    PROPOSE = "propose", _("Propose a place")
    TAKE_BACK = "take-back", _("Take the proposal back")
    ACCEPT = "accept", _("Note that the family accepts")
    DECLINE = "decline", _("Note that the family declines")
    REFUSE = "refuse", _("Note the refusal of the setting")
    WAIT_AGAIN = "wait-again", _("Put back on the waiting list")
    ENTER = "enter", _("Note the entry of the child")
    LEAVE = "leave", _("Note the departure of the child")
    LAPSE = "lapse", _("Set aside for want of an answer")
    WITHDRAW = "withdraw", _("Note that the family withdraws")
    FIND_ELSEWHERE = "find-elsewhere", _("Note that care was found elsewhere")
    MERGE = "merge", _("Set aside as a duplicate")
    REVIVE = "revive", _("Take up the request again")


#: What can be done to many requests at once: the steps that need no reason and no word of the family.
BULK_MOVES = (MoveCode.COMPLETE, MoveCode.ACTIVATE, MoveCode.ASK_CONFIRMATION, MoveCode.CONFIRM, MoveCode.LAPSE)
