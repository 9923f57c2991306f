from django.urls import path

from ribambelle.funding import views

app_name = "funding"
GRANT = "subventions/<slug:reference>/"
COST = "couts/<slug:reference>/"
PROJECT = "projets/<slug:reference>/"
CHARGE = "cotisations/<slug:reference>/"
urlpatterns = [
    path("", views.grant_list, name="grant_list"),
    path("subventions/nouvelle/", views.grant_create, name="grant_create"),
    path(GRANT, views.grant_detail, name="grant_detail"),
    path(GRANT + "modifier/", views.grant_update, name="grant_update"),
    path(GRANT + "rubriques/", views.heading_add, name="heading_add"),
    path(GRANT + "paiements/", views.payment_add, name="payment_add"),
    path(GRANT + "echeances/", views.due_date_add, name="due_date_add"),
    path(GRANT + "echeances/envoi/", views.due_date_done, name="due_date_done"),
    path(GRANT + "solde/", views.claim, name="claim"),
    path(GRANT + "solde/deposer/", views.claim_file, name="claim_file"),
    path(GRANT + "solde/cloturer/", views.claim_settle, name="claim_settle"),
    path("couts/", views.cost_list, name="cost_list"),
    path("couts/nouveau/", views.cost_create, name="cost_create"),
    path(COST, views.cost_detail, name="cost_detail"),
    path(COST + "modifier/", views.cost_update, name="cost_update"),
    path(COST + "accepter/", views.cost_accept, name="cost_accept"),
    path(COST + "refuser/", views.cost_refuse, name="cost_refuse"),
    path(COST + "piece/", views.cost_voucher, name="cost_voucher"),
    path("projets/", views.project_list, name="project_list"),
    path("projets/nouveau/", views.project_create, name="project_create"),
    path(PROJECT, views.project_detail, name="project_detail"),
    path(PROJECT + "periodes/", views.funding_period_add, name="funding_period_add"),
    path(PROJECT + "retirer/", views.project_withdraw, name="project_withdraw"),
    path("programmes/nouveau/", views.programme_create, name="programme_create"),
    path("portefeuilles/nouveau/", views.portfolio_create, name="portfolio_create"),
    path("portefeuilles/<slug:reference>/", views.portfolio_detail, name="portfolio_detail"),
    path("bailleurs/<slug:reference>/", views.funder_detail, name="funder_detail"),
    path("nos-financements/", views.own_funding, name="own_funding"),
    path("nos-financements/<slug:reference>/solde/", views.own_claim, name="own_claim"),
    path("cotisations/", views.charge_list, name="charge_list"),
    path("cotisations/appel/", views.charges_call, name="charges_call"),
    path("cotisations/nouvelle/", views.charge_create, name="charge_create"),
    path(CHARGE, views.charge_detail, name="charge_detail"),
    path(CHARGE + "paiements/", views.charge_pay, name="charge_pay"),
    path(CHARGE + "rappels/", views.charge_remind, name="charge_remind"),
    path(CHARGE + "annuler/", views.charge_cancel, name="charge_cancel"),
]
