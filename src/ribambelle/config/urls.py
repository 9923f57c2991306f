"""All addresses of the product. Each stands in the URL × role table of the tests."""

from django.urls import include, path

from ribambelle.config.health import health

urlpatterns = [
    path("sante/", health, name="health"),
    path("", include("ribambelle.accounts.urls")),
    path("compte/", include("ribambelle.accounts.sign_in_urls")),
    path("demandes/", include("ribambelle.demand.urls")),
    path("", include("ribambelle.ui.urls")),
    path("", include("ribambelle.network.urls")),
    path("", include("ribambelle.offer.urls")),
    path("", include("ribambelle.plans.urls")),
    path("", include("ribambelle.gatherings.urls")),
    path("", include("ribambelle.desk.urls")),
    path("", include("ribambelle.reporting.urls")),
    path("financements/", include("ribambelle.funding.urls")),
    path("commissions/", include("ribambelle.commissions.urls")),
    path("", include("ribambelle.portal.urls")),
]
