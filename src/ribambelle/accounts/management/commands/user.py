"""Create an account or give a role from the command line."""

import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

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
            self.stdout.write(f"account {email} created")
        if options["role"]:
            kind, _, reference = options["scope"].partition(":")
            if kind and kind not in ScopeKind.values:
                raise CommandError(f"scope {options['scope']!r}: the kinds are {', '.join(ScopeKind.values)}.")
            role_assign(
                by=None,
                user=user,
                role=Role(options["role"]),
                scope_kind=ScopeKind(kind or "all"),
                scope_reference=reference,
            )
            self.stdout.write(f"role {options['role']} given to {email}")
