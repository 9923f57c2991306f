from django.urls import path

from ribambelle.portal import changes, family, follow_up, manual_views, views

app_name = "portal"
urlpatterns = [
    path("", views.public_home, name="public_home"),
    path("suivi/<str:token>/", follow_up.follow, name="follow"),
    path("suivi/<str:token>/<slug:reference>/repondre/", follow_up.answer, name="answer"),
    path("suivi/<str:token>/<slug:reference>/changement/", follow_up.change, name="change"),
    path("suivi/<str:token>/<slug:reference>/lettre.pdf", follow_up.letter, name="letter"),
    path("bureau/changements/", changes.change_list, name="change_list"),
    path("bureau/changements/<int:pk>/", changes.change_record, name="change_record"),
    path("bureau/changements/<int:pk>/appliquer/", changes.change_apply, name="change_apply"),
    path("bureau/changements/<int:pk>/ecarter/", changes.change_set_aside, name="change_set_aside"),
    path("suivi/<str:token>/confirmer/", family.confirm, name="family_confirm"),
    path("aide/", manual_views.manual, name="manual"),
    path("aide/images/<str:name>", manual_views.manual_picture, name="manual_picture"),
    path("aide/<slug:slug>/", manual_views.manual_page, name="manual_page"),
    path("bureau/", views.home, name="home"),
]
