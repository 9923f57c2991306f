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
        from ribambelle.ui.due import DueProvider, due_providers
        from ribambelle.ui.menu import Entry, menu

        menu.add(Entry("portal.home", pgettext_lazy("navigation", "Desk"), "home", "portal:home", 0))
        grant("portal.view_change", Role.COORDINATOR, Role.FRONT_DESK)
        grant("portal.apply_change", Role.COORDINATOR, Role.FRONT_DESK)
        due_providers.add(DueProvider("portal.changes", changes_due, "portal.view_change"))
