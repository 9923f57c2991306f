"""One page to enter or correct a request: the child, the family, what is asked, wishes by rank, criteria."""

from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ribambelle.accounts.models import User
from ribambelle.demand import errors, rules
from ribambelle.demand.cited import cited_criteria
from ribambelle.demand.criteria import Definition
from ribambelle.demand.enums import Activity, Channel, EvidenceState, RequestKind, Together
from ribambelle.demand.forms.choices import Choices, asked_criteria
from ribambelle.demand.forms.criteria import CriterionFields, CriterionGroup
from ribambelle.demand.forms.hours import HourFields
from ribambelle.demand.forms.initial import with_family_documents
from ribambelle.demand.forms.moves import TOGETHER, SiblingField
from ribambelle.demand.models import Household, Request
from ribambelle.demand.rules.hours import half_days
from ribambelle.demand.rules.modes import mask_of_modes
from ribambelle.demand.selectors.hours import half_day_limits
from ribambelle.demand.selectors.sensitive import answers_of
from ribambelle.demand.services import AnswerFacts, ChildFacts, GuardianFacts, HouseholdFacts, RequestFacts
from ribambelle.offer.enums import Mode
from ribambelle.offer.models import Setting
from ribambelle.ui.fields import DayField, PhoneField, WeekField
from ribambelle.ui.picking import PickField

ACTIVITIES = [("", _("not answered")), *Activity.choices]
RANKS = range(1, 6)
SUGGESTED = "settings"  # the list of suggestions of the page, where settings are many
#: Where a family is reached: as long as one of them could not be read, nobody says that it cannot be.
REACHED_BY = {f"guardian_{n}_{way}" for n in (1, 2) for way in ("phone", "email", "address")} | {"address", "sibling"}
DAYS = [("", _("all of them")), *((str(days), str(days)) for days in range(1, 6))]


def text(label: Any, *, longest: int, required: bool = False, **attributes: str) -> forms.CharField:
    """A line of text."""
    widget = forms.TextInput(attrs={"autocomplete": "off", **attributes})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


def _known(household: Household) -> list[GuardianFacts]:
    """The parents of a household already in the register."""
    return [
        GuardianFacts(*(getattr(guardian, name) for name in GuardianFacts.__slots__))
        for guardian in household.guardians.all()
    ]


class RequestForm(forms.Form):
    """Everything of a request on one page. Errors come all at once; what was typed stays."""

    first_name = text(_("First name of the child"), longest=80)
    last_name = text(_("Name of the child"), longest=80)
    born_on = DayField(label=_("Born on"), required=False)
    due_on = DayField(label=_("Or due on"), required=False, help_text=_("For a child to be born."))

    guardian_1_first_name = text(_("First name of the first parent"), longest=80)
    guardian_1_last_name = text(_("Name of the first parent"), longest=80, required=True)
    guardian_1_phone = PhoneField(label=_("Telephone"), required=False)
    guardian_1_email = forms.EmailField(label=_("E-mail"), required=False)
    guardian_1_activity = forms.ChoiceField(label=_("What the first parent does"), required=False, choices=ACTIVITIES)
    guardian_1_address = text(_("Address of the first parent, when another"), longest=240)
    guardian_1_commune = forms.ChoiceField(label=_("Commune of the first parent, when another"), required=False)
    guardian_2_first_name = text(_("First name of the second parent"), longest=80)
    guardian_2_last_name = text(_("Name of the second parent"), longest=80)
    guardian_2_phone = PhoneField(label=_("Telephone of the second parent"), required=False)
    guardian_2_email = forms.EmailField(label=_("E-mail of the second parent"), required=False)
    guardian_2_activity = forms.ChoiceField(label=_("What the second parent does"), required=False, choices=ACTIVITIES)
    guardian_2_address = text(_("Address of the second parent, when another"), longest=240)
    guardian_2_commune = forms.ChoiceField(label=_("Commune of the second parent, when another"), required=False)
    commune = forms.ChoiceField(label=_("Commune where the family lives"), required=False)
    address = text(_("Address"), longest=240)

    received_on = DayField(label=_("Received on"))
    channel = forms.ChoiceField(label=_("How it arrived"), choices=Channel.choices, initial=Channel.PAPER)
    desk = forms.ChoiceField(label=_("Desk in charge"), required=False)
    kind = forms.ChoiceField(label=_("Kind of request"), choices=RequestKind.choices, initial=RequestKind.NEW)
    is_urgent = forms.BooleanField(label=_("Urgent: cannot wait for the next commission"), required=False)
    current_setting = PickField(label=_("Cared for at present in"), required=False)
    current_slots = WeekField(label=_("Half-days the child has at present"), required=False)

    wished_start_on = DayField(label=_("Wished start"))
    needed_slots = WeekField(label=_("Half-days needed in an ordinary week"))
    modes = forms.MultipleChoiceField(
        label=_("Modes of care asked for"),
        choices=Mode.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked: ordinary care."),
    )
    minimum_days = forms.TypedChoiceField(
        label=_("If the whole week is not free, at least how many days?"),
        choices=DAYS,
        required=False,
        coerce=int,
        empty_value=None,
    )

    any_in_commune = forms.ChoiceField(label=_("Then any setting of this commune"), required=False)
    any_childminder = forms.BooleanField(label=_("Then any childminder"), required=False)
    weeks_per_year = forms.IntegerField(
        label=_("Weeks a year"),
        required=False,
        min_value=1,
        max_value=52,
        help_text=_("Left empty: all the weeks the setting is open."),
    )

    sibling = SiblingField(
        label=_("Request of a brother or sister"),
        required=False,
        help_text=_("Its reference, for example R-0031: the household becomes the same."),
    )
    together = forms.ChoiceField(
        label=_("The children apply"),
        choices=[(Together.ALONE, _("each on their own")), *TOGETHER],
        initial=Together.ALONE,
        required=False,
    )
    meanwhile = text(_("Care meanwhile"), longest=200)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No detail about health or protection here: the criteria hold what is needed."),
    )

    def __init__(
        self, *args: Any, by: User, choices: Choices, today: date, request: Request | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.choices, self.today, self.request = choices, today, request
        self._set_choices()
        current = self.fields["current_setting"]
        assert isinstance(current, PickField)
        current.among(choices.setting_names, nothing=_("no setting"), suggested_in=SUGGESTED)
        for rank in RANKS:
            wish = self.fields[f"wish_{rank}"] = PickField(label=_("Wish %(rank)s") % {"rank": rank}, required=False)
            wish.among(choices.setting_names, nothing=_("no wish"), suggested_in=SUGGESTED, writes=rank == RANKS[0])
        self.hours = HourFields(self)
        self.criteria = CriterionFields(self)
        sibling = self.fields["sibling"]
        assert isinstance(sibling, SiblingField)
        sibling.by = by
        if request is not None:
            self._keep_siblings(request)

    def _keep_siblings(self, request: Request) -> None:
        """An edit says how siblings apply together; that they do, or no longer, is said on the record."""
        del self.fields["sibling"]
        together = self.fields["together"]
        assert isinstance(together, forms.ChoiceField)
        together.choices = TOGETHER
        if request.party.together == Together.ALONE:
            del self.fields["together"]

    def _set_choices(self) -> None:
        pairs = {
            "commune": self.choices.commune_pairs(_("unknown")),
            "guardian_1_commune": self.choices.commune_pairs(_("that of the family")),
            "guardian_2_commune": self.choices.commune_pairs(_("that of the family")),
            "any_in_commune": self.choices.commune_pairs(_("none of them")),
            "desk": self.choices.desk_pairs(),
        }
        for name, choices in pairs.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    # -- as the template lays it out

    def wishes(self) -> list[forms.BoundField]:
        return [self[f"wish_{rank}"] for rank in RANKS]

    @cached_property
    def cited(self) -> frozenset[str]:
        """The criteria that count under the rule texts adopted; empty without any."""
        return cited_criteria(self.today)

    def counting_criteria(self) -> list[CriterionGroup]:
        """Those the rule texts cite: shown at once."""
        return self.criteria.by_category(keep=self._counts)

    def other_criteria(self) -> list[CriterionGroup]:
        """Those no rule text cites, or all of them as long as none is adopted: folded."""
        return self.criteria.by_category(keep=lambda one: not self._counts(one))

    def has_other_answers(self) -> bool:
        """Whether one of those holds something: they are unfolded then."""
        return any(group.is_open for group in self.other_criteria())

    def _counts(self, definition: Definition) -> bool:
        """Whether a criterion, or one of those it stands in a list with, is cited."""
        together = self.criteria.groups[definition.group] if definition.group else [definition]
        return any(one.code in self.cited for one in together)

    # -- what it says

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        self.hours.check()
        self.criteria.check()
        self._check_sibling(values)
        unread = set(self.errors)
        dates = {"born_on", "due_on"}
        for problem in rules.problems_of(self._draft(), today=self.today):
            field = self.criteria.field_of(problem.where)
            if field in unread or (problem.code == "no-date" and dates & unread):
                continue  # the field itself already says why it could not be read
            self.add_error(field, errors.sentence(problem))
        return values

    def check_ready_to_wait(self) -> bool:
        """Whether nothing is missing for the waiting list; what is, is said on its field, beside the other errors."""
        unread = set(self.errors)
        values, home = self.cleaned_data, self.household()
        if values.get("sibling"):
            known = values["sibling"].party.household
            home = HouseholdFacts(None, home.address or known.address, (*home.guardians, *_known(known)))
        is_reachable = bool(home.address) or any(each.phone or each.email or each.address for each in home.guardians)
        has_wish = bool(self._wished() or values.get("any_in_commune") or values.get("any_childminder"))
        for problem in rules.missing_to_wait(has_wish=has_wish, is_reachable=is_reachable):
            if problem.where not in unread and not (problem.code == "unreachable" and unread & REACHED_BY):
                self.add_error(problem.where, errors.sentence(problem))
        return not self.errors

    def _check_sibling(self, values: dict[str, Any]) -> None:
        is_together = values.get("together") not in {None, "", Together.ALONE}
        if is_together and "sibling" in self.fields and "sibling" in values and values["sibling"] is None:
            message = _("Together with whom? Give the reference of the brother or sister, or choose each on their own.")
            self.add_error("sibling", message)

    def _draft(self) -> rules.Draft:
        """What could be read so far, as the values the rules examine."""
        values = self.cleaned_data
        return rules.Draft(
            received_on=values.get("received_on") or self.today,
            born_on=values.get("born_on"),
            due_on=values.get("due_on"),
            wished_start_on=values.get("wished_start_on"),
            kind=RequestKind(values.get("kind") or RequestKind.NEW),
            needed_slots=self._half_days(),
            hours=self.hours.days(),
            minimum_days=values.get("minimum_days"),
            has_current_setting=bool(values.get("current_setting")),
            current_slots=values.get("current_slots", 0),
            wishes=tuple(setting.name for setting in self._wished()),
            answers={code: answer.value for code, answer in self.criteria.answers().items()},
        )

    def _half_days(self) -> int:
        """Those of the hours, and those ticked on the other days."""
        days = [day for day in self.hours.days() if day.ends_at > day.starts_at]
        return half_days(self.cleaned_data.get("needed_slots", 0), days, half_day_limits())

    def child(self) -> ChildFacts:
        values = self.cleaned_data
        last_name = values.get("last_name") or values.get("guardian_1_last_name", "")
        return ChildFacts(values.get("first_name", ""), last_name, values["born_on"], values["due_on"])

    def household(self) -> HouseholdFacts:
        values = self.cleaned_data
        guardians = [self._guardian(values, n) for n in (1, 2)]
        given = tuple(guardian for guardian in guardians if guardian != GuardianFacts())
        return HouseholdFacts(self.choices.communes.get(values.get("commune", "")), values.get("address", ""), given)

    def _guardian(self, values: dict[str, Any], position: int) -> GuardianFacts:
        said = {name: values.get(f"guardian_{position}_{name}", "") for name in GuardianFacts.__slots__}
        return GuardianFacts(**said | {"commune": self.choices.communes.get(said["commune"])})

    def facts(self) -> RequestFacts:
        values = self.cleaned_data
        now = values.get("current_setting", "")
        return RequestFacts(
            received_on=values["received_on"],
            channel=Channel(values.get("channel") or Channel.PAPER),
            wished_start_on=values["wished_start_on"],
            needed_slots=self._half_days(),
            hours=self.hours.days(),
            modes=mask_of_modes(values.get("modes", [])),
            kind=RequestKind(values.get("kind") or RequestKind.NEW),
            is_urgent=bool(values.get("is_urgent")),
            minimum_days=values.get("minimum_days"),
            desk=self.choices.desks.get(values.get("desk", "")),
            current_setting=self.choices.settings_of([now]).get(now),
            current_slots=values["current_slots"],
            wishes=self._wished(),
            any_in_commune=self.choices.communes.get(values.get("any_in_commune", "")),
            any_childminder=bool(values.get("any_childminder")),
            weeks_per_year=values.get("weeks_per_year"),
            answers=self._kept_answers() | self._given_answers(values.get("sibling")),
            meanwhile=values.get("meanwhile", ""),
            note=values.get("note", ""),
            source_reference=self.request.source_reference if self.request else "",
        )

    def together_mode(self) -> Together:
        return Together(self.cleaned_data.get("together") or Together.ALONE)

    def _given_answers(self, sibling: Request | None) -> dict[str, AnswerFacts]:
        given = self.criteria.answers()
        return with_family_documents(given, sibling) if sibling else given

    def _kept_answers(self) -> dict[str, AnswerFacts]:
        """Answers the page does not show (brought by a file): an edit leaves them as they are."""
        if self.request is None:
            return {}
        shown = {definition.code for definition in asked_criteria()}
        return {
            answer.criterion.code: AnswerFacts(answer.value, answer.evidence_state == EvidenceState.SEEN)
            for answer in answers_of(self.request)
            if answer.criterion.code not in shown
        }

    def _wished(self) -> tuple[Setting, ...]:
        chosen = [self.cleaned_data.get(f"wish_{rank}", "") for rank in RANKS]
        found = self.choices.settings_of(chosen)
        return tuple(found[reference] for reference in chosen if reference in found)
