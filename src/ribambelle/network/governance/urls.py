"""Addresses of bodies, people, members, agreements and spellings; part of those of the network."""

from django.urls import path

from ribambelle.network.governance import views, views_agreements

urlpatterns = [
    path("instances/", views.body_list, name="body_list"),
    path("instances/nouvelle/", views.body_new, name="body_create"),
    path("instances/<slug:reference>/", views.body_record, name="body_record"),
    path("instances/<slug:reference>/modifier/", views.body_edit, name="body_edit"),
    path("mandats/<int:number>/fin/", views.mandate_close, name="mandate_end"),
    path("personnes/", views.person_list, name="person_list"),
    path("personnes/nouvelle/", views.person_new, name="person_create"),
    path("personnes/<str:reference>/", views.person_edit, name="person_edit"),
    path("membres/", views_agreements.member_list, name="member_list"),
    path("membres/ajouter/", views_agreements.member_add, name="membership_open"),
    path("membres/<int:number>/fin/", views_agreements.member_end, name="membership_end"),
    path("membres/cotisations/", views_agreements.fees_ask, name="fees_call"),
    path("conventions/", views_agreements.agreement_list, name="agreement_list"),
    path("conventions/nouvelle/", views_agreements.agreement_new, name="agreement_create"),
    path("conventions/<slug:reference>/", views_agreements.agreement_record, name="agreement_record"),
    path("engagements/<int:number>/tenu/", views_agreements.commitment_check, name="commitment_done"),
    path("graphies/", views_agreements.spelling_list, name="spelling_list"),
    path("graphies/reunir/", views_agreements.organisation_merge, name="organisation_merge"),
]
