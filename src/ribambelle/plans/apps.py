from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "ribambelle.plans"
    label = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role
        from ribambelle.plans import checks, due, figures
        from ribambelle.ui.due import DueProvider, due_providers
        from ribambelle.ui.menu import Entry, menu, public_menu

        grant("plans.view_plan", Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR, Role.MEMBER)
        grant("plans.change_plan", Role.COORDINATOR)
        grant("plans.change_provision", Role.COORDINATOR)
        menu.add(Entry("plans", _("Plans"), "list", "plans:plan_list", 130, "plans.view_plan"))
        menu.add(Entry("deadlines", _("Deadlines"), "clock", "plans:provision_list", 135, "plans.change_provision"))
        public_menu.add(Entry("deadlines", _("Deadlines"), "clock", "plans:provision_timeline", 60))
        due_providers.add(DueProvider("plans.provisions", due.provisions_due, "plans.change_provision"))
        checks.register()
        figures.register()
