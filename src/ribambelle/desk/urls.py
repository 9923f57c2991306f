from django.urls import path

from ribambelle.desk.views import imports, mails, reminders

app_name = "desk"
urlpatterns = [
    path("imports/", imports.import_list, name="import_list"),
    path("imports/nouveau/", imports.import_new, name="import_new"),
    path("imports/<str:reference>/", imports.import_detail, name="import_detail"),
    path("imports/<str:reference>/colonnes/", imports.import_map, name="import_map"),
    path("imports/<str:reference>/titres/", imports.import_reread, name="import_reread"),
    path("imports/<str:reference>/decisions/", imports.import_decide, name="import_decide"),
    path("imports/<str:reference>/importer/", imports.import_apply, name="import_apply"),
    path("imports/<str:reference>/abandonner/", imports.import_abandon, name="import_abandon"),
    path("rappels/", reminders.reminders_choose, name="reminders_choose"),
    path("courriers/", mails.mail_list, name="mail_list"),
    path("courriers/reessayer/", mails.mails_retry, name="mails_retry"),
    path("courriers/<int:number>/", mails.mail_detail, name="mail_detail"),
    path("courriers/<int:number>/reessayer/", mails.mail_retry, name="mail_retry"),
]
