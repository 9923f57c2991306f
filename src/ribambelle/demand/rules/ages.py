"""Ages in whole months."""

from datetime import date


def age_in_months(born_on: date, on: date) -> int:
    """Whole months completed on a day, negative before the birth.

    A month is completed on the same day number; where that day does not exist, on the first of the next month
    (born on 31 January: one month on 1 March). Before the date, months are counted the same way below zero: one day
    before is -1.

    Examples
    --------
    >>> age_in_months(date(2026, 1, 31), date(2026, 2, 28)), age_in_months(date(2026, 1, 31), date(2026, 3, 1))
    (0, 1)
    """
    return (on.year - born_on.year) * 12 + on.month - born_on.month - (on.day < born_on.day)


def age_at_entry(*, born_on: date | None, due_on: date | None, on: date) -> int:
    """Age in whole months on the day of entry, from the birth, or from the due date of a child not yet born.

    A child due after the wished day counts as 0 months: it enters once born, in the youngest section.

    Raises
    ------
    ValueError
        When neither date is known: an age is never guessed.
    """
    known = born_on or due_on
    if known is None:
        raise ValueError("a child without birth date or due date has no age. Enter one of them.")
    return max(0, age_in_months(known, on))


def months_after(day: date, months: int) -> date:
    """The day so many months later (or earlier); the first of the next month where the day number does not exist.

    So `age_in_months(day, months_after(day, n)) == n`, and n - 1 the day before.
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    try:
        return date(year, month + 1, day.day)
    except ValueError:
        return date(year, month + 2, 1)  # December has all its days, so the next month is of the same year
