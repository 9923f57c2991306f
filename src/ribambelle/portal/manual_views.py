"""The manual, open to everyone: table of contents, one page, its pictures."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ribambelle.portal.manual_pages import FOLDER, PICTURES, SOURCES, page_of, pages


def _layout(request: HttpRequest) -> str:
    """The manual keeps the frame its reader comes from."""
    return "ui/staff.html" if request.user.is_authenticated else "ui/public.html"


@login_not_required
@require_GET
def manual(request: HttpRequest) -> HttpResponse:
    """What there is to read."""
    return render(request, "portal/manual.html", {"layout": _layout(request), "pages": pages()})


@login_not_required
@require_GET
def manual_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page."""
    if slug not in SOURCES:
        raise Http404(slug)
    context = {"layout": _layout(request), "page": page_of(slug), "pages": pages()}
    return render(request, "portal/manual_page.html", context)


@login_not_required
@require_GET
def manual_picture(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """A picture of a page."""
    if name not in PICTURES:
        raise Http404(name)
    return HttpResponse((FOLDER / name).read_bytes(), content_type="image/png")
