"""Checks of truth: each room registers its own, one page shows what they find.

An **error** is something false, a **gap** something missing, a **remark** something odd but possible.
They are never mixed nor added up together.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.functional import Promise

from ribambelle.kernel.registries import Registry

Level = Literal["error", "gap", "remark"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `subject` is stable: accepting a finding is kept under (check, subject)."""

    subject: str
    culprit: str
    problem: str
    remedy: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its code, what it looks for, its level, and the function that looks, given today's date."""

    code: str
    label: str | Promise
    level: Level
    find: Callable[[date], Iterable[Finding]]


checks: Registry[Check] = Registry("check")
