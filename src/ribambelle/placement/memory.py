"""Giving freed memory back to the system, which the C library keeps for itself otherwise."""

import ctypes
import sys

__all__ = ["give_back_memory"]


def give_back_memory() -> None:
    """Ask the C library to return what it no longer uses: a third of the memory after reading a country. Linux only."""
    if sys.platform != "linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
