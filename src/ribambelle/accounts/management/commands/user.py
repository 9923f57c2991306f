"""Create an account or give a role from the command line."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ribambelle.accounts.enums import Role, ScopeKind
from ribambelle.accounts.models import User
from ribambelle.accounts.services import role_assign, user_create


class Command(BaseCommand):
    help = (
        "Create an account, or give a role to one: ribambelle user marie@example.org --name 'Marie' --role coordinator"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", choices=Role.values)
        parser.add_argument("--scope", default="", help="kind:reference, for instance setting:AUB")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].lower()
        user = User.objects.filter(email=email).first()
        if user is None:
            user = user_create(by=None, email=email, name=options["name"] or email, password=getpass.getpass() or None)
            self.stdout.write(_("Account %(email)s is open.") % {"email": email})
        if options["role"]:
            kind, _colon, reference = options["scope"].partition(":")
            if kind and kind not in ScopeKind.values:
                said = _("“%(scope)s” is no scope. Write kind:reference; the kinds are %(kinds)s.")
                raise CommandError(said % {"scope": options["scope"], "kinds": ", ".join(ScopeKind.values)})
            role_assign(
                by=None,
                user=user,
                role=Role(options["role"]),
                scope_kind=ScopeKind(kind or "all"),
                scope_reference=reference,
            )
            given = {"role": Role(options["role"]).label, "email": email}
            self.stdout.write(_("%(email)s now has the role “%(role)s”.") % given)
