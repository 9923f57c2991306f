"""Filters of the list, kept and taken out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.demand.forms.saved import SaveFilterForm
from ribambelle.demand.selectors.filters import removable_by
from ribambelle.demand.services.filters import filter_remove, filter_save
from ribambelle.demand.views.found import person_of
from ribambelle.ui import toasts


@requires("demand.view_request")
@require_POST
def filter_keep(http: HttpRequest) -> HttpResponse:
    """Keep the filter in force under a name; what is wrong is said on the list, filtered as it was."""
    form = SaveFilterForm(http.POST)
    back = http.POST.get("query", "")
    if form.is_valid():
        values = form.cleaned_data
        kept = filter_save(by=person_of(http), **values)
        toasts.done(http, _("The filter “%(name)s” is kept.") % {"name": kept.name})
        back = kept.query
    else:
        toasts.failed(http, " ".join(str(message) for messages in form.errors.values() for message in messages))
    return redirect(f"{reverse('demand:request_list')}?{back}")


@requires("demand.view_request")
@require_POST
def filter_drop(http: HttpRequest, pk: int) -> HttpResponse:
    """Take a filter out: one’s own, or a shared one for a coordinator."""
    kept = removable_by(person_of(http)).filter(pk=pk).first()
    if kept is None:
        toasts.failed(http, _("This filter is no longer there, or it is somebody else’s."))
    else:
        filter_remove(by=person_of(http), kept=kept)
        toasts.done(http, _("The filter “%(name)s” is taken out.") % {"name": kept.name})
    return redirect("demand:request_list")
