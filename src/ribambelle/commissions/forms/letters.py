"""Forms of letters and of answers."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ribambelle.commissions.enums import AnswerChannel, DeclineReason, LetterKind
from ribambelle.commissions.models import PlaceOffer
from ribambelle.commissions.selectors.letter_texts import Sentences, Texts
from ribambelle.commissions.services.letters import problems_of
from ribambelle.kernel.formats import day_in_words
from ribambelle.ui.fields import DayField

#: How long families have to answer, unless another day is given.
ANSWER_DAYS = 14


class LettersForm(forms.Form):
    """The two dates of the letters of a session."""

    dated_on = DayField(label=_("Date of the letters"))
    answer_before = DayField(
        label=_("Families answer before"), help_text=_("The last day to answer; a reminder leaves three days before.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        dated, before = data.get("dated_on"), data.get("answer_before")
        if dated and before and before <= dated:
            said = _("The answer would be due before the letter of %(day)s is read. Give a later day.")
            self.add_error("answer_before", ValidationError(said, params={"day": day_in_words(dated)}))
        return data


class NextForm(forms.Form):
    """Until when the next in order answer."""

    answer_before = DayField(label=_("Families answer before"))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"answer_before": today + timedelta(days=ANSWER_DAYS)}, prefix="suite")
        self.today = today

    def clean_answer_before(self) -> date:
        day: date = self.cleaned_data["answer_before"]
        if day <= self.today:
            said = _("The answer would be due before the letter of %(day)s is read. Give a later day.")
            raise ValidationError(said, params={"day": day_in_words(self.today)})
        return day


def _sentence(text: str) -> None:
    """A sentence whose words between braces are all known; every problem is said."""
    if problems := problems_of(text):
        raise ValidationError(problems)


class TextsForm(forms.Form):
    """The sentences of a commission's letters: sender, and two sentences for each kind."""

    sender = forms.CharField(
        label=_("Sender"),
        validators=[_sentence],
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Name, address, telephone: it stands at the head of each letter."),
    )

    def __init__(self, data: Any = None, *, texts: Texts) -> None:
        initial: dict[str, Any] = {"sender": texts.sender}
        for kind, own in texts.sentences.items():
            initial |= {f"{kind.value}_opening": own.opening, f"{kind.value}_closing": own.closing}
        super().__init__(data, initial=initial)
        for kind in LetterKind:
            for part, label in (
                ("opening", pgettext_lazy("letter", "Opening")),
                ("closing", pgettext_lazy("letter", "Closing")),
            ):
                self.fields[f"{kind.value}_{part}"] = forms.CharField(
                    label=label, validators=[_sentence], widget=forms.Textarea(attrs={"rows": 4}), max_length=2000
                )

    def by_kind(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The two fields of each kind under its name."""
        return [
            (str(kind.label), [self[f"{kind.value}_opening"], self[f"{kind.value}_closing"]]) for kind in LetterKind
        ]

    def sentences(self) -> dict[LetterKind, Sentences]:
        data = self.cleaned_data
        return {
            kind: Sentences(data[f"{kind.value}_opening"].strip(), data[f"{kind.value}_closing"].strip())
            for kind in LetterKind
        }


YES, NO_WAITS, NO_ENDS = "accept", "decline-wait", "decline-end"
ANSWERS = (
    (YES, _("We accept the place")),
    (NO_WAITS, _("We decline it, and our request stays on the waiting list")),
    (NO_ENDS, _("We decline it, and we no longer look for a place")),
)


def _note(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class AnswerForm(forms.Form):
    """The answer of a family, as on the slip of its letter."""

    answer = forms.ChoiceField(label=_("Answer"), choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.ChoiceField(
        label=_("If declined, why"), choices=[("", _("not said")), *DeclineReason.choices], required=False
    )
    note = _note(_("In your own words"))


class DeskAnswerForm(AnswerForm):
    """The same, noted by the desk."""

    note = _note(_("In their words"))

    channel = forms.ChoiceField(
        label=_("How it came"), choices=[row for row in AnswerChannel.choices if row[0] != AnswerChannel.LINK]
    )
    field_order = ("channel", "answer", "reason", "note")


class ReasonForm(forms.Form):
    """Why a proposal is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=240, help_text=_("One sentence; the family reads it."))


class ReopenForm(ReasonForm):
    """Why an answer is awaited again, and until when."""

    answer_before = DayField(label=_("New last day to answer"))

    def __init__(self, data: Any = None, *, place: PlaceOffer, prefix: str) -> None:
        super().__init__(data, initial={"answer_before": place.answer_before}, prefix=prefix)
