"""Figures of the funding: projects, change of funder, advances, claims, fees."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from ribambelle.funding.models import Charge, FundingPeriod, Grant, Portfolio, Project
from ribambelle.funding.rules import in_percent
from ribambelle.kernel.figures import Figure, FigureFamily, Value, families

ONE_DAY = timedelta(days=1)


def register() -> None:
    families.add(FigureFamily("portfolio", portfolio_figures))
    families.add(FigureFamily("grant", grant_figures))
    families.add(FigureFamily("fees", fee_figures))


def portfolio_figures() -> Iterator[Figure]:
    """Projects of each portfolio, and when its funder changed. One query, then one or two a figure."""
    for portfolio in Portfolio.objects.select_related("plan").order_by("reference"):
        code, name = f"portfolio.{portfolio.reference}", portfolio.name
        period = str(portfolio.plan.starts_on.year) if portfolio.plan and portfolio.plan.starts_on else _("today")
        yield Figure(f"{code}.projects", _("%s: projects") % name, _("projects"), period, _bound(_projects, portfolio))
        yield Figure(
            f"{code}.withdrawn", _("%s: projects withdrawn") % name, _("projects"), period, _bound(_gone, portfolio)
        )
        yield Figure(
            f"{code}.funder-changed-on", _("%s: change of funder") % name, _("date"), period, _bound(_change, portfolio)
        )
        yield Figure(
            f"{code}.funded-until", _("%s: funded until") % name, _("date, last day"), period, _bound(_until, portfolio)
        )


def _bound(compute: Callable[[Portfolio], Value], portfolio: Portfolio) -> Callable[[], Value]:
    return lambda: compute(portfolio)


def _projects(portfolio: Portfolio) -> Value:
    running = Project.objects.filter(portfolio=portfolio, withdrawn_year__isnull=True).count()
    return Value(running, "computed", _("projects of the portfolio that are not withdrawn"))


def _gone(portfolio: Portfolio) -> Value:
    rows = Project.objects.filter(portfolio=portfolio, withdrawn_year__isnull=False).order_by("withdrawn_year")
    names = ", ".join(f"{project.name} ({project.withdrawn_year})" for project in rows)
    return Value(len(rows), "computed", names or _("none"))


def _change(portfolio: Portfolio) -> Value:
    """The latest day on which a project passed from one funder to another."""
    rows = FundingPeriod.objects.filter(project__portfolio=portfolio).select_related("programme__funder")
    by_project: dict[int, list[FundingPeriod]] = {}
    for period in rows.order_by("project_id", "starts_on"):
        by_project.setdefault(period.project_id, []).append(period)
    changes = {
        (after.starts_on, f"{before.programme.funder} → {after.programme.funder}")
        for periods in by_project.values()
        for before, after in pairwise(periods)
        if before.programme.funder_id != after.programme.funder_id
    }
    if not changes:
        return Value(None, "computed", _("no change of funder"))
    on, how = max(changes)
    return Value(on.isoformat(), "computed", how)


def _until(portfolio: Portfolio) -> Value:
    rows = FundingPeriod.objects.filter(project__portfolio=portfolio, ends_on__isnull=False).order_by("-ends_on")
    last = rows.select_related("programme").first()
    if last is None or last.ends_on is None:
        return Value(None, "computed", _("no end is known"))
    how = str(last.programme)
    if last.first_ends_on:
        how = _("%(programme)s, extended: first until %(first)s") % {
            "programme": how,
            "first": (last.first_ends_on - ONE_DAY).isoformat(),
        }
    return Value((last.ends_on - ONE_DAY).isoformat(), "computed", how)


def grant_figures() -> Iterator[Figure]:
    """Advance and due date of each grant, as its decision says. One query."""
    for grant in Grant.objects.order_by("reference"):
        code, period = f"grant.{grant.reference}", f"[{grant.starts_on}, {grant.ends_on})"
        points = grant.advance_points
        share = None if points is None else points // 100 if points % 100 == 0 else in_percent(points)
        due = grant.claim_due_on.isoformat() if grant.claim_due_on else None
        how = _("decision, as written on the sheet of the grant")
        yield Figure(
            f"{code}.advance",
            _("%s: advance") % grant.name,
            "%",
            period,
            lambda share=share, how=how: Value(share, "computed", how),  # type: ignore[misc]
        )
        yield Figure(
            f"{code}.claim-due-on",
            _("%s: balance claim due on") % grant.name,
            _("date"),
            period,
            lambda due=due, how=how: Value(due, "computed", how),  # type: ignore[misc]
        )


def fee_figures() -> Iterator[Figure]:
    """Fees asked in each year, in euros. One query, then one a figure."""
    for year in Charge.objects.order_by("year").values_list("year", flat=True).distinct():
        yield Figure(f"fees.{year}", _("Fees asked"), "EUR", str(year), lambda year=year: _fees(year))  # type: ignore[misc]


def _fees(year: int) -> Value:
    amounts = list(Charge.objects.filter(year=year, cancelled_reason="").values_list("amount_cents", flat=True))
    cents = sum(amounts)
    value = cents // 100 if cents % 100 == 0 else f"{cents // 100},{cents % 100:02d}"
    if len(set(amounts)) == 1:
        how = _("%(count)s fees of %(each)s €") % {"count": len(amounts), "each": f"{amounts[0] / 100:g}"}
    else:
        how = _("%(count)s fees") % {"count": len(amounts)}
    return Value(value, "computed", how)
