"""Form widgets of ours."""

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from ribambelle.kernel import weeks


class WeekPicker(forms.Widget):
    """Half-days to tick, five days by two: a 10-bit mask in and out, `name=mon-am&name=mon-pm` on the wire.

    Parameters
    ----------
    closed
        Mask of the half-days that cannot be chosen; shown dashed.
    is_small
        The compact matrix of search forms.
    """

    template_name = "ui/widgets/week_picker.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, closed: int = 0, is_small: bool = False) -> None:
        super().__init__(attrs)
        self.closed = closed
        self.is_small = is_small

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:  # noqa: ARG002
        if isinstance(data, MultiValueDict):
            return list(data.getlist(name))
        value = data.get(name, [])
        return list(weeks.codes_of(value) if isinstance(value, int) else value)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:  # noqa: ARG002
        return False  # nothing ticked sends nothing

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, None, attrs)
        chosen = weeks.codes_of(value) if isinstance(value, int) else tuple(value or ())
        identifier = context["widget"]["attrs"].get("id", name)
        days = []
        for weekday, day_name in enumerate(weeks.WEEKDAY_NAMES[:5]):
            halves = [
                {
                    "code": slot.code,
                    "name": weeks.HALF_NAMES[slot.half],
                    "id": f"{identifier}_{slot.code}",
                    "is_chosen": slot.code in chosen,
                    "is_closed": bool(self.closed >> slot.number & 1),
                }
                for slot in weeks.ALL_SLOTS
                if slot.weekday == weekday
            ]
            days.append({"name": day_name, "short": weeks.WEEKDAY_ABBREVIATIONS[weekday], "halves": halves})
        context["widget"] |= {"days": days, "is_small": self.is_small, "half_names": weeks.HALF_NAMES}
        return context
