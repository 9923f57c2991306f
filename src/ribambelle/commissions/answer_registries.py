"""What letters and proposed places tell the other rooms: permissions, menu, what is due, moves that follow."""

from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.access import grant
from ribambelle.accounts.enums import Role
from ribambelle.commissions.selectors.places import letters_due, places_due
from ribambelle.commissions.services.answers import offer_followed
from ribambelle.demand.followers import MoveFollower, move_followers
from ribambelle.ui.due import DueProvider, due_providers
from ribambelle.ui.menu import Entry, menu


def register() -> None:
    """Once, from `AppConfig.ready()`."""
    grant("commissions.view_offer", Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR)
    grant("commissions.answer_offer", Role.COORDINATOR, Role.FRONT_DESK)
    grant("commissions.note_entry", Role.COORDINATOR, Role.FRONT_DESK, Role.DIRECTOR)
    grant("commissions.send_letters", Role.COORDINATOR)
    menu.add(
        Entry(
            "commissions.places", _("Proposed places"), "check", "commissions:place_list", 45, "commissions.view_offer"
        )
    )
    due_providers.add(DueProvider("commissions.places", places_due, "commissions.answer_offer"))
    due_providers.add(DueProvider("commissions.letters", letters_due, "commissions.send_letters"))
    move_followers.add(MoveFollower("commissions.places", offer_followed))
