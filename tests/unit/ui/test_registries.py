"""What is due, what can be found, where one stands: the registries that the rooms fill."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest

from ribambelle.kernel.registries import Registry
from ribambelle.portal import selectors
from ribambelle.ui import due, search
from ribambelle.ui.due import Due, DueProvider, KeyFigure
from ribambelle.ui.menu import Entry, lines_of
from ribambelle.ui.search import ENOUGH, Found, Searchable
from ribambelle.ui.steps import steps

TODAY = date(2027, 4, 5)


@dataclass
class Person:
    """Whoever looks, with their permissions."""

    permissions: set[str] = field(default_factory=set)

    def has_perm(self, permission: str) -> bool:
        return permission in self.permissions


@pytest.fixture
def providers(monkeypatch: pytest.MonkeyPatch) -> Registry[DueProvider]:
    registry: Registry[DueProvider] = Registry("provider of due things")
    monkeypatch.setattr(due, "due_providers", registry)
    return registry


def thing(days: int, title: str, *, is_late: bool = False) -> Due:
    return Due(TODAY + timedelta(days=days), "bell", title, "", "/", "Voir", is_late=is_late)


def test_due_things_come_by_day_late_ones_first(providers: Registry[DueProvider]) -> None:
    providers.add(DueProvider("b", lambda _user, _today: [thing(2, "later"), thing(0, "today")]))
    providers.add(DueProvider("a", lambda _user, _today: [thing(-3, "forgotten", is_late=True), thing(1, "tomorrow")]))
    found = due.dues_of(user=Person(), today=TODAY)
    assert [each.title for each in found] == ["forgotten", "today", "tomorrow", "later"]


def test_the_staff_home_puts_what_is_past_on_today(providers: Registry[DueProvider], monkeypatch: Any) -> None:
    monkeypatch.setattr(selectors, "key_figures", Registry("key figure"))
    providers.add(DueProvider("a", lambda _user, _today: [thing(-3, "forgotten"), thing(0, "today"), thing(9, "far")]))
    shown = selectors.home(user=Person(), today=TODAY)
    assert [(day.on, day.is_today, len(day.dues)) for day in shown["days"]] == [
        (TODAY, True, 2),
        (TODAY + timedelta(days=9), False, 1),
    ]
    assert (shown["due_count"], shown["today_count"]) == (3, 2)


def test_things_alike_are_folded_after_the_second() -> None:
    day = selectors.Day(on=TODAY, is_today=True, dues=[thing(0, str(number)) for number in range(5)])
    [run] = day.runs
    assert ([due.title for due in run.shown], len(run.folded)) == (["0", "1"], 3)
    short = selectors.Day(on=TODAY, is_today=True, dues=[thing(0, str(number)) for number in range(3)])
    assert [(len(run.shown), len(run.folded)) for run in short.runs] == [(3, 0)]


def test_a_provider_is_not_even_asked_for_those_without_the_permission(providers: Registry[DueProvider]) -> None:
    providers.add(DueProvider("a", lambda _user, _today: [thing(0, "secret")], permission="demand.view_request"))
    assert due.dues_of(user=Person(), today=TODAY) == []
    assert len(due.dues_of(user=Person({"demand.view_request"}), today=TODAY)) == 1


def test_an_unknown_key_figure_stays_unknown(providers: Registry[DueProvider], monkeypatch: Any) -> None:
    figures: Registry[KeyFigure] = Registry("key figure")
    monkeypatch.setattr(selectors, "key_figures", figures)
    figures.add(KeyFigure("free", "Libres", lambda _user, _today: (None, "nobody says"), order=2))
    figures.add(KeyFigure("waiting", "En attente", lambda _user, _today: (0, ""), order=1))
    assert [(each.label, each.value) for each in selectors.home(user=Person(), today=TODAY)["figures"]] == [
        ("En attente", 0),
        ("Libres", None),
    ]


def test_search_asks_every_room_and_says_when_there_is_more(monkeypatch: Any) -> None:
    registry: Registry[Searchable] = Registry("searchable thing")
    monkeypatch.setattr(search, "searchables", registry)
    names = [f"Crèche {number}" for number in range(20)]

    def find(_user: Any, words: list[str], limit: int) -> list[Found]:
        return [Found(name, "/") for name in names if all(word in name.lower() for word in words)][:limit]

    registry.add(Searchable("settings", "Lieux", find, more_url=lambda words: f"/offre/?q={'+'.join(words)}"))
    registry.add(Searchable("secret", "Clés", find, permission="commissions.view_key"))
    [group] = search.search(user=Person(), text=" CRÈCHE ")
    assert len(group.found) == ENOUGH
    assert group.more_url == "/offre/?q=crèche"
    [alone] = search.search(user=Person(), text="crèche 19")
    assert (len(alone.found), alone.more_url) == (1, "")
    assert search.search(user=Person(), text="  ") == []


def test_the_entry_where_one_stands_is_the_longest_that_fits() -> None:
    entries = [
        Entry("a", "Offre", "house", "portal:home", 1),
        Entry("b", "Journal", "lock", "accounts:event_list", 210),
    ]
    lines = lines_of(entries, "/journal/")
    assert [line.is_current for line in lines] == [False, True]
    assert [line.is_later for line in lines] == [False, True]
    assert not any(line.is_current for line in lines_of(entries, "/ailleurs/"))


def test_steps_before_here_are_done() -> None:
    labels = ["Préparer", "Geler", "Sceller"]
    assert [step.state for step in steps(labels, here=1)] == ["done", "here", "todo"]
    assert [step.state for step in steps(labels, here=3)] == ["done"] * 3
