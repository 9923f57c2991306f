"""Addresses of meetings, events, what anyone may register for, and calendar feeds."""

from django.urls import include, path

from ribambelle.gatherings.views import attendance, events, meetings, minutes, public, series

app_name = "gatherings"

meeting_urls = [
    path("", meetings.meeting_record, name="meeting_record"),
    path("modifier/", meetings.meeting_edit, name="meeting_edit"),
    path("convoquer/", meetings.meeting_call_send, name="meeting_call"),
    path("annuler/", meetings.meeting_cancel_confirm, name="meeting_cancel"),
    path("declarer/", meetings.meeting_declare_numbers, name="meeting_declare"),
    path("convocation.pdf", meetings.convocation_paper, name="convocation_paper"),
    path("reunion.ics", meetings.meeting_calendar, name="meeting_calendar"),
    path("presences/", attendance.attendance, name="attendance"),
    path("presences/ajouter/", attendance.attendance_put, name="attendance_add"),
    path("presences/<int:number>/retirer/", attendance.attendance_take_off, name="attendance_remove"),
    path("emargement.pdf", attendance.attendance_sheet, name="attendance_sheet"),
    path("emargement/", attendance.signing, name="signing"),
    path("ordre-du-jour/", minutes.agenda, name="agenda"),
    path("ordre-du-jour/<int:number>/", minutes.agenda_point, name="agenda_point"),
    path("compte-rendu/", minutes.minutes, name="minutes"),
    path("compte-rendu/decision/", minutes.decision_put, name="decision_add"),
    path("compte-rendu/suite/", minutes.action_point_put, name="action_point_add"),
    path("compte-rendu/approuver/", minutes.minutes_freeze, name="minutes_approve"),
    path("compte-rendu.pdf", minutes.minutes_paper, name="minutes_paper"),
]

event_urls = [
    path("", events.event_record, name="event_record"),
    path("modifier/", events.event_edit, name="event_edit"),
    path("etat/", events.event_state, name="event_move"),
    path("seances/", events.session_put, name="session_add"),
    path("places/", events.seats_put, name="seats_set"),
    path("inscriptions/", events.registration_put, name="registration_add"),
    path("selection/", events.event_selection, name="event_selection"),
    path("selection/tirer/", events.select, name="event_select"),
]

urlpatterns = [
    path("reunions/", meetings.meeting_list, name="meeting_list"),
    path("reunions/nouvelle/", meetings.meeting_create, name="meeting_create"),
    path("reunions/suites/", minutes.action_point_list, name="action_point_list"),
    path("reunions/suites/<int:number>/fait/", minutes.action_point_check, name="action_point_done"),
    path("reunions/series/", series.series_list, name="series_list"),
    path("reunions/series/nouvelle/", series.series_new, name="series_create"),
    path("reunions/series/<slug:reference>/", series.series_record, name="series_record"),
    path("reunions/agendas/", series.feed_list, name="feed_list"),
    path("reunions/agendas/<int:number>/fermer/", series.feed_close, name="feed_withdraw"),
    path("reunions/<str:reference>/", include(meeting_urls)),
    path("evenements/", events.event_list, name="event_list"),
    path("evenements/nouveau/", events.event_new, name="event_create"),
    path("evenements/seances/<int:number>/presences/", events.check_in, name="check_in"),
    path("evenements/inscriptions/<str:reference>/annuler/", events.registration_drop, name="registration_cancel"),
    path("evenements/inscriptions/<str:reference>/attestation.pdf", events.certificate, name="certificate"),
    path("evenements/<slug:reference>/", include(event_urls)),
    path("rendez-vous/", public.public_list, name="public_list"),
    path("rendez-vous/<slug:reference>/", public.register, name="register"),
    path("inscription/<str:token>/", public.registration_own, name="registration_own"),
    path("inscription/<str:token>/annuler/", public.registration_give_back, name="registration_give_back"),
    path("inscription/<str:token>/avis/", public.evaluate, name="evaluate"),
    path("inscription/<str:token>/attestation.pdf", public.certificate_own, name="certificate_own"),
    path("convocation/<str:token>/", attendance.convocation_own, name="convocation_own"),
    path("agenda/<str:token>.ics", series.feed_read, name="feed_read"),
]
