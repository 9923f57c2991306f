"""Who can take this child? The facts of settings, read once, and handed to the rule."""

from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.models import Setting
from ribambelle.offer.rules import Band, Facts, Found, Hours, Match, Wish, search
from ribambelle.offer.selectors.weeks import SectionWeek, section_weeks


class SearchResult(NamedTuple):
    """What the rule found, with the settings by reference."""

    found: Found
    settings: dict[str, Setting]

    def setting(self, match: Match) -> Setting:
        return self.settings[match.facts.reference]


def search_settings(wish: Wish, *, among: QuerySet[Setting], on: date) -> SearchResult:
    """Search the open settings of a queryset as things stand on a day. Eight queries whatever their number."""
    settings = list(
        among.filter(status=SettingStatus.OPEN)
        .select_related("commune__merged_into", "manager")
        .prefetch_related("openings", "modes", "sections", "confirmations")
        .order_by("pk")
    )
    weeks = section_weeks((section for setting in settings for section in setting.sections.all()), on=on)
    facts = [facts_of(setting, weeks) for setting in settings]
    return SearchResult(search(facts, wish), {setting.reference: setting for setting in settings})


def facts_of(setting: Setting, weeks: dict[int, SectionWeek]) -> Facts:
    """The facts of a setting whose lists were prefetched."""
    commune = setting.commune
    codes = {commune.reference} if commune else set()
    if commune and commune.merged_into:
        codes.add(commune.merged_into.reference)
    return Facts(
        order=setting.pk,
        reference=setting.reference,
        communes=frozenset(codes),
        min_age_months=setting.min_age_months,
        max_age_months=setting.max_age_months,
        openings=tuple(Hours(o.weekday, o.opens_at, o.closes_at) for o in setting.openings.all()),
        modes={mode.mode: mode.is_offered for mode in setting.modes.all()},
        bands=tuple(
            Band(section.min_age_months, section.max_age_months, weeks[section.pk].free_slots)
            for section in setting.sections.all()
        ),
    )
