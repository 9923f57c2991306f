from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundingConfig(AppConfig):
    name = "ribambelle.funding"
    label = "funding"
    verbose_name = _("Funding")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role, ScopeKind
        from ribambelle.accounts.scopes import ScopeTarget, scope_targets
        from ribambelle.funding import checks, due, evidence, figures
        from ribambelle.funding.selectors.own import programme_names
        from ribambelle.plans.evidence import EvidenceKind, evidence_kinds
        from ribambelle.ui.due import DueProvider, due_providers
        from ribambelle.ui.menu import Entry, menu

        grant("funding.view_grant", Role.COORDINATOR)
        grant("funding.change_grant", Role.COORDINATOR)
        grant("funding.view_own_funding", Role.FUNDER)
        menu.add(Entry("own-funding", _("What we fund"), "euro", "funding:own_funding", 10, "funding.view_own_funding"))
        scope_targets.add(ScopeTarget(ScopeKind.PROGRAMME, _("Programmes"), programme_names))
        menu.add(Entry("funding", _("Funding"), "euro", "funding:grant_list", 150, "funding.view_grant"))
        due_providers.add(DueProvider("funding.claims", due.claims_due, "funding.view_grant"))
        due_providers.add(DueProvider("funding.fees", due.fees_due, "funding.view_grant"))
        evidence_kinds.add(
            EvidenceKind("cost", _("cost"), evidence.resolve, evidence.offer, evidence.FILTERS, evidence.totals)
        )
        figures.register()
        checks.register()
