"""Names, differences and the drawing of outlines."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ribambelle.network.rules import centroid, changes, draw, find_named, spread

SQUARE = {"type": "Polygon", "coordinates": [[[5.0, 50.0], [6.0, 50.0], [6.0, 51.0], [5.0, 51.0], [5.0, 50.0]]]}
ISLET = {"type": "Polygon", "coordinates": [[[7.0, 50.0], [7.1, 50.0], [7.1, 50.1], [7.0, 50.1], [7.0, 50.0]]]}
BOTH = {"type": "MultiPolygon", "coordinates": [ISLET["coordinates"], SQUARE["coordinates"]]}
KNOWN = {"libramont chevigny": "84077", "leglise": "84033", "saint leger": "85034", "saint hubert": "84059"}


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("Léglise", "84033"),
        ("LEGLISE", "84033"),
        ("Saint-Léger", "85034"),
        ("Libramont", "84077"),
        ("Saint", None),
        ("Libra", None),
        ("", None),
        ("Paris", None),
    ],
)
def test_a_commune_is_found_by_the_name_people_write(written: str, found: str | None) -> None:
    assert find_named(written, KNOWN) == found


def test_changes_keep_only_what_differs() -> None:
    before, after = changes({"name": "A", "phone": "", "email": "a@b.be"}, {"name": "B", "phone": "", "fax": None})
    assert (before, after) == ({"name": "A"}, {"name": "B"})


def test_the_centroid_is_that_of_the_largest_part() -> None:
    assert centroid(SQUARE) == pytest.approx((5.5, 50.5))
    assert centroid(BOTH) == pytest.approx((5.5, 50.5))


def test_the_drawing_fits_its_box_north_up() -> None:
    drawing = draw([("1", "Square", SQUARE)], width=200, margin=10)
    assert drawing is not None
    west_x, north_y = drawing.projection.point(5.0, 51.0)
    east_x, south_y = drawing.projection.point(6.0, 50.0)
    assert (west_x, north_y, east_x) == (10, 10, 190)
    assert south_y == pytest.approx(drawing.height - 10, abs=1)
    assert drawing.shapes[0].path.count(" ") == 7
    assert drawing.height > drawing.width, "a degree of longitude is shorter than one of latitude"


def test_nothing_to_draw_is_no_drawing() -> None:
    assert draw([]) is None


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=12))
def test_spread_moves_only_what_would_hide(points: list[tuple[int, int]]) -> None:
    radius = 10.0
    given_points = [(float(x), float(y)) for x, y in points]
    placed = spread(given_points, radius=radius)
    assert len(placed) == len(given_points)
    for index, (x, y) in enumerate(given_points):
        alone = all((x - x0) ** 2 + (y - y0) ** 2 >= radius**2 for i, (x0, y0) in enumerate(given_points) if i != index)
        if alone:
            assert placed[index] == (x, y)
    same = [p for p, g in zip(placed, given_points, strict=True) if given_points and g == given_points[0]]
    assert len(set(same)) == len(same), "points in one place are set apart"
