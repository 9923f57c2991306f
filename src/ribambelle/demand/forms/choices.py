"""What the lists to choose from hold, each read once a page."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models import Q
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
    def settings(self) -> dict[str, Setting]:
        offered = ~Q(status=SettingStatus.CLOSED) | Q(reference__in=self.kept)
        visible = Setting.objects.visible_to(self.by).filter(offered).select_related("commune").order_by("name")
        return {setting.reference: setting for setting in visible}

    @cached_property
    def desks(self) -> dict[str, Organisation]:
        return {desk.reference: desk for desk in self._desks}

    def commune_pairs(self, nothing: str | Promise) -> Pairs:
        return [("", nothing), *((reference, commune.name) for reference, commune in self.communes.items())]

    def setting_pairs(self, nothing: str | Promise) -> Pairs:
        return [("", nothing), *((reference, _setting_label(each)) for reference, each in self.settings.items())]

    def desk_pairs(self) -> Pairs:
        nothing: Pairs = [] if self.is_desk_bound else [("", _("no desk"))]
        return [*nothing, *((reference, desk.name) for reference, desk in self.desks.items())]


def _setting_label(setting: Setting) -> str:
    return f"{setting.name} ({setting.commune.name})" if setting.commune else setting.name


def asked_criteria() -> list[Definition]:
    """The criteria a family is asked, in the order of the form."""
    return [definition for definition in CATALOGUE if definition.origin == CriterionOrigin.ASKED]
