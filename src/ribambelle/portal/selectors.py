"""Reads of the home pages, through the registries every room fills."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ribambelle.accounts.selectors import law_stated
from ribambelle.commissions.enums import RuleStatus
from ribambelle.commissions.models import Commission, RuleText, Session
from ribambelle.demand.models import Request
from ribambelle.network.models import Territory
from ribambelle.offer.models import Section, Setting
from ribambelle.ui.due import Due, dues_of, key_figures

SHOWN = 2


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the agenda with what is due on it; late things stand on today."""

    on: date
    is_today: bool
    dues: list[Due]

    @property
    def runs(self) -> list["Run"]:
        """Things alike that follow each other: the first ones are shown, the others wait to be unfolded."""
        alike = groupby(self.dues, key=lambda due: (due.icon, str(due.action_label)))
        return [Run.of(list(dues)) for _, dues in alike]


@dataclass(frozen=True, slots=True)
class Run:
    """Things of one kind, due the same day: one more than `SHOWN` is shown too, folding it would save nothing."""

    shown: list[Due]
    folded: list[Due]

    @classmethod
    def of(cls, dues: list[Due]) -> "Run":
        cut = SHOWN if len(dues) > SHOWN + 1 else len(dues)
        return cls(dues[:cut], dues[cut:])


@dataclass(frozen=True, slots=True)
class Figure:
    """A key figure as shown: None is said unknown."""

    label: str | Promise
    value: int | str | None
    hint: str | Promise


def home(*, user: Any, today: date) -> dict[str, Any]:
    """The staff home of a person: days, their number of due things, the first of them, figures.

    The number of queries depends on the rooms that registered something, not on the rows.
    """
    dues = dues_of(user=user, today=today)
    days = [
        Day(on=on, is_today=on == today, dues=list(of_the_day))
        for on, of_the_day in groupby(dues, key=lambda due: max(due.on, today))
    ]
    figures = [
        Figure(figure.label, *figure.compute(user, today))
        for figure in sorted(key_figures, key=lambda figure: figure.order)
        if not figure.permission or user.has_perm(figure.permission)
    ]
    steps = first_steps(user)
    today_count = sum(len(day.dues) for day in days if day.is_today)
    return {
        "days": days,
        "due_count": len(dues),
        "today_count": today_count,
        "first": dues[0] if dues else None,
        "figures": figures,
        "first_steps": steps,
    }


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing to do before an installation serves: what, why, where, and whether it is done; `goes_on`: and more."""

    title: str
    text: str
    url: str
    action_label: str
    is_done: bool
    goes_on: bool = False


def first_steps(user: Any) -> list[FirstStep]:
    """The way from an empty installation to the first session; empty once it was walked, or for those who cannot.

    One query once there is a session, eight before.
    """
    if not user.has_perm("commissions.change_session") or Session.objects.exists():
        return []
    law = FirstStep(
        _("The law that applies to you"),
        _("Legal delays and the papers handed to families follow it."),
        reverse("accounts:law"),
        _("Say which"),
        is_done=False,
    )
    return [
        *([] if law_stated() else [law]),
        FirstStep(
            _("Your communes"),
            _("Settings and families will be named by them."),
            reverse("network:commune_list"),
            _("Add communes"),
            Territory.objects.exists(),
        ),
        FirstStep(
            _("Your settings of care"),
            _("Two are enough to begin. One by one, or from the list you have."),
            reverse("offer:setting_list"),
            _("Record settings"),
            Setting.objects.exists(),
            goes_on=True,
        ),
        FirstStep(
            _("Their sections and places"),
            _("On the page of each setting: ages, and places by half-day."),
            reverse("offer:setting_list"),
            _("Fill in the places"),
            Section.objects.exists(),
            goes_on=True,
        ),
        FirstStep(
            _("A rule text"),
            _("Load the published grids, copy one, change it, adopt it."),
            reverse("commissions:rule_list"),
            _("Choose a rule"),
            RuleText.objects.filter(status__in=[RuleStatus.ADOPTED, RuleStatus.IN_FORCE]).exists(),
        ),
        FirstStep(
            _("The first requests"),
            _("Typed at the desk, or brought in from your register."),
            reverse("demand:request_create"),
            _("Enter a request"),
            Request.objects.exists(),
        ),
        FirstStep(
            _("The commission that decides"),
            _("Its name, and the law it follows."),
            reverse("commissions:commission_create"),
            _("Record the commission"),
            Commission.objects.exists(),
        ),
        FirstStep(
            _("Its first session"),
            _("Dates, settings, rule: then freeze, check, calculate."),
            reverse("commissions:session_create"),
            _("Prepare a session"),
            False,
        ),
    ]
