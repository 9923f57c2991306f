"""The details behind sensitive criteria: a page whose every reading is written in the log."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ribambelle.accounts.access import requires
from ribambelle.demand import services
from ribambelle.demand.forms.sensitive import SensitiveForm
from ribambelle.demand.views.found import person_of, request_or_404
from ribambelle.ui import toasts


@requires("demand.view_sensitive")
@require_http_methods(["GET", "POST"])
def sensitive_detail(http: HttpRequest, reference: str) -> HttpResponse:
    """Read and write what is known beyond “this criterion is met”."""
    found, now = request_or_404(http, reference), timezone.now()
    form = SensitiveForm(http.POST if http.method == "POST" else None, request=found)
    if http.method == "POST" and form.is_valid():
        services.sensitive_details_write(by=person_of(http), at=now, request=found, details=form.details())
        toasts.done(http, _("The protected details of %(reference)s are kept.") % {"reference": reference})
        return redirect(f"{reverse('demand:request_detail', args=[reference])}?volet=criteria")
    if http.method == "GET":
        form.show(services.sensitive_read(by=person_of(http), at=now, request=found))
    response = render(http, "demand/sensitive.html", {"form": form, "subject": found})
    response["Cache-Control"] = "no-store"
    return response
