"""The document behind an answer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ribambelle.accounts.access import requires
from ribambelle.demand import services
from ribambelle.demand.errors import DemandError
from ribambelle.demand.forms.evidence import EvidenceForm
from ribambelle.demand.selectors.sensitive import answers_of
from ribambelle.demand.views.found import person_of, request_or_404
from ribambelle.ui import toasts


@requires("demand.change_request")
@require_http_methods(["GET", "POST"])
def evidence_note(http: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Note that a document was seen, which one, and until when it holds."""
    found, today = request_or_404(http, reference), timezone.localdate()
    answer = next((each for each in answers_of(found) if each.criterion.code == code), None)
    if answer is None:
        raise Http404
    initial = {"document": answer.document or answer.criterion.evidence[:120], "seen_on": today}
    initial |= {"expires_on": answer.expires_on}
    form = EvidenceForm(http.POST if http.method == "POST" else None, initial=initial, today=today)
    if http.method == "POST" and form.is_valid():
        try:
            services.evidence_note(by=person_of(http), at=timezone.now(), request=found, code=code, **form.cleaned_data)
        except DemandError as error:
            form.add_error("expires_on", str(error))
        else:
            toasts.done(http, _("The document is noted, with its day and your name."))
            return redirect(f"{reverse('demand:request_detail', args=[reference])}?volet=criteria")
    return render(http, "demand/evidence.html", {"form": form, "subject": found, "answer": answer})
