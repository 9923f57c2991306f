from django.urls import path

from ribambelle.desk import views

app_name = "desk"
urlpatterns = [
    path("imports/", views.import_list, name="import_list"),
    path("imports/nouveau/", views.import_new, name="import_new"),
    path("imports/<str:reference>/", views.import_detail, name="import_detail"),
    path("imports/<str:reference>/colonnes/", views.import_map, name="import_map"),
    path("imports/<str:reference>/titres/", views.import_reread, name="import_reread"),
    path("imports/<str:reference>/decisions/", views.import_decide, name="import_decide"),
    path("imports/<str:reference>/importer/", views.import_apply, name="import_apply"),
    path("imports/<str:reference>/abandonner/", views.import_abandon, name="import_abandon"),
]
