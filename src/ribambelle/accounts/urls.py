from django.urls import path

from ribambelle.accounts.views import accounts, body, first_visit, law, own

app_name = "accounts"
ACCOUNT = "comptes/<int:pk>/"
urlpatterns = [
    path("journal/", own.event_list, name="event_list"),
    path("compte/", own.account, name="account"),
    path("bienvenue/<str:code>/", first_visit.first_account, name="first_account"),
    path("organisme/", body.body, name="body"),
    path("droit/", law.law, name="law"),
    path("comptes/", accounts.account_list, name="account_list"),
    path("comptes/nouveau/", accounts.account_new, name="account_new"),
    path(ACCOUNT, accounts.account_record, name="account_record"),
    path(f"{ACCOUNT}inviter/", accounts.account_invite, name="account_invite"),
    path(f"{ACCOUNT}fermer/", accounts.account_switch, name="account_switch"),
    path(f"{ACCOUNT}roles/<int:role>/retirer/", accounts.role_withdraw, name="role_withdraw"),
]
