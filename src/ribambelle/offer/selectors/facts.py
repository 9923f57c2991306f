"""What is known of a setting, and since when: one line for each topic."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ribambelle.offer.enums import Topic
from ribambelle.offer.models import Setting
from ribambelle.offer.rules import Hours, freshness, week_freshness
from ribambelle.offer.wording import ages_in_words, modes_in_words, openings_in_words

#: What the record tells, topic by topic; free half-days are told by the week.
FACTS = tuple(topic for topic in Topic if topic != Topic.WEEK)
FRESH_MARKS = {"fresh": "", "old": "old", "stale": "stale", "unknown": "stale"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One topic in words (`lines` empty: to confirm), with its last confirmation."""

    topic: Topic
    lines: tuple[str, ...]
    confirmed_on: date | None
    source: str
    freshness: str

    @property
    def is_known(self) -> bool:
        return bool(self.lines)

    @property
    def mark(self) -> str:
        """How `<c-fresh>` shows its age: nothing while it is fresh."""
        return FRESH_MARKS[self.freshness]

    @property
    def needs_confirming(self) -> bool:
        return not self.lines or self.freshness in {"stale", "unknown"}


def facts_known(setting: Setting, *, today: date) -> list[Fact]:
    """Every topic of the record of a setting whose lists were prefetched, in the order of `Topic`. No query."""
    confirmed = {line.topic: line for line in setting.confirmations.all()}
    facts = []
    for topic in FACTS:
        line = confirmed.get(topic)
        lines = tuple(text for text in _lines(setting, topic) if text)
        facts.append(
            Fact(
                topic,
                lines,
                line.confirmed_on if line else None,
                line.source if line else "",
                freshness(line.confirmed_on if line else None, today),
            )
        )
    return facts


def _lines(setting: Setting, topic: Topic) -> list[str]:
    town = " ".join(part for part in (setting.postal_code, setting.locality) if part)
    told = {
        Topic.MANAGER: [str(setting.manager or ""), str(setting.attached_to or "")],
        Topic.AGES: _ages(setting),
        Topic.ADDRESS: [setting.address, town, str(setting.commune or "")],
        Topic.CONTACT: [setting.phone, setting.email, setting.website],
        Topic.ACCESS: [setting.accessibility],
        Topic.PRICE: [setting.price_regime],
    }
    return told[topic] if topic in told else _LISTS[topic](setting)


def _ages(setting: Setting) -> list[str]:
    low, high = setting.min_age_months, setting.max_age_months
    return [] if low is None and high is None else [ages_in_words(low, high)]


def _openings(setting: Setting) -> list[str]:
    return openings_in_words([Hours(o.weekday, o.opens_at, o.closes_at) for o in setting.openings.all()])


def _modes(setting: Setting) -> list[str]:
    modes = {mode.mode: mode.is_offered for mode in setting.modes.all()}
    return modes_in_words(modes) if modes else []


def _places(setting: Setting) -> list[str]:
    lines = [_("%(places)s authorised") % {"places": line.places} for line in setting.authorisations.all()]
    return lines + [_("%(places)s funded") % {"places": line.places} for line in setting.funded.all()]


def _listings(setting: Setting) -> list[str]:
    return [
        _("%(portal)s, since %(year)s") % {"portal": line.portal, "year": line.listed_since.year}
        if line.listed_since
        else line.portal
        for line in setting.listings.all()
    ]


_LISTS = {Topic.OPENING: _openings, Topic.MODES: _modes, Topic.PLACES: _places, Topic.LISTINGS: _listings}


@dataclass(frozen=True, slots=True)
class WeekConfirmed:
    """When the free half-days of a setting were last said to be right."""

    on: date | None
    source: str
    freshness: str

    @property
    def mark(self) -> str:
        return FRESH_MARKS[self.freshness]


def week_confirmed(setting: Setting, *, today: date) -> WeekConfirmed:
    """Of a setting whose confirmations were prefetched. No query."""
    line = next((one for one in setting.confirmations.all() if one.topic == Topic.WEEK), None)
    on = line.confirmed_on if line else None
    return WeekConfirmed(on, line.source if line else "", week_freshness(on, today, setting.law))
