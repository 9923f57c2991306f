"""Money: coordinators only, to read as to write."""

from datetime import date

from ribambelle.accounts.enums import Role
from tests.integration.access import Row

COORDINATOR = frozenset({Role.COORDINATOR})
FUNDER = frozenset({Role.FUNDER})


def prepare() -> None:
    from ribambelle.funding import services
    from ribambelle.funding.enums import ChargeKind, CostKind
    from ribambelle.funding.models import Charge, Cost, Grant
    from ribambelle.network.models import Organisation

    if Grant.objects.filter(reference="grant").exists():
        return
    funder, _new = Organisation.objects.get_or_create(reference="funder", defaults={"name": "Funder"})
    year = {"starts_on": date(2021, 1, 1), "ends_on": date(2022, 1, 1)}
    grant = services.grant_create(by=None, name="Grant", funder=funder, reference="grant", **year)
    services.due_date_add(by=None, grant=grant, label="Report", due_on=date(2022, 3, 1))
    services.portfolio_create(by=None, name="Portfolio", lead=funder, reference="portfolio")
    services.project_create(by=None, name="Project", promoter=funder)
    cost = services.cost_create(
        by=None,
        kind=CostKind.INVOICE,
        label="Room",
        on=date(2021, 5, 1),
        amount_cents=100,
        shares=[services.ShareInput(10_000)],
        voucher=b"%PDF-1.7",
        voucher_name="room.pdf",
    )
    Cost.objects.filter(pk=cost.pk).update(reference="C-1")
    charge = services.charge_create(
        by=None, kind=ChargeKind.OTHER, debtor="Debtor", label="Fee", year=2021, amount_cents=5000
    )
    Charge.objects.filter(pk=charge.pk).update(reference="F-1")


def claim_filed() -> None:
    from ribambelle.funding import services
    from ribambelle.funding.models import Cost, Grant, Heading

    prepare()
    grant = Grant.objects.get(reference="grant")
    grant.ceiling_cents, grant.rate_points = 10_000, 10_000
    grant.save()
    heading = Heading.objects.create(grant=grant, code="room", name="Room")
    share = Cost.objects.get(reference="C-1").shares.get()
    share.grant, share.heading = grant, heading
    share.save()
    services.cost_accept(by=None, cost=Cost.objects.get(reference="C-1"))
    services.claim_file(by=None, grant=grant, on=date(2022, 3, 1))


def page(**kwargs: str) -> Row:
    return Row(allowed=COORDINATOR, kwargs=kwargs, prepare=prepare)


def post(**kwargs: str) -> Row:
    return Row(allowed=COORDINATOR, kwargs=kwargs, prepare=prepare, method="post")


GRANT = {"reference": "grant"}
ROWS = {
    "funding:grant_list": page(),
    "funding:grant_create": page(),
    "funding:grant_detail": page(**GRANT),
    "funding:grant_update": page(**GRANT),
    "funding:heading_add": post(**GRANT),
    "funding:payment_add": post(**GRANT),
    "funding:due_date_add": post(**GRANT),
    "funding:due_date_done": Row(
        allowed=COORDINATOR, kwargs=dict(GRANT), prepare=prepare, method="post", data={"label": "Report"}
    ),
    "funding:claim": page(**GRANT),
    "funding:claim_file": post(**GRANT),
    "funding:claim_settle": post(**GRANT),
    "funding:cost_list": page(),
    "funding:cost_create": page(),
    "funding:cost_detail": page(reference="C-1"),
    "funding:cost_update": page(reference="C-1"),
    "funding:cost_accept": post(reference="C-1"),
    "funding:cost_refuse": post(reference="C-1"),
    "funding:cost_voucher": page(reference="C-1"),
    "funding:project_list": page(),
    "funding:project_create": page(),
    "funding:project_detail": page(reference="project"),
    "funding:funding_period_add": post(reference="project"),
    "funding:project_withdraw": post(reference="project"),
    "funding:programme_create": page(),
    "funding:portfolio_create": page(),
    "funding:portfolio_detail": page(reference="portfolio"),
    "funding:funder_detail": page(reference="funder"),
    "funding:own_funding": Row(allowed=FUNDER, prepare=prepare),
    "funding:own_claim": Row(allowed=FUNDER, kwargs=dict(GRANT), prepare=claim_filed),
    "funding:charge_list": page(),
    "funding:charges_call": post(),
    "funding:charge_create": page(),
    "funding:charge_detail": page(reference="F-1"),
    "funding:charge_pay": post(reference="F-1"),
    "funding:charge_remind": post(reference="F-1"),
    "funding:charge_cancel": post(reference="F-1"),
}
