from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GatheringsConfig(AppConfig):
    name = "ribambelle.gatherings"
    label = "gatherings"
    verbose_name = _("Meetings and events")

    def ready(self) -> None:
        from ribambelle.accounts import access
        from ribambelle.accounts.enums import Role

        readers = (Role.COORDINATOR, Role.FRONT_DESK)
        access.grant("gatherings.view_meeting", *readers)
        access.grant("gatherings.edit_meeting", Role.COORDINATOR)
        access.grant("gatherings.view_event", *readers)
        access.grant("gatherings.edit_event", Role.COORDINATOR)
        access.grant("gatherings.check_in", *readers)

        from ribambelle.gatherings import desk_entries, registrations

        registrations.register()
        desk_entries.register()
