"""Modes of care a family asks for, as a mask: bit n is the n-th mode of `offer.enums.Mode`; 0, nobody said."""

from collections.abc import Iterable

from ribambelle.offer.enums import Mode

MODES = tuple(Mode)
ALL_MODES = (1 << len(MODES)) - 1


def modes_in(mask: int) -> tuple[Mode, ...]:
    """The modes of a mask, in the order of the list."""
    return tuple(mode for rank, mode in enumerate(MODES) if mask >> rank & 1)


def mask_of_modes(modes: Iterable[str]) -> int:
    """The mask of some modes.

    Raises
    ------
    ValueError
        For a code that is no mode.
    """
    wanted = {Mode(each) for each in modes}
    return sum(1 << rank for rank, mode in enumerate(MODES) if mode in wanted)
