"""Which page of the manual fits the page one is on: the room that holds the manual declares it."""

from collections.abc import Callable
from dataclasses import dataclass

from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class Guide:
    """The manual for the pages whose name begins with `code`: `demand:`, `commissions:rule_`; empty, all the others."""

    code: str
    url: Callable[[], str]


guides: Registry[Guide] = Registry("guide")


def guide_url(view_name: str) -> str:
    """The address of the manual for a page: the longest beginning of its name decides; empty without any manual."""
    fitting = [guide for guide in guides if view_name.startswith(guide.code)]
    return max(fitting, key=lambda guide: len(guide.code)).url() if fitting else ""
