from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "ribambelle.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        from ribambelle.accounts import access
        from ribambelle.accounts.enums import Role

        access.grant("accounts.view_event", Role.COORDINATOR)
        access.grant("accounts.change_user", Role.COORDINATOR)
        access.grant("accounts.change_law", Role.COORDINATOR)
        access.grant("accounts.change_body", Role.COORDINATOR)
