"""Who may do what, and who sees which rows: the one place.

*May do* is a permission named `room.verb_record`, granted to roles with `grant` in each room's `AppConfig.ready()`
and asked for with `@requires` on views. *Sees which rows* is `Model.objects.visible_to(user)`: each model declares,
by role, the condition that a scope puts on its rows; a role that is not listed sees nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from rules.permissions import add_perm, perm_exists
from rules.predicates import Predicate, predicate

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import User

View = Callable[..., HttpResponse]
#: The condition that one scope puts on the rows of a model: (scope kind, scope reference) -> Q
Condition = Callable[[str, str], Q]
Visibility = dict[Role, Condition]


def has_role(*roles: Role) -> Predicate:
    """A predicate: the person holds one of these roles, for whatever scope."""

    @predicate(name=f"has_role:{'+'.join(roles)}")
    def holds(user: User) -> bool:
        return user.is_authenticated and user.has_role(*roles)

    return holds


def grant(permission: str, *roles: Role) -> None:
    """Grant a permission to roles; called once per permission, from `AppConfig.ready()`."""
    if not perm_exists(permission):
        add_perm(permission, has_role(*roles))


def requires(permission: str) -> Callable[[View], View]:
    """A view for those who hold the permission; the others get 403, strangers are asked to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied(permission)
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


def everything(_kind: str, _reference: str) -> Q:
    """The condition of a role that sees all rows, whatever its scope."""
    return Q()


def by_scope(**fields: str) -> Condition:
    """Rows whose field equals the scope's reference: `by_scope(setting="reference", all="")`.

    A scope kind that is not named sees nothing; `ScopeKind.ALL` sees all rows.
    """

    def condition(kind: str, reference: str) -> Q:
        if kind == ScopeKind.ALL:
            return Q()
        return Q(**{fields[kind]: reference}) if kind in fields else Q(pk__in=[])

    return condition


Row = TypeVar("Row", bound=Any)


class ScopedQuerySet(QuerySet[Row]):
    """A queryset that knows what a person may see. The model declares `visibility: ClassVar[Visibility]`."""

    def visible_to(self, user: Any) -> "ScopedQuerySet[Row]":
        if not getattr(user, "is_authenticated", False):
            return self.none()
        visibility: Visibility = self.model.visibility
        conditions = [
            visibility[Role(a.role)](a.scope_kind, a.scope_reference) for a in user.assignments if a.role in visibility
        ]
        if not conditions:
            return self.none()
        if any(not condition for condition in conditions):
            return self
        either = Q()
        for condition in conditions:
            either |= condition
        return self.filter(pk__in=self.model._default_manager.filter(either).values("pk"))
