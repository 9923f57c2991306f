from django.urls import path

from ribambelle.ui import views

app_name = "ui"
urlpatterns = [
    path("composants/", views.components, name="components"),
    path("recherche/", views.search, name="search"),
    path("affichage/", views.choose_scheme, name="scheme"),
]
