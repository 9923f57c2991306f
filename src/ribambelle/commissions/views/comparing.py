"""The proposals side by side, with their effect on groups of families."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ribambelle.accounts.access import requires
from ribambelle.commissions.selectors.comparing import comparison_of, export_rows
from ribambelle.commissions.views.sessions import found
from ribambelle.ui.answers import table_file


@requires("commissions.change_session")
@require_GET
def comparison(request: HttpRequest, reference: str) -> HttpResponse:
    session = found(request, reference)
    if session.proposal is None:
        raise Http404
    made = comparison_of(session)
    names = [str(each.run.get_policy_display()) for each in made.proposals]
    title = _("Proposals of session %(reference)s") % {"reference": session.reference}
    file = table_file(
        request.GET.get("export", ""),
        f"propositions-{session.reference}",
        [_("Subject"), _("Figure or group"), *names],
        export_rows(made),
        title,
    )
    return file or render(request, "commissions/comparison.html", {"session": session, "made": made})
