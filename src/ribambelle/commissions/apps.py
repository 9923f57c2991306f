from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CommissionsConfig(AppConfig):
    name = "ribambelle.commissions"
    label = "commissions"
    verbose_name = _("Commissions")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role, ScopeKind
        from ribambelle.accounts.scopes import ScopeTarget, scope_targets
        from ribambelle.commissions import answer_registries, touching
        from ribambelle.commissions.selectors.home import (
            commission_names,
            cut_offs_to_come,
            sessions_due,
            sessions_found,
        )
        from ribambelle.commissions.selectors.rule_texts import criteria_cited
        from ribambelle.demand.cited import Citing, citings
        from ribambelle.demand.cut_offs import CutOffs, cut_offs
        from ribambelle.ui.due import DueProvider, due_providers
        from ribambelle.ui.menu import Entry, menu
        from ribambelle.ui.search import Searchable, searchables

        grant("commissions.view_rule", Role.COORDINATOR, Role.FRONT_DESK, Role.MEMBER)
        grant("commissions.change_rule", Role.COORDINATOR)
        grant("commissions.view_session", Role.COORDINATOR, Role.FRONT_DESK, Role.MEMBER, Role.KEY_HOLDER)
        grant("commissions.change_session", Role.COORDINATOR)
        grant("commissions.view_booklet", Role.COORDINATOR, Role.MEMBER)
        grant("commissions.record_decision", Role.COORDINATOR, Role.MEMBER)
        grant("commissions.view_explanation", Role.COORDINATOR, Role.FRONT_DESK)
        grant("commissions.view_key", Role.KEY_HOLDER)
        menu.add(
            Entry(
                "commissions.sessions",
                _("Commissions"),
                "people",
                "commissions:session_list",
                40,
                "commissions.view_session",
            )
        )
        menu.add(
            Entry("commissions.rules", _("Rule texts"), "scale", "commissions:rule_list", 220, "commissions.view_rule")
        )
        scope_targets.add(ScopeTarget(ScopeKind.COMMISSION, _("Commissions"), commission_names))
        cut_offs.add(CutOffs("commissions.sessions", cut_offs_to_come))
        citings.add(Citing("commissions.rules", criteria_cited))
        due_providers.add(DueProvider("commissions.sessions", sessions_due, "commissions.view_session"))
        session = pgettext_lazy("search", "a session")
        searchables.add(
            Searchable(
                "commissions.sessions", _("Sessions"), sessions_found, 30, "commissions.view_session", example=session
            )
        )
        answer_registries.register()
        pre_migrate.connect(touching.take_away, sender=self)
        post_migrate.connect(touching.put_in_place, sender=self)
