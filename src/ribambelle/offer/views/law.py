"""The law of a setting, its kinds over time."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ribambelle.accounts.access import requires
from ribambelle.kernel.weeks import describe
from ribambelle.offer import services
from ribambelle.offer.forms import KindFormSet, LawForm, WeekOnForm, kind_lines_of
from ribambelle.offer.selectors.lawful import law_sheet
from ribambelle.offer.services import OfferError
from ribambelle.offer.services.capacity import breach_in_words
from ribambelle.offer.views.scope import actor, scoped, sentences, tab_at
from ribambelle.offer.wording import RATIO_CHILDREN, RATIO_CHOICES, ROUNDINGS, STAFF_PAID
from ribambelle.ui.toasts import done


@requires("offer.view_setting")
def law_page(request: HttpRequest, reference: str) -> HttpResponse:
    setting, today = scoped(request, reference), localdate()
    can_change = request.user.has_perm("offer.change_setting")
    week_form = WeekOnForm(request.GET if "on" in request.GET else None, initial={"on": today})
    on = week_form.chosen(today)
    form = LawForm(request.POST or None, initial={"law": setting.law, "keeps_to_law": setting.keeps_to_law})
    if request.method == "POST" and can_change and form.is_valid():
        try:
            services.law_set(by=actor(request), on=today, setting=setting, **form.cleaned_data)
        except OfferError as refusal:
            form.add_error(None, str(refusal))
        else:
            done(request, _("Recorded: placements of this setting are counted accordingly from now on."))
            return redirect("offer:law_page", reference)
    sheet = law_sheet(setting, on=on)
    context = {
        "setting": setting,
        "on": on,
        "sheet": sheet,
        "usage": sheet.usage,
        "ceiling": sheet.usage.ceiling,
        "peak_half_day": describe(1 << sheet.usage.peak_slot),
        "rounding": ROUNDINGS[sheet.usage.ceiling.rounding] if sheet.usage.ceiling else "",
        "breach": breach_in_words(setting, sheet.breach) if sheet.breach else "",
        "staffing": [
            (RATIO_CHOICES[one.ratio.choice], RATIO_CHILDREN[one.ratio.children], one) for one in sheet.staffing
        ],
        "paid": [(STAFF_PAID[one.line.what], one) for one in sheet.paid],
        "form": form,
        "week_form": week_form,
        "can_change": can_change,
        "tab": tab_at("law"),
    }
    return render(request, "offer/law_page.html", context)


@requires("offer.change_setting")
def kinds_edit(request: HttpRequest, reference: str) -> HttpResponse:
    setting = scoped(request, reference)
    names = ("kind", "valid_from", "valid_to", "source")
    initial: list[dict[str, Any]] = [{name: getattr(line, name) for name in names} for line in setting.kinds.all()]
    formset = KindFormSet(request.POST or None, prefix="k", initial=initial or [{"kind": setting.kind}])
    problem = ""
    if request.method == "POST" and formset.is_valid():
        try:
            services.kinds_replace(by=actor(request), on=localdate(), setting=setting, lines=kind_lines_of(formset))
        except (OfferError, ValidationError) as refusal:
            problem = " ".join(sentences(refusal))
        else:
            done(request, _("What this setting was over time is recorded."))
            return redirect("offer:setting_history", reference)
    context = {"setting": setting, "formset": formset, "problem": problem}
    return render(request, "offer/kinds_form.html", context)
