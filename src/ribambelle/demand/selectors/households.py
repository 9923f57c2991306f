"""One household as its page shows it: guardians, children, requests, personal links."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, QuerySet

from ribambelle.accounts.models import User
from ribambelle.demand.enums import CriterionCategory
from ribambelle.demand.models import AccessLink, Child, CriterionAnswer, Guardian, Household, Request
from ribambelle.demand.rules import age_in_months
from ribambelle.demand.rules.life import WAITING
from ribambelle.demand.selectors.links import links_of


def household_of(*, by: User, reference: str) -> Household | None:
    """A household this person may see through one of its requests; None otherwise. Three queries."""
    found = Household.objects.visible_to(by).select_related("commune")
    children = Child.objects.order_by("born_on", "due_on", "pk")
    return (
        found.prefetch_related("guardians__commune", Prefetch("children", children)).filter(reference=reference).first()
    )


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A personal link as the page lists it."""

    link: AccessLink
    is_open: bool


@dataclass(frozen=True)
class HouseholdRecord:
    """The values of a household's page. `requests` are those this person may see, by register number."""

    household: Household
    requests: Sequence[Request]
    links: Sequence[AccessLink]
    today: date
    incomes: Sequence[CriterionAnswer] = ()

    @property
    def title(self) -> str:
        """The names of the guardians, each once; the reference when nobody is named."""
        names = dict.fromkeys(guardian.last_name for guardian in self.guardians if guardian.last_name)
        return " – ".join(names) or self.household.reference

    @cached_property
    def guardians(self) -> list[Guardian]:
        return list(self.household.guardians.all())

    @property
    def children(self) -> list[tuple[Child, int | None, list[Request]]]:
        """Each child, its age in whole months today (None before birth) and its requests."""
        return [
            (
                child,
                age_in_months(child.born_on, self.today) if child.born_on else None,
                [request for request in self.requests if request.child_id == child.pk],
            )
            for child in self.household.children.all()
        ]

    @cached_property
    def open_links(self) -> dict[int | None, AccessLink]:
        """The open link of each guardian (by primary key), and under None that of the household."""
        return {link.guardian_id: link for link in self.links if self._is_open(link)}

    @property
    def link_lines(self) -> list[LinkLine]:
        return [LinkLine(link, self._is_open(link)) for link in self.links]

    @property
    def without_link(self) -> list[Guardian]:
        """The guardians who have no open link of their own."""
        return [guardian for guardian in self.guardians if guardian.pk not in self.open_links]

    def _is_open(self, link: AccessLink) -> bool:
        return link.revoked_at is None and link.expires_on >= self.today


def household_record(*, by: User, household: Household, today: date) -> HouseholdRecord:
    """Everything its page shows. Three queries beside those of `household_of`."""
    requests: Any = Request.objects.visible_to(by).filter(party__household=household)
    requests = requests.select_related("child", "party", "desk").order_by("register_number")
    found = list(requests)
    return HouseholdRecord(household, found, links_of(household), today, _incomes(found))


def _incomes(requests: Sequence[Request]) -> list[CriterionAnswer]:
    """What the family said of its income, by the newest of its requests that says it; empty when none does."""
    answers = CriterionAnswer.objects.filter(
        request__in=requests, criterion__category=CriterionCategory.INCOME, value__gt=0
    )
    said = list(answers.select_related("criterion", "request", "seen_by").order_by("-request__register_number"))
    return [each for each in said if each.request_id == said[0].request_id]


def waiting_of(household: Household) -> QuerySet[Request]:
    """The requests of a household that wait for a place, by register number. One query."""
    found = Request.objects.filter(party__household=household, state__in=WAITING)
    return found.select_related("child").order_by("register_number")
