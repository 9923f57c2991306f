"""The accounts of the demo, for the sign-in page of the demo and nowhere else."""

from django import template
from django.conf import settings

from ribambelle.accounts import demo

register = template.Library()


@register.simple_tag
def demo_accounts() -> tuple[demo.DemoAccount, ...]:
    """One account a role; none outside the demo."""
    return demo.ACCOUNTS if settings.DEMO else ()


@register.simple_tag
def demo_password() -> str:
    """The password they share; nothing outside the demo."""
    return demo.PASSWORD if settings.DEMO else ""
