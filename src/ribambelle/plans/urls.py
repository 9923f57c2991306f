from django.urls import path

from ribambelle.plans import views

app_name = "plans"
urlpatterns = [
    path("plans/", views.plan_list, name="plan_list"),
    path("plans/nouveau/", views.plan_create, name="plan_create"),
    path("plans/objectifs/<slug:reference>/", views.objective_update, name="objective_update"),
    path("plans/actions/<slug:reference>/", views.action_detail, name="action_detail"),
    path("plans/actions/<slug:reference>/modifier/", views.action_update, name="action_update"),
    path("plans/actions/<slug:reference>/preuves/", views.evidence_attach, name="evidence_attach"),
    path("plans/actions/<slug:reference>/preuves/regles/", views.evidence_rule_add, name="evidence_rule_add"),
    path(
        "plans/actions/<slug:reference>/preuves/regles/retirer/",
        views.evidence_rule_remove,
        name="evidence_rule_remove",
    ),
    path("plans/actions/<slug:reference>/preuves/retirer/", views.evidence_detach, name="evidence_detach"),
    path("plans/indicateurs/<slug:reference>/", views.indicator_value, name="indicator_value"),
    path("plans/<slug:reference>/", views.plan_detail, name="plan_detail"),
    path("plans/<slug:reference>/modifier/", views.plan_update, name="plan_update"),
    path("plans/<slug:reference>/grille/", views.grid, name="grid"),
    path("plans/<slug:reference>/matrice/", views.matrix, name="matrix"),
    path("plans/<slug:reference>/perspectives/", views.perspectives, name="perspectives"),
    path("plans/<slug:reference>/objectifs/nouveau/", views.objective_create, name="objective_create"),
    path("plans/<slug:reference>/actions/nouvelle/", views.action_create, name="action_create"),
    path("plans/<slug:reference>/indicateurs/nouveau/", views.indicator_create, name="indicator_create"),
    path("echeances/", views.provision_timeline, name="provision_timeline"),
    path("echeances/flux.ics", views.provision_feed, name="provision_feed"),
    path("echeances/gerer/", views.provision_list, name="provision_list"),
    path("echeances/nouvelle/", views.provision_create, name="provision_create"),
    path("echeances/<slug:reference>/modifier/", views.provision_update, name="provision_update"),
    path("echeances/<slug:reference>/retirer/", views.provision_withdraw, name="provision_withdraw"),
]
