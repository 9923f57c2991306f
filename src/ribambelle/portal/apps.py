from functools import partial

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PortalConfig(AppConfig):
    name = "ribambelle.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role
        from ribambelle.portal.changes import changes_due
        from ribambelle.portal.manual_pages import FITTING, page_url
        from ribambelle.ui.due import DueProvider, due_providers
        from ribambelle.ui.guides import Guide, guides
        from ribambelle.ui.menu import Entry, menu

        menu.add(Entry("portal.home", pgettext_lazy("navigation", "Desk"), "home", "portal:home", 0))
        grant("portal.view_change", Role.COORDINATOR, Role.FRONT_DESK)
        grant("portal.apply_change", Role.COORDINATOR, Role.FRONT_DESK)
        for code, (slug, anchor) in FITTING.items():
            guides.add(Guide(code, partial(page_url, slug, anchor)))
        due_providers.add(DueProvider("portal.changes", changes_due, "portal.view_change"))
