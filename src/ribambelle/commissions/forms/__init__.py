"""Forms of rule texts and sessions."""

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from ribambelle.commissions.enums import (
    EvidenceRule,
    Jurisdiction,
    LineCategory,
    Method,
    Policy,
    Quorum,
    RuleStatus,
    Season,
    TieBreak,
)
from ribambelle.commissions.models import Commission, RuleText
from ribambelle.commissions.rules.scoring import Line, Quota
from ribambelle.commissions.selectors.rule_texts import status_on
from ribambelle.commissions.services.sessions import date_problems
from ribambelle.demand.criteria import BY_CODE
from ribambelle.demand.enums import CriterionCategory
from ribambelle.kernel.formats import day_in_words, number
from ribambelle.network.models import Body
from ribambelle.offer.models import Setting
from ribambelle.offer.selectors import setting_names
from ribambelle.ui.fields import DayField, PercentField
from ribambelle.ui.picking import Names, PickManyField

#: The headings of the catalogue that bear another name in rule texts.
LINE_CATEGORIES = {
    CriterionCategory.CURRENT_CARE: LineCategory.CURRENT_CARE.value,
    CriterionCategory.CONDUCT: LineCategory.MALUS.value,
}


class RuleCopyForm(forms.Form):
    """What a copy is called."""

    title = forms.CharField(label=_("Title of the new text"), max_length=240)
    code = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        required=False,
        help_text=_("Left empty: made from the title. The short name of a text makes a new version of it."),
    )
    jurisdiction = forms.ChoiceField(label=_("Law"), choices=Jurisdiction.choices)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("title") and not data.get("code") and "code" not in self.errors:
            data["code"] = slugify(data["title"])[:60].strip("-") or "texte"
        return data


class RuleHeadForm(forms.Form):
    """What a draft says before its table: title, method, what counts as evidence."""

    title = forms.CharField(label=_("Title"), max_length=240)
    method = forms.ChoiceField(
        label=_("What orders requests"),
        choices=Method.choices,
        help_text=_("Classes are read in the column “Class”; inhabitants first: class 1."),
    )
    evidence = forms.ChoiceField(label=_("A criterion that asks for evidence"), choices=EvidenceRule.choices)


def _figure(value: Any) -> str:
    """A number as it is read; what was typed instead of one, as typed."""
    return number(value) if isinstance(value, Decimal | int) else str(value)


class LineForm(forms.Form):
    """One criterion of a draft. Points once, or bounds when they are given by judgement: never both."""

    label = forms.CharField(label=_("Criterion"), max_length=300)
    category = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *LineCategory.choices])
    reads = forms.ChoiceField(label=_("Answer it reads"), required=False)
    points = forms.DecimalField(label=_("Points"), required=False, max_digits=12, decimal_places=6)
    least = forms.DecimalField(label=pgettext_lazy("bound", "From"), required=False, max_digits=12, decimal_places=6)
    most = forms.DecimalField(label=pgettext_lazy("bound", "To"), required=False, max_digits=12, decimal_places=6)
    evidence = forms.CharField(label=pgettext_lazy("criterion of a rule", "Evidence"), max_length=240, required=False)
    group = forms.CharField(
        label=_("Exclusive group"),
        max_length=40,
        required=False,
        help_text=_("Of the lines that share this word, only the most favourable counts."),
    )
    max_times = forms.IntegerField(
        label=_("Times at most"), required=False, min_value=1, help_text=_("Only for a line that counts each time.")
    )
    is_repeatable = forms.BooleanField(label=_("Counts each time"), required=False)
    is_mandatory = forms.BooleanField(label=_("Mandatory"), required=False)
    rank = forms.IntegerField(
        label=_("Class"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("Only where classes or inhabitants come first; 1 is served before 2."),
    )
    is_direct = forms.BooleanField(label=_("Direct allocation: comes before all others"), required=False)
    is_fictional = forms.BooleanField(label=_("Made-up points, to try"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        known = [(code, str(definition.label)) for code, definition in BY_CODE.items()]
        fields["reads"].choices = [("", _("none: the line counts nothing")), *known]

    @property
    def told(self) -> str:
        """What the line gives, as typed so far, for the page that shows one line a criterion."""
        points, least, most, rank = (self[name].value() for name in ("points", "least", "most", "rank"))
        if self["is_direct"].value():
            return str(_("direct allocation"))
        if rank:
            return _("class %(rank)s") % {"rank": rank}
        if least is not None and least != "":
            return _("%(least)s to %(most)s") % {"least": _figure(least), "most": _figure(most)}
        if points is None or points == "":
            return str(_("no points"))
        size = abs(int(points)) if isinstance(points, Decimal | int) else 2
        return ngettext("%(points)s point", "%(points)s points", size) % {"points": _figure(points)}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        points, least, most = (data.get(name) for name in ("points", "least", "most"))
        if points is not None and (least is not None or most is not None):
            self.add_error("points", ValidationError(_("Points and bounds are both written. Keep one or the other.")))
        elif (least is None) != (most is None) or (least is not None and most is not None and most < least):
            self.add_error("most", ValidationError(_("The bounds have no end, or end before they begin. Write both.")))
        if data.get("max_times") and not data.get("is_repeatable"):
            self.add_error("max_times", ValidationError(_("This line counts once. Tick “Counts each time” as well.")))
        return data


class BaseLines(forms.BaseFormSet):
    """The lines of a draft, in the order of their numbers; a line ticked for removal, or left empty, goes."""

    def lines(self) -> list[Line]:
        kept = [form for form in self.ordered_forms if form.cleaned_data.get("label")]
        names = [field for field in LineForm.base_fields if field != "category"]
        return [
            Line(
                code=f"c{position:02}",
                category=form.cleaned_data["category"],
                **{name: form.cleaned_data[name] for name in names},
            )
            for position, form in enumerate(kept, 1)
        ]


LineFormSet = forms.formset_factory(LineForm, formset=BaseLines, extra=1, can_delete=True, can_order=True, max_num=200)


class AddLineForm(forms.Form):
    """One more criterion, chosen among those families are asked about or that dates tell; its words come with it."""

    reads = forms.ChoiceField(label=_("Criterion"), required=False)
    points = forms.DecimalField(label=_("Points"), required=False, max_digits=12, decimal_places=6)

    def __init__(self, *args: Any, taken: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups: dict[str, list[tuple[str, str]]] = {}
        for code, definition in BY_CODE.items():
            if code not in taken:
                groups.setdefault(str(definition.category.label), []).append((code, str(definition.label)))
        field: Any = self.fields["reads"]
        field.choices = [("", _("none to add")), *groups.items()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("points") is not None and not data.get("reads"):
            self.add_error("reads", ValidationError(_("Points for which criterion? Choose it in the list.")))
        return data

    def lines(self) -> list[Line]:
        """The line to add, or none."""
        if not self.cleaned_data.get("reads"):
            return []
        definition = BY_CODE[self.cleaned_data["reads"]]
        return [
            Line(
                code="new",
                label=str(definition.label),
                category=LINE_CATEGORIES.get(definition.category, definition.category.value),
                reads=definition.code,
                points=self.cleaned_data["points"],
                evidence=str(definition.evidence),
                group=definition.group,
            )
        ]


class QuotaForm(forms.Form):
    """A share of the places kept for some families, in percent."""

    label = forms.CharField(label=_("Families it is for"), max_length=120)
    percent = PercentField(
        label=_("Share of the free places (%)"), min_value=Decimal("0.1"), max_value=100, max_digits=5, decimal_places=2
    )
    reads = forms.MultipleChoiceField(
        label=_("A family belongs to it when it meets one of these"), widget=forms.CheckboxSelectMultiple
    )
    stays_empty = forms.BooleanField(
        label=_("Places they do not need stay empty, instead of going to the others"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["reads"].choices = [(code, str(definition.label)) for code, definition in BY_CODE.items()]

    @staticmethod
    def values(quota: Quota) -> dict[str, Any]:
        """What the form shows of a share."""
        return {
            "label": quota.label,
            "percent": quota.percent,
            "reads": list(quota.reads),
            "stays_empty": not quota.is_released,
        }


class BaseQuotas(forms.BaseFormSet):
    """The shares of a draft; one that is ticked for removal, or left empty, goes."""

    def quotas(self) -> list[Quota]:
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        return [
            Quota(
                code=f"q{position}",
                label=data["label"],
                share=data["percent"] / 100,
                reads=tuple(data["reads"]),
                is_released=not data["stays_empty"],
            )
            for position, data in enumerate(kept, 1)
            if data.get("label")
        ]


QuotaFormSet = forms.formset_factory(QuotaForm, formset=BaseQuotas, extra=1, can_delete=True, max_num=8)


class RuleAdoptForm(forms.Form):
    """Who adopted a text, and when."""

    on = DayField(label=_("Adopted on"))
    deliberation = forms.CharField(
        label=_("Deliberation"), max_length=160, help_text=_("The body and the number of its decision.")
    )


class InForceForm(forms.Form):
    on = DayField(label=_("In force from"))


class TieBreakForm(forms.Form):
    """What decides at equal points, in order; the recorded lottery always comes last."""

    first = forms.ChoiceField(
        label=_("First"), choices=[("", _("nothing but the lottery")), *TieBreak.choices], required=False
    )
    second = forms.ChoiceField(label=_("Then"), choices=[("", _("nothing more")), *TieBreak.choices], required=False)
    third = forms.ChoiceField(label=_("Then"), choices=[("", _("nothing more")), *TieBreak.choices], required=False)

    @property
    def order(self) -> list[str]:
        chosen = (self.cleaned_data[name] for name in ("first", "second", "third"))
        return [code for code in chosen if code]


class SessionForm(forms.Form):
    """A session to prepare."""

    commission = forms.ModelChoiceField(label=_("Commission"), queryset=Commission.objects.none())
    title = forms.CharField(label=_("Title"), max_length=160)
    season = forms.ChoiceField(label=_("Season"), choices=Season.choices, initial=Season.OTHER)
    held_on = DayField(label=_("Held on"))
    cut_off_on = DayField(label=_("Requests received up to"))
    entry_on = DayField(
        label=_("For an entry on"),
        help_text=_("Requests that wish to begin more than a month later wait for another session."),
    )
    rule = forms.ModelChoiceField(label=_("Rule text"), queryset=RuleText.objects.none())
    settings = PickManyField(label=_("Settings"), required=False, help_text=_("None chosen: all those that are open."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["commission"].queryset = Commission.objects.all()
        fields["rule"].queryset = RuleText.objects.filter(status__in=[RuleStatus.IN_FORCE, RuleStatus.ADOPTED])
        fields["settings"].among(Names(setting_names()))
        for name in ("commission", "rule"):  # where there is no choice, nothing is asked
            (only, *others) = [*fields[name].queryset[:2]] or [None]
            if not others:
                fields[name].initial = only

    def clean_settings(self) -> list[Setting]:
        return list(Setting.objects.filter(reference__in=self.cleaned_data["settings"]))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        held = data.get("held_on")
        rule = data.get("rule")
        if rule is not None and held and status_on(rule, held) == RuleStatus.SUPERSEDED:
            said = _("On %(held)s another version of this text applies. Choose that one.")
            self.add_error("rule", ValidationError(said, params={"held": day_in_words(held)}))
        for name, problems in date_problems(
            held_on=held, cut_off_on=data.get("cut_off_on"), entry_on=data.get("entry_on")
        ).items():
            for problem in problems:
                self.add_error(name, problem)
        return data


class RunForm(forms.Form):
    """Which policies to calculate."""

    policies = forms.MultipleChoiceField(
        label=_("Proposals to calculate"),
        choices=Policy.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[Policy.STABLE, Policy.ORDER],
    )


class QuorumForm(forms.Form):
    """Who names the members of a commission, and how many must be there."""

    name = forms.CharField(label=_("Name"), max_length=160)
    body = forms.ModelChoiceField(
        label=_("Body"),
        queryset=Body.objects.none(),
        required=False,
        help_text=_("The people it names sit in the sessions; its meetings carry convocation and attendance."),
    )
    quorum = forms.ChoiceField(label=_("Quorum"), choices=Quorum.choices, initial=Quorum.NONE)
    quorum_number = forms.IntegerField(
        label=_("Members needed"), min_value=1, max_value=99, required=False, help_text=_("For a fixed number only.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["body"].queryset = Body.objects.order_by("name")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["quorum"] = data.get("quorum") or Quorum.NONE
        is_number = data["quorum"] == Quorum.NUMBER
        if is_number and not data.get("quorum_number"):
            self.add_error("quorum_number", ValidationError(_("The number is missing. Write how many are needed.")))
        if not is_number:
            data["quorum_number"] = None
        return data


class CommissionForm(QuorumForm):
    """A commission: its name, the law it works under, its body, its quorum."""

    reference = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        required=False,
        help_text=_("Left empty: made from the name. Members receive their role for this short name."),
    )
    jurisdiction = forms.ChoiceField(label=_("Law"), choices=Jurisdiction.choices)
    quorum = forms.ChoiceField(label=_("Quorum"), choices=Quorum.choices, initial=Quorum.NONE, required=False)
    is_meant = forms.BooleanField(label=_("Yes, this commission works under another law"), required=False)
    field_order = ("name", "reference", "jurisdiction", "is_meant", "body", "quorum", "quorum_number")

    def __init__(self, data: Any = None, *, here: Jurisdiction) -> None:
        super().__init__(data, initial={"jurisdiction": here})
        self.here = here
        if not self.is_bound or self.data.get("jurisdiction") in {None, "", here.value}:
            del self.fields["is_meant"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if "is_meant" in self.fields and not data.pop("is_meant", False):
            said = _(
                "This installation works under the law of %(here)s: its register, delays and acknowledgements follow"
                " it. Choose the same law, or say below that another is meant."
            )
            self.add_error("jurisdiction", ValidationError(said, params={"here": self.here.label}))
        return data
