from django.urls import path

from ribambelle.portal import views

app_name = "portal"
urlpatterns = [path("bureau/", views.home, name="home")]
