"""Where the offer appears: navigation, search over everything, what is due, key figures of the staff home."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from ribambelle.accounts.enums import Role
from ribambelle.offer import selectors
from ribambelle.offer.enums import SettingStatus, Topic
from ribambelle.offer.models import Confirmation, Setting
from ribambelle.offer.rules import STALE_DAYS, week_freshness
from ribambelle.ui.due import Due, DueProvider, KeyFigure, due_providers, key_figures
from ribambelle.ui.menu import Entry, menu, public_menu
from ribambelle.ui.search import Found, Searchable, elsewhere, searchables

VIEW = "offer.view_setting"
ENOUGH_DUE = 5


def register() -> None:
    """Called once, when the installation starts."""
    menu.add(Entry("offer", gettext_lazy("Offer"), "house", "offer:setting_list", 20, VIEW))
    menu.add(Entry("offer.own", gettext_lazy("My settings"), "home", "offer:own_list", 15, "offer.own_setting"))
    public_menu.add(Entry("offer", gettext_lazy("Search for care"), "search", "offer:public_search", 10))
    setting = pgettext_lazy("search", "a setting")
    searchables.add(
        Searchable("settings", gettext_lazy("Settings of care"), find, 20, VIEW, more_url=more, example=setting)
    )
    elsewhere.add(Entry("offer.search", gettext_lazy("Who can take this child?"), "search", "offer:search", 10, VIEW))
    elsewhere.add(Entry("offer.free", gettext_lazy("What is free from when"), "cal", "offer:free_list", 11, VIEW))
    services = gettext_lazy("Childminding services")
    elsewhere.add(Entry("offer.services", services, "people", "offer:service_list", 12, VIEW))
    due_providers.add(DueProvider("offer.week", weeks_due, permission="offer.own_setting"))
    due_providers.add(DueProvider("offer.facts", dues, permission="offer.change_setting"))
    key_figures.add(KeyFigure("offer.places", gettext_lazy("Authorised places"), key_places, order=20, permission=VIEW))


def find(user: Any, words: list[str], limit: int) -> Iterable[Found]:
    """Settings whose name, code or commune holds every word. One query."""
    found = Setting.objects.visible_to(user).select_related("commune")
    for word in words:
        found = found.filter(
            Q(name__icontains=word)
            | Q(reference__icontains=word)
            | Q(commune__name__icontains=word)
            | Q(locality__icontains=word)
        )
    for one in found[:limit]:
        where = str(one.commune or one.locality)
        url = reverse("offer:setting_record", args=[one.reference])
        yield Found(one.name, url, " · ".join(filter(None, [one.get_kind_display(), where])), "house")


def more(words: list[str]) -> str:
    return f"{reverse('offer:setting_list')}?{urlencode({'q': ' '.join(words)})}"


def dues(user: Any, today: date) -> Iterable[Due]:
    """Facts older than six months. A director is told of their own setting; a coordinator, once for all. One query."""
    stale = (
        Setting.objects.visible_to(user)
        .filter(status=SettingStatus.OPEN, confirmations__confirmed_on__lt=today - timedelta(days=STALE_DAYS))
        .distinct()
    )
    names = list(stale.values_list("reference", "name"))
    if not names:
        return
    if len(names) == 1 or not user.has_role(Role.COORDINATOR):
        for reference, name in names[:ENOUGH_DUE]:
            yield Due(
                on=today,
                icon="house",
                title=name,
                text=_("Some facts are more than six months old: ages, hours or modes."),
                url=reverse("offer:setting_confirm", args=[reference]),
                action_label=_("Confirm them"),
            )
        return
    yield Due(
        on=today,
        icon="house",
        title=ngettext("%(n)s setting to confirm", "%(n)s settings to confirm", len(names)) % {"n": len(names)},
        text=_("Their facts are more than six months old: one call each, and families read what is right."),
        url=reverse("offer:setting_list"),
        action_label=_("See the settings"),
    )


def weeks_due(user: Any, today: date) -> Iterable[Due]:
    """A director is told of the settings whose free half-days were not said to be right lately. Two queries."""
    settings = Setting.objects.visible_to(user).filter(status=SettingStatus.OPEN, sections__isnull=False).distinct()
    said = dict(
        Confirmation.objects.filter(setting__in=settings, topic=Topic.WEEK).values_list("setting", "confirmed_on")
    )
    for setting in settings[:ENOUGH_DUE]:
        if week_freshness(said.get(setting.pk), today, setting.law) != "fresh":
            yield Due(
                on=today,
                icon="cal",
                title=setting.name,
                text=_("Are its free half-days still right? One look, one click: families rely on it."),
                url=reverse("offer:own_list"),
                action_label=_("Look at the week"),
            )


def key_places(user: Any, today: date) -> tuple[int | str | None, str]:
    """Authorised places of the settings this person may see, and how many of them are funded."""
    among = Setting.objects.visible_to(user)
    funded = selectors.funded_places(on=today, among=among).value
    hint = _("funded: to confirm") if funded is None else _("of which %(n)s funded") % {"n": funded}
    return selectors.authorised_places(on=today, among=among).value, hint
