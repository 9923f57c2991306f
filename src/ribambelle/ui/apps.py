from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    name = "ribambelle.ui"
    label = "ui"
    verbose_name = _("Interface")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role
        from ribambelle.ui.fields import say_what_to_write

        say_what_to_write()
        grant("ui.view_components", Role.COORDINATOR)
