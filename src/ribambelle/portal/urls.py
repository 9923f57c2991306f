from django.urls import path

from ribambelle.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.public_home, name="public_home"),
    path("bureau/", views.home, name="home"),
]
