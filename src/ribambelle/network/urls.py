from django.urls import include, path

from ribambelle.network.views import organisations, territories

app_name = "network"
urlpatterns = [
    path("reseau/", include("ribambelle.network.governance.urls")),
    path("communes/", territories.commune_list, name="commune_list"),
    path("communes/livrees/", territories.shipped_load, name="communes_load"),
    path("communes/reunir/", territories.commune_merge, name="commune_merge"),
    path("organisations/", organisations.organisation_list, name="organisation_list"),
    path("organisations/nouvelle/", organisations.organisation_new, name="organisation_new"),
    path("organisations/<slug:reference>/", organisations.organisation_record, name="organisation_record"),
    path("organisations/<slug:reference>/modifier/", organisations.organisation_edit, name="organisation_edit"),
]
