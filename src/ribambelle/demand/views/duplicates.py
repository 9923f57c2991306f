"""Possible duplicates: the list, the comparison side by side, the merge and its undo."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.accounts.services import record
from ribambelle.demand import selectors, services
from ribambelle.demand.enums import PairState
from ribambelle.demand.errors import DemandError
from ribambelle.demand.models import DuplicatePair, Request
from ribambelle.demand.selectors import duplicates
from ribambelle.demand.views.answers import Said, acted
from ribambelle.demand.views.found import person_of, request_or_404
from ribambelle.papers.spreadsheets import FORMATS, write_table
from ribambelle.ui import toasts

PAGE_SIZE = 50


@requires("demand.merge_request")
@require_GET
def duplicate_list(http: HttpRequest) -> HttpResponse:
    """Pairs to look at, the most alike first; those set aside as not the same on their own tab; as a file too."""
    state = PairState.DISTINCT if http.GET.get("volet") == PairState.DISTINCT else PairState.OPEN
    found = duplicates.pairs(by=person_of(http), state=state)
    if (fmt := http.GET.get("export", "")) in FORMATS:
        return _export(http, found, fmt)
    page = Paginator(found, PAGE_SIZE).get_page(http.GET.get("page"))
    lines = [{"pair": pair, "reasons": _reasons(pair)} for pair in page]
    context = {
        "page": page,
        "lines": lines,
        "is_open": state == PairState.OPEN,
        "is_distinct": state == PairState.DISTINCT,
    }
    return render(http, "demand/duplicate_list.html", context)


def _export(http: HttpRequest, found: Any, fmt: str) -> HttpResponse:
    title = _("Possible duplicates")
    columns = [_("Request"), _("Child"), _("Other request"), _("Child"), _("Likeness"), _("Reasons"), _("State")]
    rows = [
        [
            pair.first.reference,
            str(pair.first.child),
            pair.second.reference,
            str(pair.second.child),
            pair.score,
            ", ".join(_reasons(pair)),
            pair.get_state_display(),
        ]
        for pair in found
    ]
    content = write_table(fmt, columns, rows, title=title)
    with transaction.atomic():
        after = {"pairs": len(rows), "format": fmt}
        record(by=person_of(http), verb="duplicate.export", kind="demand.duplicatepair", reference="list", after=after)
    name = f"doublons-{timezone.localdate():%Y-%m-%d}.{FORMATS[fmt].extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=FORMATS[fmt].content_type, headers=headers)


@requires("demand.merge_request")
@require_http_methods(["GET", "POST"])
def duplicate_compare(http: HttpRequest, pk: int) -> HttpResponse:
    """Two requests side by side: choose each field, then make one of them. The older one keeps its number."""
    pair, kept, gone = _pair_or_404(http, pk)
    rows = duplicates.comparison(kept, gone)
    if http.method == "POST":
        chosen = {row.code for row in rows if http.POST.get(f"field_{row.code}") == "gone"}
        try:
            services.requests_merge(by=person_of(http), at=timezone.now(), kept=kept, gone=gone, chosen=chosen)
        except DemandError as error:
            toasts.failed(http, str(error))
            return redirect(reverse("demand:duplicate_list"))
        text = _("%(gone)s is now one with %(kept)s.") % {"gone": gone.reference, "kept": kept.reference}
        toasts.done(http, text, undo_url=reverse("demand:merge_undo", args=[gone.reference]))
        return redirect(reverse("demand:request_detail", args=[kept.reference]))
    context = {"pair": pair, "kept": kept, "gone": gone, "rows": rows, "reasons": _reasons(pair)}
    return render(http, "demand/duplicate_compare.html", context)


@requires("demand.merge_request")
@require_POST
def duplicate_dismiss(http: HttpRequest, pk: int) -> HttpResponse:
    """These two are not the same."""
    pair, kept, gone = _pair_or_404(http, pk)
    services.pair_dismiss(by=person_of(http), at=timezone.now(), pair=pair)
    text = _("%(first)s and %(second)s are noted as two different requests.")
    names = {"first": kept.reference, "second": gone.reference}
    toasts.done(http, text % names, undo_url=reverse("demand:duplicate_reopen", args=[pair.pk]))
    return redirect(reverse("demand:duplicate_list"))


@requires("demand.merge_request")
@require_POST
def duplicate_reopen(http: HttpRequest, pk: int) -> HttpResponse:
    """Look at a pair again."""
    pair, _kept, _gone = _pair_or_404(http, pk)
    services.pair_reopen(by=person_of(http), at=timezone.now(), pair=pair)
    toasts.done(http, _("This pair is to be looked at again."))
    return redirect(reverse("demand:duplicate_list"))


@requires("demand.merge_request")
@require_POST
def merge_undo(http: HttpRequest, reference: str) -> HttpResponse:
    """Take a merge back."""
    gone = request_or_404(http, reference)

    def undo() -> Said:
        services.merge_undo(by=person_of(http), at=timezone.now(), gone=gone)
        return Said(_("%(reference)s is as it was before.") % {"reference": reference})

    return acted(http, reverse("demand:request_detail", args=[reference]), undo)


def _pair_or_404(http: HttpRequest, pk: int) -> tuple[DuplicatePair, Request, Request]:
    pair = DuplicatePair.objects.select_related("first", "second").filter(pk=pk).first()
    if pair is None:
        raise Http404
    kept = selectors.request_of(by=person_of(http), reference=pair.first.reference)
    gone = selectors.request_of(by=person_of(http), reference=pair.second.reference)
    if kept is None or gone is None:
        raise Http404
    return pair, kept, gone


def _reasons(pair: DuplicatePair) -> list[str]:
    labels = duplicates.reason_labels()
    return [labels[reason] for reason in pair.reasons if reason in labels]
