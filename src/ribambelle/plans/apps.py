from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "ribambelle.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role
        from ribambelle.plans import checks

        grant("plans.view_plan", Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR, Role.MEMBER)
        grant("plans.change_plan", Role.COORDINATOR)
        grant("plans.change_provision", Role.COORDINATOR)
        checks.register()
