"""All addresses of the product. Each stands in the URL × role table of the tests."""

from django.urls import include, path

from ribambelle.config.health import health

urlpatterns = [
    path("sante/", health, name="health"),
    path("compte/", include("allauth.urls")),
    path("journal/", include("ribambelle.accounts.urls")),
    path("", include("ribambelle.portal.urls")),
]
