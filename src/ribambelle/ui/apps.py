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
        from ribambelle.ui.menu import Entry, menu

        say_what_to_write()
        # the accounts stand below this room: their entries are declared here
        menu.add(Entry("accounts", _("Accounts"), "key", "accounts:account_list", 290, "accounts.change_user"))
        menu.add(Entry("accounts.events", _("Journal"), "list", "accounts:event_list", 295, "accounts.view_event"))
        grant("ui.view_components", Role.COORDINATOR)
