"""What the lists to choose from hold, each read once a page."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.demand import selectors
from ribambelle.demand.criteria import CATALOGUE, Definition
from ribambelle.demand.enums import CriterionOrigin
from ribambelle.network.models import Organisation, Territory
from ribambelle.network.selectors import communes
from ribambelle.offer.enums import SettingStatus
from ribambelle.offer.models import Setting
from ribambelle.ui.picking import Names

Pairs = list[tuple[str, str | Promise]]


class Choices:
    """Communes, settings and desks this person may choose; by reference, so that a form never shows a key.

    Closed settings are left out, but for those of `kept`: a request that already wishes one does not lose it.
    """

    def __init__(self, *, by: User, today: date, kept: Iterable[str] = ()) -> None:
        self.by, self.today, self.kept = by, today, list(kept)
        desks, self.is_desk_bound = selectors.desks_of(by)
        self._desks = desks

    @cached_property
    def communes(self) -> dict[str, Territory]:
        return {commune.reference: commune for commune in communes(on=self.today)}

    @cached_property
    def setting_names(self) -> Names:
        """The settings one may wish, by name. One query."""
        rows = self._settings.values_list("reference", "name", "commune__name")
        return Names((reference, f"{name} ({commune})" if commune else name) for reference, name, commune in rows)

    def settings_of(self, references: Iterable[str]) -> dict[str, Setting]:
        """Some of them by reference; those one may not wish are left out. One query."""
        wanted = {reference for reference in references if reference}
        return {each.reference: each for each in self._settings.filter(reference__in=wanted)} if wanted else {}

    @property
    def _settings(self) -> QuerySet[Setting]:
        offered = ~Q(status=SettingStatus.CLOSED) | Q(reference__in=self.kept)
        found: QuerySet[Setting] = Setting.objects.visible_to(self.by).filter(offered)
        return found.select_related("commune").order_by("name", "pk")

    @cached_property
    def desks(self) -> dict[str, Organisation]:
        return {desk.reference: desk for desk in self._desks}

    def commune_pairs(self, nothing: str | Promise) -> Pairs:
        return [("", nothing), *((reference, commune.name) for reference, commune in self.communes.items())]

    def desk_pairs(self) -> Pairs:
        nothing: Pairs = [] if self.is_desk_bound else [("", _("no desk"))]
        return [*nothing, *((reference, desk.name) for reference, desk in self.desks.items())]


def asked_criteria() -> list[Definition]:
    """The criteria a family is asked, in the order of the form."""
    return [definition for definition in CATALOGUE if definition.origin == CriterionOrigin.ASKED]
