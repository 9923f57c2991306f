from django.urls import include, path

from ribambelle.network import views

app_name = "network"
urlpatterns = [
    path("reseau/", include("ribambelle.network.governance.urls")),
    path("organisations/", views.organisation_list, name="organisation_list"),
    path("organisations/nouvelle/", views.organisation_new, name="organisation_new"),
    path("organisations/<slug:reference>/", views.organisation_record, name="organisation_record"),
    path("organisations/<slug:reference>/modifier/", views.organisation_edit, name="organisation_edit"),
]
