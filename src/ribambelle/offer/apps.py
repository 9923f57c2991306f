from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OfferConfig(AppConfig):
    name = "ribambelle.offer"
    label = "offer"
    verbose_name = _("Offer")

    def ready(self) -> None:
        from ribambelle.accounts import access
        from ribambelle.accounts.enums import Role, ScopeKind
        from ribambelle.accounts.scopes import ScopeTarget, scope_targets
        from ribambelle.desk.targets import import_targets
        from ribambelle.gatherings.scopes import feed_scopes
        from ribambelle.offer import navigation, selectors
        from ribambelle.offer.feeds import SETTING_SCOPE
        from ribambelle.offer.imports.target import TARGET

        access.grant("offer.view_setting", Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR, Role.MEMBER)
        access.grant("offer.change_setting", Role.COORDINATOR, Role.DIRECTOR)
        access.grant("offer.add_setting", Role.COORDINATOR)
        access.grant("offer.view_placement", Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR)
        access.grant("offer.change_placement", Role.COORDINATOR, Role.DIRECTOR)
        access.grant("offer.own_setting", Role.DIRECTOR)
        access.grant("offer.view_history", Role.COORDINATOR, Role.DIRECTOR)
        self._figures()
        import_targets.add(TARGET)
        feed_scopes.add(SETTING_SCOPE)
        scope_targets.add(ScopeTarget(ScopeKind.SETTING, _("Settings of care"), selectors.setting_names))
        navigation.register()

    def _figures(self) -> None:
        from django.utils.timezone import localdate

        from ribambelle.kernel.figures import Figure, figures
        from ribambelle.offer import selectors

        today = _("today")
        for code, label, unit, compute in (
            ("settings_count", _("Settings of care"), _("settings"), selectors.settings_count),
            (
                "authorised_places",
                _("Authorised places"),
                _("places"),
                lambda: selectors.authorised_places(on=localdate()),
            ),
            ("funded_places", _("Funded places"), _("places"), lambda: selectors.funded_places(on=localdate())),
        ):
            figures.add(Figure(code=code, label=label, unit=unit, period=today, compute=compute))
