"""Whether the installation is still empty, for the sign-in page."""

from django import template

from ribambelle.accounts.first_visit import is_first_visit

register = template.Library()
register.simple_tag(is_first_visit, name="is_first_visit")
