"""Grounds of a refusal: a closed list where the law makes one, with its source."""

from typing import Final

from ribambelle.demand.enums import MoveCode, RefusalGround
from ribambelle.demand.rules.clocks import Law

SOURCE: Final = "ONE, registre des demandes ; règlements d’inscription Solidaris et Waterloo"


def grounds_of(code: MoveCode, law: Law) -> tuple[RefusalGround, ...]:
    """The grounds one of which a change of state has to name; none where the law leaves the reason free."""
    return tuple(RefusalGround) if code == MoveCode.REFUSE and law == Law.BE else ()
