"""Users, their roles, and the log of everything that was done."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.enums import Law, Role, ScopeKind


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in. What they may do follows from their roles, never from a flag on this table."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.email

    @cached_property
    def assignments(self) -> list["RoleAssignment"]:
        """The roles of this person, read once per request."""
        return list(self.roles.all())

    def has_role(self, *roles: Role) -> bool:
        return any(assignment.role in roles for assignment in self.assignments)

    @property
    def role_label(self) -> str:
        return ", ".join(dict.fromkeys(str(Role(a.role).label) for a in self.assignments))


class RoleAssignment(models.Model):
    """A role held for a scope: the reference is opaque here, each room knows what its kind means."""

    user = models.ForeignKey(User, models.CASCADE, related_name="roles", verbose_name=_("user"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    scope_kind = models.CharField(_("scope"), max_length=20, choices=ScopeKind.choices, default=ScopeKind.ALL)
    scope_reference = models.CharField(_("reference"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "scope_kind", "scope_reference"], name="accounts_role_once"
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="accounts_role_known"),
            models.CheckConstraint(
                condition=models.Q(scope_kind=ScopeKind.ALL, scope_reference="")
                | (~models.Q(scope_kind=ScopeKind.ALL) & ~models.Q(scope_reference="")),
                name="accounts_role_scope_has_reference",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.scope_reference or self.get_scope_kind_display()})"


class Event(models.Model):
    """One thing that was done: who, what, to which record, when, before and after. Never changed, never deleted.

    Triggers in the database refuse UPDATE and DELETE, on PostgreSQL and on SQLite.
    """

    at = models.DateTimeField(_("at"), db_index=True)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    actor_label = models.CharField(_("by"), max_length=160)
    verb = models.CharField(_("act"), max_length=60, db_index=True)
    kind = models.CharField(_("record kind"), max_length=60)
    reference = models.CharField(_("record"), max_length=80)
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["kind", "reference", "-at"], name="accounts_event_record")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.verb} {self.kind} {self.reference}"


class Installation(models.Model):
    """What this installation said of itself: one row at most. Empty, or no row: what the host set at its start."""

    THE_ONE = 1

    law = models.CharField(_("law"), max_length=2, choices=Law.choices, blank=True)
    body_name = models.CharField(_("name of the body"), max_length=120, blank=True)
    body_contact = models.TextField(_("how to reach the body"), max_length=400, blank=True)

    class Meta:
        verbose_name = _("installation")
        verbose_name_plural = _("installations")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="accounts_installation_one"),
            models.CheckConstraint(
                condition=models.Q(law__in=[*Law.values, ""]), name="accounts_installation_law_known"
            ),
        ]

    def __str__(self) -> str:
        return self.body_name or self.get_law_display()
