from django.urls import path

from ribambelle.demand.views import contacts, duplicates, evidence, filters, households, sensitive
from ribambelle.demand.views import requests as views

app_name = "demand"
urlpatterns = [
    path("", views.request_list, name="request_list"),
    path("nouvelle/", views.request_create, name="request_create"),
    path("doublons/", duplicates.duplicate_list, name="duplicate_list"),
    path("doublons/<int:pk>/", duplicates.duplicate_compare, name="duplicate_compare"),
    path("doublons/<int:pk>/distincts/", duplicates.duplicate_dismiss, name="duplicate_dismiss"),
    path("doublons/<int:pk>/revoir/", duplicates.duplicate_reopen, name="duplicate_reopen"),
    path("passages/", contacts.requests_move, name="requests_move"),
    path("rappels/", contacts.reminders_send, name="reminders_send"),
    path("filtres/", filters.filter_keep, name="filter_keep"),
    path("filtres/<int:pk>/retirer/", filters.filter_drop, name="filter_drop"),
    path("familles/<str:reference>/", households.household_detail, name="household_detail"),
    path("familles/<str:reference>/lien/", households.link_give, name="link_give"),
    path("familles/<str:reference>/lien/<int:pk>/", households.link_revoke, name="link_revoke"),
    path("familles/<str:reference>/lien/<int:pk>/rouvrir/", households.link_reopen, name="link_reopen"),
    path("familles/<str:reference>/lien/<int:pk>/courriel/", households.link_mail, name="link_mail"),
    path("familles/<str:reference>/lien/<int:pk>/lettre/", households.link_letter, name="link_letter"),
    path("<str:reference>/", views.request_detail, name="request_detail"),
    path("<str:reference>/accuse/", contacts.acknowledgement, name="acknowledgement"),
    path("<str:reference>/refus/", contacts.refusal, name="refusal"),
    path("<str:reference>/accuse/envoi/", contacts.request_acknowledge, name="request_acknowledge"),
    path("<str:reference>/contact/", contacts.contact_note, name="contact_note"),
    path("<str:reference>/contact/<int:pk>/lu/", contacts.contact_handle, name="contact_handle"),
    path("<str:reference>/partage/", contacts.request_share, name="request_share"),
    path("<str:reference>/partage/<str:desk>/fin/", contacts.request_unshare, name="request_unshare"),
    path("<str:reference>/piece/<slug:code>/", evidence.evidence_note, name="evidence_note"),
    path("<str:reference>/separer/", duplicates.merge_undo, name="merge_undo"),
    path("<str:reference>/naissance/", contacts.birth_note, name="birth_note"),
    path("<str:reference>/rappel/", contacts.reminder_send, name="reminder_send"),
    path("<str:reference>/details-proteges/", sensitive.sensitive_detail, name="sensitive_detail"),
    path("<str:reference>/modifier/", views.request_edit, name="request_edit"),
    path("<str:reference>/passage/<str:code>/", views.request_move, name="request_move"),
    path("<str:reference>/attente/", views.request_wait, name="request_wait"),
    path("<str:reference>/annuler/", views.request_move_undo, name="request_move_undo"),
    path("<str:reference>/fratrie/", views.siblings_join, name="siblings_join"),
    path("<str:reference>/fratrie/annuler/", views.siblings_undo, name="siblings_undo"),
    path("<str:reference>/seul/", views.siblings_part, name="siblings_part"),
]
