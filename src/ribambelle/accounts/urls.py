from django.urls import path

from ribambelle.accounts import views

app_name = "accounts"
urlpatterns = [path("", views.event_list, name="event_list")]
