"""All addresses of the product. Each stands in the URL × role table of the tests."""

from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("journal/", include("ribambelle.accounts.urls")),
    path("", include("ribambelle.portal.urls")),
]
