"""Tables taken away, and the grid on paper."""

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from ribambelle.papers.rendering import PAPERS
from ribambelle.papers.spreadsheets import FORMATS, Column, Row, write_table
from ribambelle.plans.models import Plan
from ribambelle.plans.selectors import GridRow, Matrix
from ribambelle.ui.answers import paper_file


def table_response(
    fmt: str, columns: Sequence[Column | str], rows: Iterable[Row], *, title: str, name: str
) -> HttpResponse:
    """The table as a file to keep; an unknown format is not found."""
    if fmt not in FORMATS:
        raise Http404(fmt)
    response = HttpResponse(write_table(fmt, columns, rows, title=title), content_type=FORMATS[fmt].content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}.{FORMATS[fmt].extension}"'
    return response


def pdf_response(content: bytes, *, name: str) -> HttpResponse:
    """A paper to keep."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def grid_response(fmt: str, plan: Plan, rows: Sequence[GridRow], *, author: str) -> HttpResponse:
    """The five-column grid as a spreadsheet, or as an A3 landscape paper: PDF to keep, DOCX and ODT to write on."""
    name = f"grille-{plan.reference}"
    if fmt in PAPERS:
        source = render_to_string("plans/papers/grid.html", {"plan": plan, "rows": rows})
        paper = paper_file(fmt, name, source, title=plan.name, author=author, layout="wide")
        if paper is not None:
            return paper
    heads = [
        _("Objective"),
        _("Actions"),
        _("Status"),
        _("Why"),
        _("Expected effects"),
        _("Observed results"),
        _("Perspectives"),
    ]
    return table_response(fmt, heads, [_grid_line(row) for row in rows], title=plan.name, name=name)


def _grid_line(row: GridRow) -> list[str]:
    action = row.action
    head = [str(row.objective), action.text, str(action.get_status_display()), action.reason] if action else None
    lists = ["\n".join(entries) for entries in (row.effects, row.results, row.perspectives)]
    return [*(head or [str(row.objective), "", "", ""]), *lists]


def matrix_response(fmt: str, plan: Plan, table: Matrix) -> HttpResponse:
    """The matrix as one line per objective, the actions in the column of their mission."""
    heads = [_("Objective"), *(str(mission) for mission in table.missions), _("Without mission")]
    rows = [
        [str(objective), *("\n".join(action.text for action in cell.actions) for cell in cells)]
        for objective, cells in table.rows
    ]
    return table_response(fmt, heads, rows, title=plan.name, name=f"matrice-{plan.reference}")
