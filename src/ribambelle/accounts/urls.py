from django.urls import path

from ribambelle.accounts import views

app_name = "accounts"
urlpatterns = [
    path("journal/", views.event_list, name="event_list"),
    path("compte/", views.account, name="account"),
]
