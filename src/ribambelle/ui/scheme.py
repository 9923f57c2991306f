"""Light or dark: what the device says, unless the person chose; kept in a cookie, which holds nothing else."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

COOKIE = "scheme"
YEAR_SECONDS = 365 * 24 * 3600
SCHEMES = {"auto": _("As my device"), "light": _("Light"), "dark": _("Dark")}


def scheme_of(request: HttpRequest) -> str:
    """ "auto", "light" or "dark"; anything else in the cookie is "auto"."""
    chosen = request.COOKIES.get(COOKIE, "auto")
    return chosen if chosen in SCHEMES else "auto"
