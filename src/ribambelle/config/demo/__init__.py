"""The demo territory: who fills it, in which order. All or nothing, once, with a fixed seed.

Everything is made through the services and imports a user has; nothing is written behind their back.
"""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from ribambelle.accounts.demo import ACCOUNTS, PASSWORD
from ribambelle.accounts.models import Event, User
from ribambelle.accounts.services import record, role_assign, user_create

SEEDED = "demo.seed"


class RealInstallation(RuntimeError):
    """The data folder belongs to a real installation: the demo keeps its hands off."""


def is_seeded() -> bool:
    return Event.objects.filter(verb=SEEDED).exists()


def seed(*, today: date, say: Callable[[str], object]) -> None:
    """Fill an empty database; do nothing where the demo already stands.

    Raises
    ------
    RealInstallation
        When accounts exist and the demo never was made here.
    """
    if is_seeded():
        return
    if User.objects.exists():
        raise RealInstallation(
            _(
                "This data folder holds a real installation: the demo would mix fictional families with it. Give the"
                " demo a folder of its own: RIBAMBELLE_DATA=var/demo ./run demo"
            )
        )
    say(_("Making the demo territory, once ..."))
    with transaction.atomic():
        coordinator = seed_accounts()
        steps(by=coordinator, today=today, say=say)
        record(by=coordinator, verb=SEEDED, kind="demo", reference="territory")


def seed_accounts() -> User:
    """One account for each role; returns the coordinator."""
    people = {}
    for account in ACCOUNTS:
        user = user_create(by=None, email=account.email, name=account.name, password=PASSWORD)
        role_assign(
            by=None,
            user=user,
            role=account.role,
            scope_kind=account.scope_kind,
            scope_reference=account.scope_reference,
        )
        people[account.role] = user
    return people[ACCOUNTS[0].role]


def steps(*, by: User, today: date, say: Callable[[str], object]) -> None:
    """Offer first, the facts of four reports, families, the commission that decides, then what goes on in settings."""
    from ribambelle.config import facts
    from ribambelle.config.demo import commissions, demand, gatherings, offer, offer_life

    offer.seed(by=by, today=today)
    facts.load(folder=facts.PACKAGED, by=by, say=lambda _name: None)
    for situation in demand.seed(by=by, today=today):
        say(f"  {situation.reference}  {situation.text}")
    commissions.seed(by=by, today=today)
    gatherings.seed(by=by, today=today)
    offer_life.seed(by=by, today=today)
