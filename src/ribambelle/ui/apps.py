from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "ribambelle.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role
        from ribambelle.ui.menu import Entry, menu

        grant("ui.view_components", Role.COORDINATOR)
        menu.add(Entry("ui.components", _("Components"), "grip", "ui:components", 290, "ui.view_components"))
