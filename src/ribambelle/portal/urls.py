from django.urls import path

from ribambelle.portal import family, views

app_name = "portal"
urlpatterns = [
    path("", views.public_home, name="public_home"),
    path("suivi/<str:token>/confirmer/", family.confirm, name="family_confirm"),
    path("bureau/", views.home, name="home"),
]
