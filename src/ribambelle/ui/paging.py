"""Pages of a list of any length: the keys of a page first, then the rows of these keys alone."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet


class KeyPaginator(Paginator):
    """Pages of a queryset in a total order, whose far pages cost what the near ones cost.

    The page is chosen among keys, so that the database joins and reads fifty rows, not all those before them; past the
    middle it is looked for from the end.

    Parameters
    ----------
    load
        The rows of some keys, with what a line shows, in any order.
    count
        How many there are, when it was counted already.
    """

    def __init__(
        self,
        found: QuerySet[Any, Any],
        per_page: int,
        *,
        load: Callable[[list[int]], Iterable[Any]],
        count: int | None = None,
    ) -> None:
        super().__init__(found, per_page)
        self.found, self.load = found, load
        if count is not None:
            self.__dict__["count"] = count  # the place of the cached property

    def page(self, number: int | str) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        end = min(first + self.per_page, self.count)
        keys = self.found.values_list("pk", flat=True)
        if first > self.count // 2:
            chosen = list(keys.reverse()[self.count - end : self.count - first])[::-1]
        else:
            chosen = list(keys[first:end])
        rows = {row.pk: row for row in self.load(chosen)}
        return self._get_page([rows[key] for key in chosen if key in rows], number, self)  # type: ignore[attr-defined]
