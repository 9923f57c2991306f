"""Communes on screen: those shipped with the product, those added by hand, and mergers."""

from collections.abc import Iterator

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.network import services
from ribambelle.network.forms import CommuneMergeForm, CommunesForm
from ribambelle.network.selectors import communes
from ribambelle.papers.spreadsheets import Row
from ribambelle.ui.answers import PAGE_SIZE, act, actor, into_form, table_file
from ribambelle.ui.toasts import done

#: What the shipped regions are called on screen.
REGIONS = {"luxembourg-be": gettext_lazy("the Belgian province of Luxembourg")}


@requires("network.change_territory")
def commune_list(request: HttpRequest) -> HttpResponse:
    """The communes, with the form to add some; posting adds them."""
    form = CommunesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["communes"]
        added = into_form(form, lambda: services.communes_add(by=actor(request), communes=typed))
        if added is not None:
            text = ngettext("%(n)s commune is added.", "%(n)s communes are added.", added) % {"n": added}
            known = _("The others were known already.")  # named apart: gettext reads nothing inside an f-string
            done(request, text if added == len(typed) else f"{text} {known}")
            return redirect("network:commune_list")
    return _page(request, form, CommuneMergeForm())


def _page(request: HttpRequest, form: CommunesForm, merge_form: CommuneMergeForm) -> HttpResponse:
    found = communes().select_related("parent", "merged_into")
    columns = (_("Code"), _("Commune"), _("Within"), _("Until"), _("Merged into"))
    if file := table_file(request.GET.get("export", ""), "communes", columns, _rows(found), _("Communes")):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shipped = [(region, REGIONS.get(region, region)) for region in services.shipped_regions()]
    context = {"page": page, "form": form, "merge_form": merge_form, "shipped": shipped}
    return render(request, "network/commune_list.html", context)


def _rows(found: object) -> Iterator[Row]:
    for one in found:  # type: ignore[attr-defined]
        yield (one.reference, one.name, str(one.parent or "") or None, one.valid_to, str(one.merged_into or "") or None)


@requires("network.change_territory")
@require_POST
def shipped_load(request: HttpRequest) -> HttpResponse:
    """Bring in the communes shipped for a region; again changes nothing."""
    region = request.POST.get("region", "")
    if region in services.shipped_regions():
        act(
            request,
            _("The communes are there, with their outlines and mergers."),
            lambda: services.territories_load(by=actor(request), region=region),
        )
    return redirect("network:commune_list")


@requires("network.change_territory")
@require_POST
def commune_merge(request: HttpRequest) -> HttpResponse:
    """Note that a commune became part of another."""
    form = CommuneMergeForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data
        into_form(form, lambda: services.commune_merge(by=actor(request), **found))
        if form.is_valid():
            done(request, _("%(name)s: the merger is noted.") % {"name": found["commune"].name})
            return redirect("network:commune_list")
    return _page(request, CommunesForm(), form)
