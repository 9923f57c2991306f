"""The criteria of the form: a list to choose from for those that exclude each other, one field for each other one.

An answer left empty is no answer: unknown is not “no”.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.demand.criteria import Definition
from ribambelle.demand.enums import CriterionCategory, CriterionKind, EvidenceState
from ribambelle.demand.forms.choices import asked_criteria
from ribambelle.demand.models import CriterionAnswer, Request
from ribambelle.demand.selectors.sensitive import answers_of
from ribambelle.demand.services import AnswerFacts

YES_NO = [("", _("not answered")), ("1", _("yes")), ("0", _("no"))]
GROUP_LABELS = {
    "activity": _("The parents"),
    "current-care": _("Care at present"),
    "income": _("Net yearly income"),
    "history": _("Earlier requests of the family"),
}


def _bounds(definition: Definition) -> str:
    if definition.kind == CriterionKind.YES_NO:
        return ""
    return _("from %(minimum)s to %(maximum)s") % {"minimum": definition.minimum, "maximum": definition.maximum}


class CriterionRow(NamedTuple):
    """A line of the form: the answer, “seen”, and which documents are asked for."""

    answer: forms.BoundField
    seen: forms.BoundField
    evidence: str
    is_sensitive: bool


class CriterionGroup(NamedTuple):
    """A heading of the form and its lines; open when one of them holds something."""

    label: Any
    rows: list[CriterionRow]

    @property
    def is_open(self) -> bool:
        return any(row.answer.value() or row.answer.errors for row in self.rows)


class CriterionFields:
    """The fields of the criteria of a form, and the answers they hold."""

    def __init__(self, form: forms.Form) -> None:
        self.form = form
        self.single = [definition for definition in asked_criteria() if not definition.group]
        self.groups: dict[str, list[Definition]] = defaultdict(list)
        for definition in asked_criteria():
            if definition.group:
                self.groups[definition.group].append(definition)
        for group, definitions in self.groups.items():
            self._add(f"group_{group}", self._list(group, definitions))
        for definition in self.single:
            self._add(f"answer_{definition.code}", self._field(definition))

    def _add(self, name: str, field: forms.Field) -> None:
        self.form.fields[name] = field
        seen = _("%(criterion)s: document seen") % {"criterion": field.label}
        self.form.fields[f"seen_{name}"] = forms.BooleanField(label=seen, required=False)

    @staticmethod
    def _list(group: str, definitions: list[Definition]) -> forms.ChoiceField:
        choices = [("", _("not answered")), *((definition.code, definition.label) for definition in definitions)]
        return forms.ChoiceField(label=GROUP_LABELS[group], required=False, choices=choices)

    @staticmethod
    def _field(definition: Definition) -> forms.Field:
        if definition.kind == CriterionKind.YES_NO:
            return forms.ChoiceField(label=str(definition.label), required=False, choices=YES_NO)
        return forms.IntegerField(
            label=str(definition.label),
            required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
            error_messages={"invalid": _("This is not a whole number. Write for example 2.")},
        )

    def by_category(self, *, keep: Callable[[Definition], bool] = lambda _definition: True) -> list[CriterionGroup]:
        """The lines to keep under the headings of their categories, in the order of the catalogue.

        A list of criteria that exclude each other is kept whole as soon as one of them is.
        """
        rows: dict[str, list[CriterionRow]] = defaultdict(list)
        for group, definitions in self.groups.items():
            if not any(map(keep, definitions)):
                continue
            evidence = ", ".join(dict.fromkeys(str(d.evidence) for d in definitions if d.evidence))
            rows[definitions[0].category].append(self._row(f"group_{group}", evidence, is_sensitive=False))
        for definition in filter(keep, self.single):
            name = f"answer_{definition.code}"
            help_text = ", ".join(filter(None, [_bounds(definition), str(definition.evidence)]))
            rows[definition.category].append(self._row(name, help_text, is_sensitive=definition.is_sensitive))
        return [CriterionGroup(category.label, rows[category]) for category in CriterionCategory if category in rows]

    def _row(self, name: str, evidence: str, *, is_sensitive: bool) -> CriterionRow:
        return CriterionRow(self.form[name], self.form[f"seen_{name}"], evidence, is_sensitive)

    def answers(self) -> dict[str, AnswerFacts]:
        """The answers given; of a group, the one that is met."""
        values, answers = self.form.cleaned_data, {}
        for definition in self.single:
            value = values.get(f"answer_{definition.code}")
            if value not in (None, ""):
                seen = bool(values.get(f"seen_answer_{definition.code}"))
                answers[definition.code] = AnswerFacts(int(value), is_seen=seen)
        for group in self.groups:
            if code := values.get(f"group_{group}"):
                answers[code] = AnswerFacts(1, is_seen=bool(values.get(f"seen_group_{group}")))
        return answers

    def check(self) -> None:
        """A document cannot be seen for an answer that was not given."""
        names = [f"answer_{definition.code}" for definition in self.single] + [
            f"group_{group}" for group in self.groups
        ]
        for name in names:
            is_read = name in self.form.cleaned_data
            if is_read and self.form.cleaned_data.get(f"seen_{name}") and self.form.cleaned_data[name] in (None, ""):
                message = _("A document was seen, but the answer is missing. Choose it, or untick the document.")
                self.form.add_error(name, message)

    def field_of(self, where: str) -> str | None:
        """The field a problem of the rules stands in; None for the form as a whole."""
        if where in self.form.fields:
            return where
        code = where.removeprefix("answer_")
        group = next((group for group, all_of in self.groups.items() if any(d.code == code for d in all_of)), None)
        return f"group_{group}" if group else None

    @staticmethod
    def initial(request: Request) -> dict[str, Any]:
        """The answers of a request as the fields show them."""
        return CriterionFields.shown(answers_of(request))

    @staticmethod
    def shown(answers: Iterable[CriterionAnswer]) -> dict[str, Any]:
        """Some answers as the fields show them."""
        values: dict[str, Any] = {}
        for answer in answers:
            name, shown = f"answer_{answer.criterion.code}", str(answer.value)
            if answer.criterion.group:
                if not answer.value:
                    continue
                name, shown = f"group_{answer.criterion.group}", answer.criterion.code
            values |= {name: shown, f"seen_{name}": answer.evidence_state == EvidenceState.SEEN}
        return values
