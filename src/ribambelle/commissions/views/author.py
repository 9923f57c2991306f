"""Who acts: the person signed in."""

from django.http import HttpRequest

from ribambelle.accounts.models import User


def author(request: HttpRequest) -> User:
    """The person behind the request; pages without sign-in have none, and none of them writes."""
    if not isinstance(request.user, User):
        raise TypeError("nobody is signed in: this page must ask for a permission.")
    return request.user
