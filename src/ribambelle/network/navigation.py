"""Where the network appears: in the navigation, and in the search over everything."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.network.models import Organisation
from ribambelle.ui.menu import Entry, menu
from ribambelle.ui.search import Found, Searchable, searchables

VIEW = "network.view_organisation"


def register() -> None:
    """Called once, when the installation starts."""
    menu.add(Entry("network", _("Network"), "net", "network:organisation_list", 50, VIEW))
    menu.add(Entry("network.communes", _("Communes"), "pin", "network:commune_list", 280, "network.change_territory"))
    searchables.add(
        Searchable(
            "organisations",
            _("Organisations"),
            find,
            order=40,
            permission=VIEW,
            more_url=lambda words: f"{reverse('network:organisation_list')}?q={'+'.join(words)}",
            example=pgettext_lazy("search", "an organisation"),
        )
    )


def find(user: Any, words: list[str], limit: int) -> Iterable[Found]:
    """Organisations whose name or commune holds every word. One query."""
    found = Organisation.objects.visible_to(user).select_related("commune")
    for word in words:
        found = found.filter(Q(name__icontains=word) | Q(commune__name__icontains=word))
    for one in found[:limit]:
        url = reverse("network:organisation_record", args=[one.reference])
        yield Found(one.name, url, " · ".join(filter(None, [one.get_kind_display(), str(one.commune or "")])), "net")
