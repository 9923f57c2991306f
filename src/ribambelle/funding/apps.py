from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "ribambelle.funding"
    label = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role

        grant("funding.view_grant", Role.COORDINATOR)
        grant("funding.change_grant", Role.COORDINATOR)
