"""Answers that pages of every room give alike: a refused act said in words, a list taken away as a file, a PDF."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from ribambelle.accounts.models import User
from ribambelle.papers.rendering import PAPERS, render_paper
from ribambelle.papers.spreadsheets import FORMATS, write_table
from ribambelle.ui.toasts import done, failed

PAGE_SIZE = 50
AnyForm = forms.Form | forms.ModelForm


def actor(request: HttpRequest) -> User:
    """The signed-in person: pages that act are closed to strangers before they get here."""
    return cast(User, request.user)


def act(request: HttpRequest, text: str, call: Callable[[], Any]) -> bool:
    """Do it and say it is done, or say what prevented it."""
    try:
        call()
    except ValidationError as error:
        failed(request, " ".join(error.messages))
        return False
    done(request, text)
    return True


def wrong(request: HttpRequest, form: AnyForm) -> None:
    """Everything wrong with a small form, said at the top of the page it stands on."""
    lines = []
    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        lines += [f"{label} : {error}" if label else str(error) for error in errors]
    failed(request, " ".join(lines))


def into_form(form: AnyForm, call: Callable[[], Any]) -> Any:
    """What the service answers, or None with its refusal put into the form."""
    try:
        return call()
    except ValidationError as error:
        form.add_error(None, error.messages)
        return None


def table_file(
    fmt: str, name: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]], title: str
) -> HttpResponse | None:
    """The list as CSV, XLSX or ODS; None when no such format is asked for."""
    if fmt not in FORMATS:
        return None
    kind = FORMATS[fmt]
    response = HttpResponse(write_table(fmt, columns, rows, title=title), content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind.extension}"'
    return response


def paper_file(
    fmt: str, name: str, source: str, *, title: str, author: str, layout: str = "plain"
) -> HttpResponse | None:
    """A semantic HTML fragment as PDF, DOCX or ODT to take away; None when no such format is asked for."""
    if fmt not in PAPERS:
        return None
    return paper_attached(render_paper(source, fmt, title=title, author=author, layout=layout), fmt, name)


def paper_attached(content: bytes, fmt: str, name: str) -> HttpResponse:
    """A paper already rendered in one of `PAPERS`, to take away."""
    response = HttpResponse(content, content_type=PAPERS[fmt].content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{PAPERS[fmt].extension}"'
    return response


def pdf_file(content: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
