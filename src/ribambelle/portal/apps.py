from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PortalConfig(AppConfig):
    name = "ribambelle.portal"
    label = "portal"
    verbose_name = _("Portal")

    def ready(self) -> None:
        from ribambelle.ui.menu import Entry, menu

        menu.add(Entry("portal.home", pgettext_lazy("navigation", "Desk"), "home", "portal:home", 0))
