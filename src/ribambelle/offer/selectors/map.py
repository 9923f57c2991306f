"""Settings on the map of the communes, numbered as in the list beside it."""

from collections.abc import Iterable
from dataclasses import dataclass

from ribambelle.network.rules import Drawing, spread
from ribambelle.network.selectors import communes_drawing
from ribambelle.offer.models import Setting

PIN_RADIUS = 13


@dataclass(frozen=True, slots=True)
class Pin:
    """A numbered point; `number` is the rank in the list."""

    number: int
    name: str
    x: float
    y: float

    @property
    def figure_y(self) -> float:
        """Where the foot of its figure stands."""
        return round(self.y + 4.5, 1)


@dataclass(frozen=True, slots=True)
class Map:
    """The outlines, the pins, and the names to write: those of the communes that have a pin."""

    drawing: Drawing
    pins: tuple[Pin, ...]
    radius: int = PIN_RADIUS

    @property
    def named(self) -> tuple[str, ...]:
        return tuple(f"{pin.number}. {pin.name}" for pin in self.pins)


def settings_map(settings: Iterable[Setting], *, first: int = 1) -> Map | None:
    """Pins for the settings that have coordinates, or whose commune has an outline; None without any outline.

    Settings in one place are set side by side. One query: the communes of the settings are expected to be loaded.
    """
    drawing = communes_drawing()
    if drawing is None:
        return None
    middles = {shape.reference: (shape.x, shape.y) for shape in drawing.shapes}
    found = []
    for number, setting in enumerate(settings, first):
        if setting.longitude is not None and setting.latitude is not None:
            point = drawing.projection.point(float(setting.longitude), float(setting.latitude))
        elif setting.commune and setting.commune.reference in middles:
            point = middles[setting.commune.reference]
        else:
            continue
        if 0 <= point[0] <= drawing.width and 0 <= point[1] <= drawing.height:
            found.append((number, setting.name, point))
    places = spread([point for _, _, point in found], radius=PIN_RADIUS)
    pins = tuple(Pin(number, name, x, y) for (number, name, _), (x, y) in zip(found, places, strict=True))
    return Map(drawing, pins)
