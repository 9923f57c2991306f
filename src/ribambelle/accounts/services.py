"""Writes of the accounts room, and the event log every other room writes through."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ribambelle.accounts.enums import Law, Role, ScopeKind
from ribambelle.accounts.models import Event, Installation, RoleAssignment, User


class OutsideTransaction(RuntimeError):
    """An event was recorded outside the transaction of the change it tells: one could exist without the other."""


def record(
    *,
    by: User | None,
    verb: str,
    of: models.Model | None = None,
    kind: str = "",
    reference: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    note: str = "",
    at: datetime | None = None,
) -> Event:
    """Write one row of the event log, in the transaction of the change itself.

    Parameters
    ----------
    by
        Who did it; None for the system itself (an import on the command line, a scheduled job).
    of
        The record; its `reference` (or primary key) and model name are kept, or give `kind` and `reference`.
    before, after
        Only the fields that changed, JSON values. Never free text about a family's health or protection.

    Raises
    ------
    OutsideTransaction
        When no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransaction(
            f"event {verb!r} recorded outside a transaction. Wrap the change and its event in transaction.atomic()."
        )
    if of is not None:
        kind = kind or of._meta.label_lower
        reference = reference or str(getattr(of, "reference", None) or of.pk)
    return Event.objects.create(
        at=at or timezone.now(),
        actor=by,
        actor_label=str(by) if by else "",
        verb=verb,
        kind=kind,
        reference=reference,
        before=before,
        after=after,
        note=note,
    )


def user_create(*, by: User | None, email: str, name: str, password: str | None = None) -> User:
    """Create an account without any role."""
    with transaction.atomic():
        user = User.objects.create_user(email=email, name=name, password=password)
        record(by=by, verb="user.create", of=user, after={"name": name})
    return user


def role_assign(
    *,
    by: User | None,
    user: User,
    role: Role,
    scope_kind: ScopeKind = ScopeKind.ALL,
    scope_reference: str = "",
) -> RoleAssignment:
    """Give a role for a scope; giving it again changes nothing."""
    with transaction.atomic():
        assignment, is_new = RoleAssignment.objects.get_or_create(
            user=user, role=role, scope_kind=scope_kind, scope_reference=scope_reference
        )
        if is_new:
            record(
                by=by,
                verb="role.assign",
                of=user,
                after={"role": role, "scope": scope_reference or scope_kind},
            )
    return assignment


def first_account_open(*, email: str, name: str, password: str, body_name: str, law: Law) -> User:
    """Open the account of the first coordinator, who says the body and the law. The caller has checked the code."""
    with transaction.atomic():
        user = user_create(by=None, email=email, name=name, password=password)
        role_assign(by=user, user=user, role=Role.COORDINATOR)
        body_set(by=user, name=body_name, contact="")
        law_set(by=user, law=law)
    return user


def body_set(*, by: User | None, name: str, contact: str) -> None:
    """Say what the coordinating body is called and how it is reached; saying it again changes nothing.

    Papers already made keep the name they were made with.
    """
    said = {"body_name": name, "body_contact": contact}
    with transaction.atomic():
        current = Installation.objects.select_for_update().filter(pk=Installation.THE_ONE).first()
        before = {field: getattr(current, field) for field in said} if current else None
        if before == said:
            return
        Installation.objects.update_or_create(pk=Installation.THE_ONE, defaults=said)
        record(
            by=by,
            verb="installation.body",
            kind="accounts.installation",
            reference="body",
            before=before,
            after=said,
        )


def law_set(*, by: User | None, law: Law) -> None:
    """Say the law this installation works under; saying it again changes nothing.

    Delays of requests are counted under it from then on. What has its own law (settings, rule texts, commissions,
    sealed sessions) and the papers already handed over stay as they are.
    """
    with transaction.atomic():
        current = Installation.objects.select_for_update().filter(pk=Installation.THE_ONE).first()
        if current and current.law == law:
            return
        Installation.objects.update_or_create(pk=Installation.THE_ONE, defaults={"law": law})
        before = {"law": current.law} if current and current.law else None
        record(
            by=by,
            verb="installation.law",
            kind="accounts.installation",
            reference="law",
            before=before,
            after={"law": law},
        )


def account_open(
    *, by: User | None, email: str, name: str, role: Role, scope_kind: ScopeKind, scope_reference: str
) -> User:
    """Open an account with its first role; its owner chooses the password through the link of the invitation."""
    with transaction.atomic():
        user = user_create(by=by, email=email, name=name)
        role_assign(by=by, user=user, role=role, scope_kind=scope_kind, scope_reference=scope_reference)
    return user


def role_withdraw(*, by: User | None, assignment: RoleAssignment) -> None:
    """Take a role back.

    Raises
    ------
    ValidationError
        When nobody would coordinate any more.
    """
    with transaction.atomic():
        current = RoleAssignment.objects.select_for_update().select_related("user").get(pk=assignment.pk)
        _keep_a_coordinator(without=current.user, if_role=current.role)
        scope = current.scope_reference or current.scope_kind
        record(by=by, verb="role.withdraw", of=current.user, before={"role": current.role, "scope": scope})
        current.delete()


def account_switch(*, by: User | None, user: User, is_active: bool) -> User:
    """Close an account, or open it again. Nothing it did is lost.

    Raises
    ------
    ValidationError
        When nobody would coordinate any more.
    """
    with transaction.atomic():
        current = User.objects.select_for_update().get(pk=user.pk)
        if current.is_active != is_active:
            if not is_active and current.has_role(Role.COORDINATOR):
                _keep_a_coordinator(without=current, if_role=Role.COORDINATOR)
            current.is_active = is_active
            current.save(update_fields=["is_active"])
            record(by=by, verb="user.reopen" if is_active else "user.close", of=current)
    return current


def _keep_a_coordinator(*, without: User, if_role: str) -> None:
    """Refuse when the last open account that coordinates would lose this role."""
    if if_role != Role.COORDINATOR:
        return
    others = RoleAssignment.objects.select_for_update().filter(role=Role.COORDINATOR, user__is_active=True)
    if not others.exclude(user=without).exists():
        raise ValidationError(
            _("%(name)s is the only person who coordinates. Give that role to somebody else first.")
            % {"name": without.name}
        )
