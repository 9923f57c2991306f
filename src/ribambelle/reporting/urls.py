from django.urls import path

from ribambelle.reporting import views

app_name = "reporting"
urlpatterns = [
    path("chiffres/", views.figures, name="figures"),
    path("controles/", views.integrity, name="integrity"),
    path("controles/accepter/", views.finding_accept, name="finding_accept"),
    path("controles/rouvrir/", views.finding_reopen, name="finding_reopen"),
]
