"""What the scope of a role can point to. Rooms above fill the registry: a setting is known to `offer` alone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.kernel.registries import Registry


@dataclass(frozen=True, slots=True)
class ScopeTarget:
    """The records of one kind a role can be held for: `choices()` gives (reference, name), by name. One query."""

    code: ScopeKind
    label: str | Promise
    choices: Callable[[], Iterable[tuple[str, str]]]


scope_targets: Registry[ScopeTarget] = Registry("scope of a role")

#: For what a role can be held. A role that is not listed is held for the whole installation.
SCOPES: dict[Role, tuple[ScopeKind, ...]] = {
    Role.COORDINATOR: (ScopeKind.ALL,),
    Role.FRONT_DESK: (ScopeKind.ORGANISATION, ScopeKind.ALL),
    Role.DIRECTOR: (ScopeKind.SETTING, ScopeKind.ORGANISATION),
    Role.MEMBER: (ScopeKind.COMMISSION,),
    Role.KEY_HOLDER: (ScopeKind.ALL,),
    Role.FUNDER: (ScopeKind.ORGANISATION, ScopeKind.PROGRAMME),
}


def scopes_of(role: Role) -> tuple[ScopeKind, ...]:
    """The kinds of scope a role can be held for, the usual one first."""
    return SCOPES.get(role, (ScopeKind.ALL,))


def scope_name(kind: str, reference: str) -> str:
    """The name of what a scope points to; its reference when nothing has it any more."""
    if kind == ScopeKind.ALL or kind not in scope_targets:
        return reference
    return dict(scope_targets.get(kind).choices()).get(reference, reference)
