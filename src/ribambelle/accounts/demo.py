"""The accounts of the demo: one for each role, shown on the sign-in page of the demo and nowhere else."""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.enums import Role, ScopeKind

PASSWORD = "ribambelle-demo"  # noqa: S105


class DemoAccount(NamedTuple):
    """An account of the demo: its role, for which scope, and an obviously invented name."""

    email: str
    name: str
    role: Role
    title: str | Promise
    scope_kind: ScopeKind = ScopeKind.ALL
    scope_reference: str = ""


ACCOUNTS = (
    DemoAccount(
        "coordination@demo.example",
        "Ondine Girouette",
        Role.COORDINATOR,
        _("coordinator, sees everything"),
    ),
    DemoAccount(
        "accueil@demo.example",
        "Basile Parapluie",
        Role.FRONT_DESK,
        _("front desk of a relay"),
        ScopeKind.ORGANISATION,
        "relais-demo",
    ),
    DemoAccount(
        "direction@demo.example",
        "Capucine Lavande",
        Role.DIRECTOR,
        _("director of the crèche of Aubange"),
        ScopeKind.SETTING,
        "AUB",
    ),
    DemoAccount(
        "commission@demo.example",
        "Philémon Moulinet",
        Role.MEMBER,
        _("commission member, reads the booklet"),
        ScopeKind.COMMISSION,
        "commission",
    ),
    DemoAccount(
        "bailleur@demo.example",
        "Aristide Tirelire",
        Role.FUNDER,
        _("agency of a funder, reads what it funds"),
        ScopeKind.ORGANISATION,
        "one",
    ),
    DemoAccount("cles@demo.example", "Zélie Serrure", Role.KEY_HOLDER, _("key holder, of pseudonyms only")),
)
