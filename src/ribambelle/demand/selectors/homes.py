"""Where a family lives: one home, or two when its guardians live apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from ribambelle.demand.models import Guardian, Household
from ribambelle.kernel.tables import fold
from ribambelle.network.models import Territory


@dataclass(frozen=True, slots=True)
class Home:
    """An address with the guardians who live there; an address nobody gave is empty, an unknown commune None."""

    guardians: tuple[Guardian, ...]
    address: str
    commune: Territory | None

    @property
    def line(self) -> str:
        """The address and its commune on one line; empty when neither is known."""
        return ", ".join(part for part in (self.address, self.commune.name if self.commune else "") if part)


def homes_of(household: Household) -> list[Home]:
    """The homes of a household, the first guardian's first; without a guardian, the household's own.

    A guardian lives at the household's unless another address or another commune was given. The same address written
    with other accents or capitals is one home. No query when guardians and their communes were read with it.
    """
    found: dict[tuple[str, int | None], Home] = {}
    for guardian in household.guardians.all():
        home = home_of(household, guardian)
        key = (fold(home.address), home.commune.pk if home.commune else None)
        known = found.get(key)
        found[key] = Home((*known.guardians, guardian), known.address, known.commune) if known else home
    return list(found.values()) or [Home((), household.address, household.commune)]


def home_of(household: Household, guardian: Guardian | None) -> Home:
    """Where one guardian lives; the household's home for None."""
    guardians = (guardian,) if guardian else ()
    if guardian is None or not (guardian.address or guardian.commune_id):
        return Home(guardians, household.address, household.commune)
    is_elsewhere = guardian.commune_id is not None and guardian.commune_id != household.commune_id
    address = guardian.address or ("" if is_elsewhere else household.address)
    return Home(guardians, address, guardian.commune or household.commune)


def addresses_of(household_address: str, guardians: Sequence[object]) -> frozenset[str]:
    """Every address of a family, folded, to be compared; empty when none is known."""
    every = (household_address, *(str(getattr(each, "address", "")) for each in guardians))
    return frozenset(fold(address) for address in every) - {""}
