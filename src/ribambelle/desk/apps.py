from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "ribambelle.desk"
    label = "desk"
    verbose_name = _("Desk")

    def ready(self) -> None:
        from ribambelle.accounts.access import grant
        from ribambelle.accounts.enums import Role
        from ribambelle.accounts.own_cards import OwnCard, own_cards
        from ribambelle.desk.mail_kinds import MailKind, mail_kinds
        from ribambelle.desk.network_targets import targets
        from ribambelle.desk.selectors.reminders import RECEIVE, wants_reminders
        from ribambelle.desk.services.reminders import KIND
        from ribambelle.desk.targets import import_targets
        from ribambelle.ui.menu import Entry, menu

        grant("desk.run_import", Role.COORDINATOR)
        grant("desk.view_mail", Role.COORDINATOR, Role.FRONT_DESK, Role.KEY_HOLDER)
        grant("desk.read_mail", Role.COORDINATOR)
        for target in targets():
            import_targets.add(target)
        grant(RECEIVE, Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR)
        mail_kinds.add(MailKind(KIND, _("Daily reminders"), "desk.read_mail"))
        own_cards.add(
            OwnCard(
                "desk.reminders",
                "desk/reminder_card.html",
                lambda user: {"is_wanted": wants_reminders(user)},
                RECEIVE,
            )
        )
        menu.add(Entry("desk.imports", _("Imports"), "upload", "desk:import_list", 220, "desk.run_import"))
        menu.add(Entry("desk.mails", _("Mails"), "mail", "desk:mail_list", 225, "desk.view_mail"))
