"""Who asks, and for which record: the same answer whether it does not exist or is out of this person's sight."""

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.demand import selectors
from ribambelle.demand.models import Household, Request


def person_of(http: HttpRequest) -> User:
    """Who asks; a stranger was sent to sign in before."""
    assert isinstance(http.user, User)
    return http.user


def request_or_404(http: HttpRequest, reference: str) -> Request:
    """The request, or 404."""
    found = selectors.request_of(by=person_of(http), reference=reference)
    if found is None:
        raise Http404(_("No request %(reference)s in your list.") % {"reference": reference})
    return found


def household_or_404(http: HttpRequest, reference: str) -> Household:
    """The household, or 404."""
    found = selectors.household_of(by=person_of(http), reference=reference)
    if found is None:
        raise Http404(_("No family %(reference)s in your list.") % {"reference": reference})
    return found
