"""A setting as people describe it: what they leave blank stays unknown."""

from datetime import date, time
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from ribambelle.kernel.weeks import WEEKDAY_NAMES
from ribambelle.network.models import Organisation
from ribambelle.network.selectors import communes
from ribambelle.offer.enums import Mode
from ribambelle.offer.models import Setting
from ribambelle.offer.rules import Hours
from ribambelle.ui.fields import DayField, HourField, PhoneField

YES, NO = "yes", "no"
SAID = (("", _("to confirm")), (YES, _("yes")), (NO, _("no")))
LISTING_LINES = 3
DAYS = (*((str(number), name) for number, name in enumerate(WEEKDAY_NAMES)), ("any", _("Days to confirm")))


class SettingForm(forms.ModelForm):
    """Identity, ages, contact; plus one choice for each mode, hours for each day, and lines of portals."""

    manager = forms.ModelChoiceField(
        label=_("Manager"), queryset=Organisation.objects.all(), to_field_name="reference", required=False
    )
    attached_to = forms.ModelChoiceField(
        label=_("Childminding service or relay"),
        queryset=Organisation.objects.all(),
        to_field_name="reference",
        required=False,
    )
    commune = forms.ModelChoiceField(label=_("Commune"), queryset=communes(), to_field_name="reference", required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    website = forms.URLField(label=_("Website"), max_length=200, required=False, assume_scheme="https")

    class Meta:
        model = Setting
        fields = (
            "name",
            "kind",
            "reference",
            "status",
            "manager",
            "attached_to",
            "commune",
            "address",
            "postal_code",
            "locality",
            "min_age_months",
            "max_age_months",
            "phone",
            "email",
            "website",
            "summary",
            "accessibility",
            "price_regime",
        )
        widgets = {"summary": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "reference": {"unique": _("This reference is already taken. Choose another, or leave it blank.")}
        }
        help_texts = {
            "reference": _("The code you already use, for instance AUB; blank, one is made from the name."),
            "min_age_months": _("In months; blank when nobody said."),
            "max_age_months": _("In months, that age excluded: 36 means until the third birthday."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["reference"]
            # the choices go by reference, not by key
            for name in ("manager", "attached_to", "commune"):
                self.initial[name] = getattr(self.instance, name)
        else:
            self.fields["reference"].required = False
        known = {mode.mode: mode.is_offered for mode in self.instance.modes.all()} if self.instance.pk else {}
        for mode in Mode:
            said = {True: YES, False: NO}.get(known.get(mode.value), "")  # type: ignore[arg-type]
            self.fields[f"mode_{mode.value}"] = forms.ChoiceField(
                label=capfirst(mode.label), choices=SAID, required=False, initial=said
            )
        self._add_hours()
        self._add_listings()

    def _add_hours(self) -> None:
        known = {}
        if self.instance.pk:
            known = {"any" if o.weekday is None else str(o.weekday): o for o in self.instance.openings.all()}
        for key, name in DAYS:
            for field, label in (("opens_at", _("opens at")), ("closes_at", _("closes at"))):
                self.fields[f"{field}_{key}"] = HourField(
                    label=_("%(day)s, %(what)s") % {"day": name, "what": label},
                    required=False,
                    initial=getattr(known[key], field) if key in known else None,
                )

    def _add_listings(self) -> None:
        known = list(self.instance.listings.all()) if self.instance.pk else []
        for number in range(max(LISTING_LINES, len(known) + 1)):
            line = known[number] if number < len(known) else None
            self.fields[f"portal_{number}"] = forms.CharField(
                label=_("Portal %(number)s") % {"number": number + 1},
                max_length=120,
                required=False,
                initial=line.portal if line else "",
            )
            self.fields[f"since_{number}"] = DayField(
                label=_("Listed since"), required=False, initial=line.listed_since if line else None
            )

    @property
    def mode_fields(self) -> list[Any]:
        return [self[f"mode_{mode.value}"] for mode in Mode]

    @property
    def hour_rows(self) -> list[tuple[Any, Any, Any]]:
        return [(name, self[f"opens_at_{key}"], self[f"closes_at_{key}"]) for key, name in DAYS]

    @property
    def listing_rows(self) -> list[tuple[Any, Any]]:
        numbers = range(sum(name.startswith("portal_") for name in self.fields))
        return [(self[f"portal_{number}"], self[f"since_{number}"]) for number in numbers]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        self._check_hours(found)
        portals = [found.get(name) for name in self.fields if name.startswith("portal_") and found.get(name)]
        for portal in {portal for portal in portals if portals.count(portal) > 1}:
            self.add_error(None, _("“%(portal)s” stands twice. Keep one line for each portal.") % {"portal": portal})
        return found

    def _check_hours(self, found: dict[str, Any]) -> None:
        given = []
        for key, _name in DAYS:
            opens, closes = found.get(f"opens_at_{key}"), found.get(f"closes_at_{key}")
            if bool(opens) != bool(closes) and not ({f"opens_at_{key}", f"closes_at_{key}"} & set(self.errors)):
                missing = "closes_at" if opens else "opens_at"
                self.add_error(f"{missing}_{key}", _("Give both hours, or neither."))
            elif opens and closes and closes <= opens:
                self.add_error(f"closes_at_{key}", _("The closing comes after the opening: correct one of them."))
            if opens and closes:
                given.append(key)
        if "any" in given and len(given) > 1:
            message = _("Either the days are known or they are not: leave this line blank, or the others.")
            self.add_error("opens_at_any", message)

    def facts(self) -> dict[str, Any]:
        """What was typed, as the services take it."""
        found = self.cleaned_data
        plain = {name: found[name] for name in self.Meta.fields if name in found}
        return plain | {
            "modes": {mode.value: {YES: True, NO: False}.get(found[f"mode_{mode.value}"]) for mode in Mode},
            "openings": self._openings(found),
            "listings": self._listings(found),
        }

    def _openings(self, found: dict[str, Any]) -> list[Hours]:
        hours: list[Hours] = []
        for key, _name in DAYS:
            opens: time | None = found[f"opens_at_{key}"]
            closes: time | None = found[f"closes_at_{key}"]
            if opens and closes:
                hours.append(Hours(None if key == "any" else int(key), opens, closes))
        return hours

    def _listings(self, found: dict[str, Any]) -> list[tuple[str, date | None]]:
        numbers = range(sum(name.startswith("portal_") for name in self.fields))
        return [
            (found[f"portal_{number}"], found[f"since_{number}"]) for number in numbers if found[f"portal_{number}"]
        ]
