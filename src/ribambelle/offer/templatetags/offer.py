"""Ages, hours and what is still to confirm, in words: `{% load offer %}`."""

from datetime import date, timedelta
from typing import Any

from django import template
from django.utils.timezone import localdate

from ribambelle.kernel.formats import day
from ribambelle.offer import wording
from ribambelle.offer.rules import Hours, freshness
from ribambelle.offer.selectors.facts import FRESH_MARKS

register = template.Library()


@register.simple_tag
def ages(of: Any) -> str:
    """`{% ages setting %}`, `{% ages section %}`: “de 3 mois à 3 ans”, or “à confirmer”."""
    return wording.ages_in_words(of.min_age_months, of.max_age_months)


@register.simple_tag
def hours(setting: Any) -> list[str]:
    """`{% hours setting as lines %}`: one line for each span of hours; empty when nobody told."""
    return wording.openings_in_words([Hours(o.weekday, o.opens_at, o.closes_at) for o in setting.openings.all()])


@register.filter
def or_to_confirm(value: Any) -> Any:
    """`{{ places|or_to_confirm }}`: the value, or “à confirmer”. 0 is known."""
    return wording.TO_CONFIRM if value is None or value == "" else value


@register.filter
def last_day(ends_on: date | None) -> str:
    """`{{ placement.ends_on|last_day }}`: an end is a day excluded; people say the last day included."""
    return day(ends_on - timedelta(days=1)) if ends_on else ""


@register.filter
def fresh_mark(availability: Any) -> str:
    """`{{ availability|fresh_mark }}`: how `<c-fresh>` shows the age of what a childminder declared."""
    return FRESH_MARKS[freshness(availability.confirmed_on, localdate())]
