from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "ribambelle.reporting"
    label = "reporting"
    verbose_name = _("Reports")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role
        from ribambelle.ui.menu import Entry, menu

        grant("reporting.view_integrity", Role.COORDINATOR)
        grant("reporting.accept_finding", Role.COORDINATOR)
        grant("reporting.view_figures", Role.COORDINATOR, Role.FRONT_DESK)
        menu.add(Entry("figures", _("Figures"), "chart", "reporting:figures", 160, "reporting.view_figures"))
        menu.add(
            Entry("integrity", _("Checks of truth"), "check", "reporting:integrity", 165, "reporting.view_integrity")
        )
