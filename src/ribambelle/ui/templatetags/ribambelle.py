"""Filters and tags of every template, without `{% load %}`: formats, fields, weeks, addresses that keep filters."""

from decimal import Decimal
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import BoundField
from django.http import HttpRequest

from ribambelle.kernel import formats, weeks
from ribambelle.ui import toasts
from ribambelle.ui.scheme import SCHEMES
from ribambelle.ui.week import Day, Row, Square, columns_of, head, rows_of

register = template.Library()


def _maybe(value: Any) -> Any:
    """An undefined variable arrives as an empty text: unknown, like None."""
    return None if value == "" else value


@register.filter
def number(value: Any, decimals: int | None = None) -> str:
    """`{{ places|number }}`: “1 284”; `{{ delay|number:1 }}`: “4,2”."""
    return formats.number(_maybe(value), decimals=decimals)


@register.filter
def euros(cents: Any) -> str:
    """`{{ amount_cents|euros }}`: “8 400 €”."""
    return formats.euros(_maybe(cents))


@register.filter
def percent(share: Any, decimals: int = 0) -> str:
    """`{{ occupancy|percent }}`: 0.87 is “87 %”."""
    return formats.percent(_maybe(share), decimals=decimals)


@register.filter
def day(value: Any) -> str:
    """`{{ born_on|day }}`: “31/12/2027”, for tables."""
    return formats.day(_maybe(value))


@register.filter
def day_in_words(value: Any) -> str:
    """`{{ entry_on|day_in_words }}`: “1er septembre 2027”, for sentences."""
    return formats.day_in_words(_maybe(value))


@register.filter
def weekday_in_words(value: Any) -> str:
    """`{{ session_on|weekday_in_words }}`: “lundi 5 avril 2027”."""
    return formats.weekday_in_words(_maybe(value))


@register.filter
def clock(value: Any) -> str:
    """`{{ opens_minutes|clock }}`: 450 (or a time) is “7 h 30”."""
    return formats.clock(_maybe(value))


@register.filter
def moment(value: Any) -> str:
    """`{{ event.at|moment }}`: “31/12/2027, 18 h 40”."""
    return formats.moment(_maybe(value))


@register.filter
def age(months: Any) -> str:
    """`{{ months|age }}`: 27 is “2 ans et 3 mois”."""
    return formats.age(_maybe(months))


@register.filter
def problems(form: Any) -> int:
    """`{{ form|problems }}`: how many things are wrong with a form, several of one field counted each."""
    return sum(len(own) for own in form.errors.values())


@register.filter
def or_unknown(value: Any) -> Any:
    """`{{ phone|or_unknown }}`: the value, or “inconnu”. 0 and False are known."""
    return formats.unknown() if value is None or value == "" else value


@register.filter
def week_in_words(mask: Any) -> str:
    """`{{ needs|week_in_words }}`: 10 bits as “lundi, mardi matin”."""
    return formats.unknown() if _maybe(mask) is None else weeks.describe(int(mask))


@register.filter
def figure(value: Any) -> str:
    """`{{ value|figure }}`: a number as it is read, a text as it is, None as “inconnu”."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return formats.number(value)
    return str(or_unknown(value))


@register.filter
def out_of(part: Any, total: Any) -> str:
    """The width of a bar drawn on 100: `{{ 42|out_of:84 }}` is “50”. Nothing out of nothing is 0."""
    return f"{min(100.0, 100 * float(part) / float(total)):.4g}" if total else "0"


@register.filter
def words(text: str) -> list[str]:
    """A list written in a template: `{% for kind in 'xlsx ods'|words %}`."""
    return text.split()


@register.filter
def elided(paginator: Paginator, number: int) -> Any:
    """The page numbers worth showing around one of them."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.filter
def columns(mask: int, missed: int | None = None) -> list[Square]:
    """The ten half-days of a mask as drawn by `<c-weekmini>`."""
    return columns_of(mask, missed or 0)


@register.filter
def week_rows(cells: Any) -> list[Row]:
    """Ten cells in the order of the week, as the two rows of `<c-week>`."""
    return rows_of(cells)


@register.simple_tag
def scheme_choices() -> list[tuple[str, Any]]:
    """Light, dark or as the device says, for the small form of the footer."""
    return list(SCHEMES.items())


@register.simple_tag
def week_head() -> tuple[Day, ...]:
    """The five days of the head of a week."""
    return head()


@register.filter
def kind_of(field: BoundField) -> str:
    """How `<c-field>` lays a field out: hidden, check, group or plain."""
    if field.is_hidden:
        return "hidden"
    if field.widget_type == "checkbox":
        return "check"
    return "group" if field.use_fieldset else "plain"


@register.filter
def undo_url(message: Any) -> str:
    """The address that undoes what a toast announces, or nothing."""
    return toasts.undo_url_of(message)


@register.filter
def toast_link(message: Any) -> tuple[str, str] | None:
    """The address and the words of what a toast leaves to do, or nothing."""
    return toasts.link_of(message)


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: Any) -> str:
    """The query of this page with some parameters changed or (None) removed: `{% here page=3 %}`. Keeps the filters."""
    request: HttpRequest | None = context.get("request")
    if request is None:
        return "?"
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return "?" + query.urlencode()
