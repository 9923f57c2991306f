"""Numbers, dates, hours and money as they are read, in the language of the page.

In French: `1 284`, `4,2`, `115 %`, `8 400 €`, `7 h 30`, `31/12/2027`, `1er septembre 2027`. Unknown is said, never 0.
"""

from datetime import date, datetime, time
from decimal import Decimal

from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

MINUTES_IN_DAY = 24 * 60


def _locale() -> str:
    return (get_language() or "fr").replace("-", "_")


def unknown() -> str:
    """The word for what nobody has told us yet."""
    return _("unknown")


def number(value: int | float | Decimal | None, *, decimals: int | None = None) -> str:
    """`1284` is “1 284”; `decimals` fixes how many are shown, else as many as needed, three at most."""
    if value is None:
        return unknown()
    pattern = None if decimals is None else "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(value, format=pattern, locale=_locale()))


def euros(cents: int | None) -> str:
    """Integer cents: `840000` is “8 400 €”, `1250` is “12,50 €”."""
    if cents is None:
        return unknown()
    pattern = "#,##0 ¤" if cents % 100 == 0 else "#,##0.00 ¤"
    return str(format_currency(Decimal(cents) / 100, "EUR", format=pattern, locale=_locale(), currency_digits=False))


def percent(share: float | Decimal | None, *, decimals: int = 0) -> str:
    """A share from 0 to 1 (more is allowed): `1.15` is “115 %”."""
    if share is None:
        return unknown()
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "") + "\u00a0%"
    return str(format_percent(share, format=pattern, locale=_locale()))


def _day_of(value: date | datetime) -> date:
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value


def day(value: date | datetime | None) -> str:
    """For tables: “31/12/2027”. An aware datetime is read in the time zone of the installation."""
    if value is None:
        return unknown()
    on = _day_of(value)
    return _("%(day)s/%(month)s/%(year)s") % {"day": f"{on:%d}", "month": f"{on:%m}", "year": f"{on:%Y}"}


def _with_ordinal(text: str, on: date) -> str:
    """French writes the first of a month “1er”."""
    if on.day != 1 or _locale().split("_")[0] != "fr":
        return text
    head, first, tail = text.partition("1 ")
    return f"{head}1er {tail}" if first else text


def day_in_words(value: date | datetime | None) -> str:
    """For sentences: “31 décembre 2027”, “1er septembre 2027”."""
    if value is None:
        return unknown()
    on = _day_of(value)
    return _with_ordinal(str(format_date(on, "d MMMM y", locale=_locale())), on)


def weekday_in_words(value: date | datetime | None) -> str:
    """For agendas: “lundi 5 avril 2027”."""
    if value is None:
        return unknown()
    on = _day_of(value)
    return _with_ordinal(str(format_date(on, "EEEE d MMMM y", locale=_locale())), on)


def clock(value: time | datetime | int | None) -> str:
    """An hour of the day: “7 h 30”. An integer counts minutes since midnight, 0 to 1,440."""
    if value is None:
        return unknown()
    if isinstance(value, int):
        if not 0 <= value <= MINUTES_IN_DAY:
            raise ValueError(f"{value} minutes: an hour of the day lies between 0 and {MINUTES_IN_DAY}.")
        hour, minute = divmod(value, 60)
    else:
        if isinstance(value, datetime) and timezone.is_aware(value):
            value = timezone.localtime(value)
        hour, minute = value.hour, value.minute
    return _("%(hour)s:%(minute)s") % {"hour": hour, "minute": f"{minute:02d}"}


def moment(value: datetime | None) -> str:
    """A day and an hour for tables: “31/12/2027, 18 h 40”."""
    if value is None:
        return unknown()
    return _("%(day)s, %(hour)s") % {"day": day(value), "hour": clock(value)}


def age(months: int | None) -> str:
    """An age: “8 mois”, “2 ans”, “2 ans et 3 mois”. Under two years it is said in months, as everyone does."""
    if months is None:
        return unknown()
    years, rest = divmod(months, 12)
    if years < 2:
        return ngettext("%(n)s month", "%(n)s months", months) % {"n": months}
    text = ngettext("%(n)s year", "%(n)s years", years) % {"n": years}
    if not rest:
        return text
    more = ngettext("%(n)s month", "%(n)s months", rest) % {"n": rest}
    return _("%(years)s and %(months)s") % {"years": text, "months": more}
