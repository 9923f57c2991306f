from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkConfig(AppConfig):
    name = "ribambelle.network"
    label = "network"
    verbose_name = _("Network")

    def ready(self) -> None:
        from ribambelle.accounts import access
        from ribambelle.accounts.enums import Role, ScopeKind
        from ribambelle.accounts.scopes import ScopeTarget, scope_targets
        from ribambelle.network import navigation
        from ribambelle.network.governance import registrations
        from ribambelle.network.selectors import organisation_names

        access.grant("network.view_organisation", Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR, Role.MEMBER)
        access.grant("network.change_organisation", Role.COORDINATOR)
        for permission in ("network.view_governance", "network.view_person"):
            access.grant(permission, Role.COORDINATOR, Role.FRONT_DESK)
        access.grant("network.change_governance", Role.COORDINATOR)
        access.grant("network.change_territory", Role.COORDINATOR)
        scope_targets.add(ScopeTarget(ScopeKind.ORGANISATION, _("Organisations"), organisation_names))
        navigation.register()
        registrations.register()
