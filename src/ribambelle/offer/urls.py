"""Addresses of the offer: the directory for staff under `offre/`, the search for families under `lieux/`."""

from django.urls import path

from ribambelle.offer.views import childminders, closures, free, law, own, placements, search, settings, weeks

app_name = "offer"
PLACEMENT = "offre/<slug:reference>/accueils/<int:number>/"
urlpatterns = [
    path("offre/", settings.setting_list, name="setting_list"),
    path("offre/nouveau/", settings.setting_new, name="setting_new"),
    path("offre/chercher/", search.search, name="search"),
    path("offre/mes-lieux/", own.own_list, name="own_list"),
    path("offre/services/", childminders.service_list, name="service_list"),
    path("offre/services/<slug:organisation>/", childminders.service_record, name="service_record"),
    path("offre/libre/", free.free_list, name="free_list"),
    path("offre/<slug:reference>/", settings.setting_record, name="setting_record"),
    path("offre/<slug:reference>/historique/", settings.setting_history, name="setting_history"),
    path("offre/<slug:reference>/modifier/", settings.setting_edit, name="setting_edit"),
    path("offre/<slug:reference>/places/", settings.setting_places, name="setting_places"),
    path("offre/<slug:reference>/confirmer/", settings.setting_confirm, name="setting_confirm"),
    path("offre/<slug:reference>/sections/ajouter/", weeks.section_new, name="section_new"),
    path("offre/<slug:reference>/sections/<slug:code>/", weeks.section_edit, name="section_edit"),
    path("offre/<slug:reference>/sections/<slug:code>/retirer/", weeks.section_remove, name="section_remove"),
    path("offre/<slug:reference>/semaine/confirmer/", free.week_confirm, name="week_confirm"),
    path("offre/<slug:reference>/types/", law.kinds_edit, name="kinds_edit"),
    path("offre/<slug:reference>/loi/", law.law_page, name="law_page"),
    path("offre/<slug:reference>/fermetures/", closures.closure_list, name="closure_list"),
    path("offre/<slug:reference>/fermetures/<int:number>/retirer/", closures.closure_remove, name="closure_remove"),
    path("offre/<slug:reference>/accueils/", placements.placement_list, name="placement_list"),
    path("offre/<slug:reference>/accueils/nouveau/", placements.placement_new, name="placement_new"),
    path(f"{PLACEMENT}changer/", placements.placement_change, name="placement_change"),
    path(f"{PLACEMENT}depart/", placements.placement_end, name="placement_end"),
    path(f"{PLACEMENT}depart/reprendre/", placements.placement_resume, name="placement_resume"),
    path(f"{PLACEMENT}retirer/", placements.placement_remove, name="placement_remove"),
    path("lieux/", search.public_search, name="public_search"),
    path("lieux/<slug:reference>/", search.public_setting, name="public_setting"),
]
