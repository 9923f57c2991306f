"""Money through services and pages: costs shared once, claims frozen, fees asked once."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.funding import selectors, services
from ribambelle.funding.enums import ChargeKind, CostKind, CostStatus, PaymentKind
from ribambelle.funding.errors import (
    ClaimRefused,
    FiledClaim,
    FundingError,
    OutOfOrder,
    SharesDoNotAddUp,
    VoucherRefused,
    WithdrawalWithoutReason,
)
from ribambelle.funding.models import Charge, Cost, Grant, Heading
from ribambelle.kernel.receivables import Receivable, ReceivableSource, receivable_sources
from ribambelle.network.models import Organisation

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n"


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def coordinator(client_of: Callable[[Role], Client]) -> Client:
    return client_of(Role.COORDINATOR)


def make_grant(name: str = "Grant", **values: Any) -> Grant:
    funder, _new = Organisation.objects.get_or_create(reference=name.lower(), defaults={"name": name})
    base = {
        "starts_on": date(2021, 1, 1),
        "ends_on": date(2022, 1, 1),
        "ceiling_cents": 5_000_00,
        "rate_points": 8000,
        "claim_due_on": date(2022, 3, 31),
    }
    return services.grant_create(by=None, name=name, funder=funder, **{**base, **values})


def heading(grant: Grant, name: str = "staff", cap_cents: int | None = None) -> Heading:
    return services.heading_add(by=None, grant=grant, name=name, cap_cents=cap_cents)


def cost(*parts: tuple[int, Heading | None], amount_cents: int = 100_000, **values: Any) -> Cost:
    base: dict[str, Any] = {"kind": CostKind.INVOICE, "label": "Room", "on": date(2021, 5, 3), "voucher": PDF}
    shares = [services.ShareInput(points, where) for points, where in parts]
    return services.cost_create(
        by=None, amount_cents=amount_cents, shares=shares, voucher_name="facture salle.pdf", **{**base, **values}
    )


def test_a_cost_is_entered_once_and_shared_to_the_cent() -> None:
    one, other = heading(make_grant("One")), heading(make_grant("Two"))
    entered = cost((3333, one), (3333, other), (3334, None), amount_cents=100)
    assert list(entered.shares.values_list("amount_cents", flat=True)) == [33, 33, 34]
    view = selectors.funder_view(Organisation.objects.get(reference="one"))
    assert [share.heading for share in view.shares] == [one], "a funder never sees what another pays"


def test_shares_that_do_not_add_up_keep_nothing() -> None:
    with pytest.raises(SharesDoNotAddUp):
        cost((5000, None))
    assert not Cost.objects.exists()


@pytest.mark.parametrize("content", [b"<html>", b"", b"MZ", PDF + b"0" * (10 * 1024 * 1024)])
def test_a_voucher_is_a_scan_of_a_reasonable_size(content: bytes) -> None:
    with pytest.raises(VoucherRefused):
        cost((10_000, None), voucher=content)
    assert not Cost.objects.exists()


def test_staff_time_costs_its_minutes_and_time_given_costs_nothing() -> None:
    staff = cost((10_000, None), kind=CostKind.STAFF, minutes=90, hourly_cents=3000, amount_cents=1)
    given = cost((10_000, None), kind=CostKind.IN_KIND, minutes=90, amount_cents=1)
    assert (staff.amount_cents, given.amount_cents) == (4500, 0)
    with pytest.raises(FundingError):
        cost((10_000, None), kind=CostKind.STAFF, minutes=90)


def test_a_project_changes_funder_in_mid_life() -> None:
    funder = Organisation.objects.create(reference="f", name="F")
    first, second = (services.programme_create(by=None, name=name, funder=funder) for name in ("FSE", "ONE"))
    project = services.project_create(by=None, name="Halte", promoter=funder)
    services.funding_period_add(
        by=None, project=project, programme=first, starts_on=date(2008, 1, 1), ends_on=date(2015, 1, 1)
    )
    with pytest.raises(OutOfOrder):
        services.funding_period_add(
            by=None, project=project, programme=second, starts_on=date(2014, 12, 31), ends_on=None
        )
    services.funding_period_add(by=None, project=project, programme=second, starts_on=date(2015, 1, 1), ends_on=None)
    assert [period.programme for period in project.periods.all()] == [first, second]
    with pytest.raises(WithdrawalWithoutReason):
        services.project_withdraw(by=None, project=project, year=2016, reason=" ")  # type: ignore[arg-type]


def claim_of(grant: Grant) -> selectors.ClaimSheet:
    return selectors.claim_sheet(Grant.objects.get(pk=grant.pk))


def test_a_claim_says_everything_that_is_missing_at_once() -> None:
    grant = make_grant(ceiling_cents=None, narrative_first=True)
    where = heading(grant)
    services.cost_accept(by=None, cost=cost((10_000, where), voucher=None))
    services.cost_accept(by=None, cost=cost((10_000, where), on=date(2022, 1, 1)))
    cost((10_000, where))
    with pytest.raises(ClaimRefused) as refusal:
        services.claim_file(by=None, grant=grant, on=date(2022, 3, 1))
    assert len(str(refusal.value).splitlines()) == 5


def test_a_filed_claim_is_frozen() -> None:
    grant = make_grant()
    where = heading(grant, cap_cents=4_000_00)
    services.payment_add(by=None, grant=grant, kind=PaymentKind.ADVANCE, on=date(2021, 2, 1), amount_cents=2_000_00)
    claimed = cost((10_000, where), amount_cents=4_500_00)
    services.cost_accept(by=None, cost=claimed)
    refused = cost((10_000, where))
    services.cost_refuse(by=None, cost=refused, reason="private")
    filed = services.claim_file(by=None, grant=grant, on=date(2022, 3, 1))
    assert (filed.eligible_cents, filed.grant_cents, filed.balance_cents) == (4_000_00, 3_200_00, 1_200_00)
    with pytest.raises(FiledClaim):
        services.cost_refuse(by=None, cost=claimed, reason="too late")
    with pytest.raises(FiledClaim):
        services.cost_update(
            by=None, cost=claimed, kind=CostKind.INVOICE, amount_cents=1, shares=[services.ShareInput(10_000)]
        )
    with pytest.raises(FiledClaim):
        services.grant_update(by=None, grant=grant, ceiling_cents=1)
    with pytest.raises(ProtectedError):
        claimed.delete()
    services.cost_accept(by=None, cost=cost((10_000, where)))
    services.payment_add(by=None, grant=grant, kind=PaymentKind.BALANCE, on=date(2022, 6, 1), amount_cents=1_200_00)
    again = claim_of(grant)
    assert again.balance is not None
    assert (len(again.lines), again.balance.balance_cents) == (1, 1_200_00)
    with pytest.raises(ClaimRefused):
        services.claim_file(by=None, grant=grant, on=date(2022, 3, 2))


def test_nobody_pays_back_more_than_was_received() -> None:
    grant = make_grant()
    with pytest.raises(FundingError):
        services.payment_add(by=None, grant=grant, kind=PaymentKind.RECOVERY, on=date(2022, 1, 1), amount_cents=1)


def test_the_claim_is_assembled_with_its_vouchers_in_order(coordinator: Client) -> None:
    grant = make_grant()
    where = heading(grant)
    for day, name in ((9, "b.pdf"), (2, "a.pdf")):
        entered = services.cost_create(
            by=None,
            kind=CostKind.INVOICE,
            label=name,
            on=date(2021, 5, day),
            amount_cents=100_00,
            shares=[services.ShareInput(10_000, where)],
            voucher=PDF + name.encode(),
            voucher_name=name,
        )
        services.cost_accept(by=None, cost=entered)
    url = reverse("funding:claim", kwargs={"reference": grant.reference})
    assert "160" in coordinator.get(url).content.decode()
    first, second = (coordinator.get(url, {"export": "zip"}).content for _ in range(2))
    assert first == second
    archive = zipfile.ZipFile(io.BytesIO(first))
    assert archive.namelist() == [
        "grant/solde.pdf",
        "grant/solde.xlsx",
        "grant/pieces/001-a.pdf",
        "grant/pieces/002-b.pdf",
    ]
    assert archive.read("grant/pieces/001-a.pdf") == PDF + b"a.pdf"


def test_a_cost_is_entered_on_a_page_with_its_voucher_and_shares(coordinator: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    where = heading(make_grant())
    sent = {
        "kind": "invoice",
        "label": "Salle",
        "on": "03/05/2021",
        "amount_cents": "1 234,50",
        "voucher": SimpleUploadedFile("salle.pdf", PDF),
        "parts-TOTAL_FORMS": "2",
        "parts-INITIAL_FORMS": "0",
        "parts-0-points": "60",
        "parts-0-heading": str(where.pk),
        "parts-1-points": "30",
    }
    url = reverse("funding:cost_create")
    refused = coordinator.post(url, sent)
    assert refused.status_code == 422
    assert "90" in refused.content.decode()
    sent |= {"parts-1-points": "40", "voucher": SimpleUploadedFile("salle.pdf", PDF)}
    assert coordinator.post(url, sent).status_code == 302
    entered = Cost.objects.get()
    assert list(entered.shares.values_list("amount_cents", flat=True)) == [74070, 49380]
    voucher = coordinator.get(reverse("funding:cost_voucher", kwargs={"reference": entered.reference}))
    assert voucher.content == PDF
    assert coordinator.post(reverse("funding:cost_accept", kwargs={"reference": entered.reference})).status_code == 302
    assert Cost.objects.get().status == CostStatus.ACCEPTED


def test_what_rooms_say_is_due_is_asked_once() -> None:
    source = ReceivableSource(
        "test.fees",
        "fees",
        lambda year: [Receivable(f"m-{n}-{year}", f"m-{n}", f"M {n}", "Fee", 5000) for n in range(9)],
    )
    receivable_sources.add(source)
    try:
        assert len(services.charges_call(by=None, year=2021, on=date(2021, 1, 4))) == 9
        assert services.charges_call(by=None, year=2021, on=date(2021, 1, 5)) == []
        assert selectors.fees_of_year(2021, ChargeKind.OTHER) == (9, 450_00)
    finally:
        del receivable_sources._entries["test.fees"]
    charge = Charge.objects.first()
    assert charge is not None
    services.charge_pay(by=None, charge=charge, on=date(2021, 2, 1), amount_cents=3000)
    with pytest.raises(FundingError):
        services.charge_pay(by=None, charge=charge, on=date(2021, 2, 2), amount_cents=2001)
    assert selectors.charges(state="owed").get(pk=charge.pk).owed_cents == 2000
    services.charge_cancel(by=None, charge=charge, reason="left")
    assert selectors.fees_of_year(2021, ChargeKind.OTHER) == (8, 400_00)


def test_the_claim_is_a_due_thing_until_it_is_filed(person: Callable[[Role], Any]) -> None:
    from ribambelle.ui.due import dues_of

    make_grant()
    user = person(Role.COORDINATOR)

    def late(today: date) -> list[bool]:
        return [due.is_late for due in dues_of(user=user, today=today) if due.icon == "euro"]

    assert [late(day) for day in (date(2021, 12, 30), date(2021, 12, 31), date(2022, 4, 1))] == [[], [False], [True]]


@pytest.mark.parametrize("name", ["cost_list", "project_list", "charge_list"])
def test_a_long_list_asks_no_more_questions(coordinator: Client, name: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    funder = Organisation.objects.create(reference="f", name="F")

    def fill(count: int) -> None:
        for number in range(count):
            cost((10_000, None))
            services.project_create(by=None, name=f"P {number}", promoter=funder)
            services.charge_create(by=None, kind=ChargeKind.OTHER, debtor="D", label="L", year=2021, amount_cents=5000)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert coordinator.get(reverse(f"funding:{name}")).status_code == 200
        return len(queries)

    fill(1)
    asked()
    before = asked()
    fill(30)
    assert asked() == before
