"""The components in HTML: what they say of unknown values, weeks, pages and errors."""

from collections.abc import Callable

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.template import RequestContext, Template
from django.test import Client, RequestFactory
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.kernel.weeks import mask_of
from ribambelle.ui.week import Cell, rows_of
from tests.undefined import UndefinedVariable


def render(source: str, path: str = "/", **context: object) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    request = RequestFactory().get(path)
    return Template(CottonCompiler().process(source)).render(RequestContext(request, context))


def test_an_unknown_figure_is_said_unknown_and_zero_is_zero() -> None:
    assert "<dd>inconnu</dd>" in render('<c-kpi label="Places" :value="places" />', places=None)
    assert "<dd>0</dd>" in render('<c-kpi label="Places" :value="places" />', places=0)
    assert "<dd>1\u202f284</dd>" in render('<c-kpi label="Places" :value="places" />', places=1284)


def test_the_small_week_says_its_half_days() -> None:
    html = render('<c-weekmini :mask="mask" :missed="missed" />', mask=mask_of(["mon-am", "mon-pm"]), missed=2)
    assert 'aria-label="lundi\u202f; manqué\u202f: lundi après-midi"' in html
    assert html.count('class="a"') == 1
    assert html.count('class="x"') == 1


def test_a_week_needs_its_ten_half_days() -> None:
    with pytest.raises(ValueError, match="a week has 10"):
        rows_of([Cell()] * 9)


def test_the_week_stands_in_the_order_of_the_days() -> None:
    cells = [Cell(value=str(number)) for number in range(10)]
    morning, afternoon = rows_of(cells)
    assert [cell.value for cell in morning.cells] == ["0", "2", "4", "6", "8"]
    assert [cell.value for cell in afternoon.cells] == ["1", "3", "5", "7", "9"]


def test_pages_keep_the_filters() -> None:
    page = Paginator(range(120), 50).get_page(2)
    html = render('<c-pages :page="page" />', "/?commune=Aubange&page=2", page=page)
    assert 'href="?commune=Aubange&amp;page=1"' in html
    assert 'href="?commune=Aubange&amp;page=3"' in html
    assert "51 à 100 sur 120" in html


def test_one_page_shows_its_count_and_no_link() -> None:
    html = render('<c-pages :page="page" />', page=Paginator(range(3), 50).get_page(1))
    assert "<a " not in html
    assert "1 à 3 sur 3" in html


def test_exports_take_what_is_filtered_and_all_its_pages() -> None:
    html = render("<c-exports />", "/?commune=Aubange&page=2")
    assert 'href="?commune=Aubange&amp;export=csv"' in html
    assert "page=2" not in html


def test_what_people_wrote_is_escaped() -> None:
    hostile = "<script>alert(1)</script>"
    for source in (
        '<c-head :title="text" :lede="text" />',
        '<c-empty :title="text" />',
        '<c-kpi :label="text" :value="text" />',
        '<c-chip state="ok">{{ text }}</c-chip>',
        '<c-tab url="/">{{ text }}</c-tab>',
    ):
        html = render(source, text=hostile)
        assert hostile not in html
        assert "&lt;script&gt;" in html


def test_an_undefined_variable_fails_here() -> None:
    with pytest.raises(UndefinedVariable, match="nobody defined"):
        render("<p>{{ nobody }}</p>")


@pytest.mark.parametrize(("problems", "said"), [(1, "Une chose à corriger"), (4, "4 choses à corriger")])
def test_the_head_of_the_errors_counts_what_it_lists(problems: int, said: str) -> None:
    form = forms.Form({})
    form.add_error(None, [ValidationError(f"Ligne {number}") for number in range(problems)])
    html = render('<c-errors :form="form" />', form=form)
    assert said in html
    assert html.count("<li>") == problems


@pytest.mark.django_db
def test_the_page_of_components_shows_every_one(client_of: Callable[[Role], Client]) -> None:
    from tests.repository.files import SOURCES

    page = (SOURCES / "ui" / "templates" / "ui" / "components.html").read_text("utf-8")
    layouts = "".join(path.read_text("utf-8") for path in (SOURCES / "ui" / "templates").rglob("*.html"))
    for component in (SOURCES / "ui" / "templates" / "cotton").glob("*.html"):
        assert f"<c-{component.stem}" in layouts, f"{component.name} is used nowhere"
        assert component.read_text("utf-8").startswith("{% comment %}"), f"{component.name} does not say what it is"
        if component.stem not in {"find", "fields", "errors", "field"}:
            assert f"<c-{component.stem}" in page, f"{component.name} is not shown"
    html = client_of(Role.COORDINATOR).get(reverse("ui:components")).content.decode()
    assert "septembre a 30 jours" in html
    assert reverse("ui:components") not in client_of(Role.COORDINATOR).get(reverse("portal:home")).content.decode()
