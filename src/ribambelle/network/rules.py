"""Names as people write them, what changed between two states of a record, and outlines as a drawing. No Django."""

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz

from ribambelle.kernel.tables.layout import fold

Ring = list[list[float]]
Geometry = Mapping[str, Any]


def find_named(name: str, known: Mapping[str, str]) -> str | None:
    """The reference of a place by its name, or None: unknown, or more than one could be meant.

    Parameters
    ----------
    known
        Reference by folded name (`kernel.tables.fold`). A name that only one known name continues stands for it:
        “Libramont” for “Libramont-Chevigny”.
    """
    wanted = fold(name)
    if not wanted:
        return None
    if wanted in known:
        return known[wanted]
    longer = {reference for full, reference in known.items() if full.startswith(wanted + " ")}
    return longer.pop() if len(longer) == 1 else None


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, before and after: what the event log keeps."""
    different = [key for key in after if before.get(key) != after[key]]
    return {key: before.get(key) for key in different}, {key: after[key] for key in different}


def _rings(geometry: Geometry) -> Iterator[Ring]:
    """The outer rings of a polygon or multipolygon; holes do not show at the scale of a page."""
    if geometry["type"] == "Polygon":
        yield geometry["coordinates"][0]
    else:
        for polygon in geometry["coordinates"]:
            yield polygon[0]


def _area_and_centroid(ring: Ring) -> tuple[float, float, float]:
    area = x = y = 0.0
    for (x0, y0), (x1, y1) in pairwise(ring):
        cross = x0 * y1 - x1 * y0
        area += cross
        x += (x0 + x1) * cross
        y += (y0 + y1) * cross
    return (abs(area) / 2, x / (3 * area), y / (3 * area)) if area else (0.0, ring[0][0], ring[0][1])


def centroid(geometry: Geometry) -> tuple[float, float]:
    """Longitude and latitude of the centre of the largest part of an outline, in degrees."""
    _, longitude, latitude = max(_area_and_centroid(ring) for ring in _rings(geometry))
    return longitude, latitude


@dataclass(frozen=True, slots=True)
class Shape:
    """One territory as an SVG path, with the point where its name is written."""

    reference: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to drawing units: plate carrée, narrowed by the cosine of the middle latitude.

    Within one province the error is below a drawing unit; over a country a conical projection would be due.
    """

    west: float
    north: float
    scale: float
    narrowing: float

    def point(self, longitude: float, latitude: float) -> tuple[float, float]:
        x = (longitude - self.west) * self.narrowing * self.scale
        return round(x, 1), round((self.north - latitude) * self.scale, 1)


@dataclass(frozen=True, slots=True)
class Drawing:
    """Outlines drawn in a box of `width` × `height` units."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    projection: Projection


def draw(outlines: Iterable[tuple[str, str, Geometry]], *, width: int = 400, margin: int = 4) -> Drawing | None:
    """Draw (reference, name, GeoJSON geometry) in a box `width` wide; None when there is nothing to draw.

    The box fits the outlines; shapes come out in the order they came in. Linear in the number of points.
    """
    territories = list(outlines)
    points = [point for _, _, geometry in territories for ring in _rings(geometry) for point in ring]
    if not points:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrowing = math.cos(math.radians((south + north) / 2))
    scale = (width - 2 * margin) / ((east - west) * narrowing)
    projection = Projection(west - margin / scale / narrowing, north + margin / scale, scale, narrowing)
    height = math.ceil((north - south) * scale) + 2 * margin
    shapes = tuple(_shape(reference, name, geometry, projection) for reference, name, geometry in territories)
    return Drawing(width, height, shapes, projection)


def _shape(reference: str, name: str, geometry: Geometry, projection: Projection) -> Shape:
    parts = []
    for ring in _rings(geometry):
        path = " ".join("{:g} {:g}".format(*projection.point(*point)) for point in ring[:-1])
        parts.append(f"M{path}Z")
    x, y = projection.point(*centroid(geometry))
    return Shape(reference, name, "".join(parts), x, y)


def spread(points: Iterable[tuple[float, float]], *, radius: float) -> list[tuple[float, float]]:
    """Points that would hide one another, set side by side; the others stay where they are.

    Points closer than `radius` to the first of a group form that group, laid on a line through its middle,
    `2 × radius` apart, in the order given.
    """
    groups: list[list[int]] = []
    given = list(points)
    for index, (x, y) in enumerate(given):
        for group in groups:
            x0, y0 = given[group[0]]
            if math.hypot(x - x0, y - y0) < radius:
                group.append(index)
                break
        else:
            groups.append([index])
    placed = list(given)
    for group in groups:
        x0, y0 = given[group[0]]
        for position, index in enumerate(group):
            if len(group) > 1:
                placed[index] = (round(x0 + (2 * position - len(group) + 1) * radius, 1), y0)
    return placed


#: What says the legal form and not the name; “CPAS” and “commune” do tell who is meant.
LEGAL_FORMS = frozenset({"asbl", "association", "sprl", "srl", "sa", "scrl", "sc", "aisbl"})
LITTLE_WORDS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "en"})


def name_key(name: str) -> str:
    """What two spellings of one organisation share: no accent, dot, case or legal form; initials close up.

    Examples
    --------
    >>> name_key("C.C.A.S. de Niort") == name_key("CCAS de niort")
    True
    >>> name_key("Promemploi (ASBL)")
    'promemploi'
    """
    plain = unicodedata.normalize("NFKC", name)
    words = fold(re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain).replace(".", " ")).split()
    kept = [word for word in words if word not in LEGAL_FORMS]
    return " ".join(kept or words)


def name_likeness(one: str, other: str) -> float:
    """How alike two names are, 0 to 100: words in any order, little words left out.

    A name whose words all stand in the other counts as 95. Likeness is a question for a person, never an answer.
    """
    first, second = (" ".join(w for w in name_key(name).split() if w not in LITTLE_WORDS) for name in (one, other))
    if not first or not second:
        return 0.0
    if set(first.split()) < set(second.split()) or set(second.split()) < set(first.split()):
        return 95.0
    return float(fuzz.token_sort_ratio(first, second))


def bare_number(text: str) -> str:
    """The figures of an official number without what people put between them: `BE 0203.430.576` gives `0203430576`."""
    figures = re.sub(r"[\s.\-/\u00a0\u202f]", "", text).upper().removeprefix("BE")
    return f"0{figures}" if len(figures) == 9 and figures.isdecimal() else figures


def is_bce(number: str) -> bool:
    """Whether ten figures are a Belgian company number: the last two are 97 less the rest of the others by 97."""
    return bool(re.fullmatch(r"[01]\d{9}", number)) and 97 - int(number[:8]) % 97 == int(number[8:])


def is_siret(number: str) -> bool:
    """Whether fourteen figures are a French SIRET: Luhn, but for La Poste, whose figures add up to a multiple of 5."""
    if not re.fullmatch(r"\d{14}", number):
        return False
    figures = [int(figure) for figure in reversed(number)]
    if number.startswith("356000000") and sum(figures) % 5 == 0:
        return True
    doubled = (sum(divmod(2 * figure, 10)) if rank % 2 else figure for rank, figure in enumerate(figures))
    return sum(doubled) % 10 == 0


def is_fase(number: str) -> bool:
    """Whether it can be a school's number of the French Community: one to six figures."""
    return bool(re.fullmatch(r"[1-9]\d{0,5}", number))


_COMMUNE = re.compile(r"^\s*(\d[\dAB]\d{3})\s*[;,\t ]\s*(\S.*?)\s*$", re.IGNORECASE)


def communes_written(text: str) -> tuple[list[tuple[str, str]], list[tuple[int, str]]]:
    """Communes typed one a line as code and name, and the lines (number, text) that are not so; empty ones are skipped.

    Examples
    --------
    >>> communes_written("65039 Arreau\\n\\n2A004;Ajaccio\\nArreau")
    ([('65039', 'Arreau'), ('2A004', 'Ajaccio')], [(4, 'Arreau')])
    """
    found, wrong = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        if match := _COMMUNE.match(line):
            found.append((match[1].upper(), match[2]))
        else:
            wrong.append((number, line.strip()))
    return found, wrong
