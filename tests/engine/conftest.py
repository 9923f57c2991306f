"""CI-wide rule: the independent checker runs on every allocation any test of the engine produces."""

import pytest

from ribambelle.placement import solving
from ribambelle.placement.checker import check


@pytest.fixture(autouse=True)
def every_allocation_is_checked(monkeypatch):
    """Wrap the solver's last step so that nothing infeasible leaves it unnoticed, whoever calls."""
    made = solving.allocation_of

    def checked(market, solution):
        allocation = made(market, solution)
        checked.instances.append(allocation)
        return allocation

    checked.instances = []
    reports = []

    def recorded(instance, allocation):
        report = check(instance, allocation)
        reports.append(report)
        return report

    monkeypatch.setattr(solving, "allocation_of", checked)
    monkeypatch.setattr(solving, "check", recorded)
    yield
    assert len(reports) >= len(checked.instances)
    assert all(report.feasible for report in reports), [report.violations for report in reports if not report.feasible]
