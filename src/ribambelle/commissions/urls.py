"""Addresses of the commissions."""

from django.urls import path

from ribambelle.commissions.views import answers, booklet, explanations, letters, rule_texts, sessions

app_name = "commissions"
RULE = "regles/<slug:code>/<int:version>/"
SESSION = "seances/<slug:reference>/"
REQUEST = f"{SESSION}dossiers/<slug:request_reference>/"
PLACE = "places/<slug:reference>/<slug:request_reference>/"
urlpatterns = [
    path("", sessions.session_list, name="session_list"),
    path("nouvelle/", sessions.commission_create, name="commission_create"),
    path("seances/nouvelle/", sessions.session_create, name="session_create"),
    path(SESSION, sessions.session_record, name="session_record"),
    path(f"{SESSION}geler/", sessions.session_freeze, name="session_freeze"),
    path(f"{SESSION}verifier/", sessions.session_check, name="session_check"),
    path(f"{SESSION}calculer/", sessions.session_run, name="session_run"),
    path(f"{SESSION}calculs/<slug:run>/proposer/", sessions.proposal_choose, name="proposal_choose"),
    path(f"{SESSION}calculs/<slug:run>/<slug:kind>/", sessions.run_file, name="run_file"),
    path(f"{SESSION}cle/", sessions.session_key, name="session_key"),
    path(f"{SESSION}livret/", booklet.booklet, name="booklet"),
    path(f"{SESSION}livret.pdf", booklet.booklet_pdf, name="booklet_pdf"),
    path(f"{SESSION}dossiers/", explanations.explanation_list, name="explanation_list"),
    path(REQUEST, explanations.explanation, name="explanation"),
    path(f"{SESSION}dossiers/<slug:request_reference>.pdf", explanations.explanation_pdf, name="explanation_pdf"),
    path(f"{SESSION}lettres/", letters.letters, name="letters"),
    path(f"{SESSION}lettres/envoyer/", letters.letters_send, name="letters_send"),
    path(f"{SESSION}lettres/textes/", letters.letter_texts, name="letter_texts"),
    path(f"{SESSION}lettres/imprimer.pdf", letters.letters_print, name="letters_print"),
    path(f"{SESSION}lettres/<slug:request_reference>.pdf", letters.letter_pdf, name="letter_pdf"),
    path(f"{SESSION}suite/", letters.session_continue, name="session_continue"),
    path("urgences/<slug:commission>/", letters.session_urgent, name="session_urgent"),
    path("places/", answers.place_list, name="place_list"),
    path("places/rappeler/", answers.places_remind, name="places_remind"),
    path(PLACE, answers.place_record, name="place_record"),
    path(f"{PLACE}reponse/", answers.place_answer, name="place_answer"),
    path(f"{PLACE}renoncer/", answers.place_give_up, name="place_give_up"),
    path(f"{PLACE}sans-reponse/", answers.place_lapse, name="place_lapse"),
    path(f"{PLACE}reprendre/", answers.place_take_back, name="place_take_back"),
    path(f"{PLACE}attendre/", answers.place_reopen, name="place_reopen"),
    path(f"{PLACE}rappel/", answers.place_remind, name="place_remind"),
    path(f"{PLACE}<slug:code>/", answers.place_door, name="place_door"),
    path("regles/", rule_texts.rule_list, name="rule_list"),
    path("regles/charger/", rule_texts.rule_load, name="rule_load"),
    path(RULE, rule_texts.rule_record, name="rule_record"),
    path(f"{RULE}modifier/", rule_texts.rule_edit, name="rule_edit"),
    path(f"{RULE}copier/", rule_texts.rule_copy, name="rule_copy"),
    path(f"{RULE}egalites/", rule_texts.rule_tie_breaks, name="rule_tie_breaks"),
    path(f"{RULE}adopter/", rule_texts.rule_adopt, name="rule_adopt"),
    path(f"{RULE}vigueur/", rule_texts.rule_in_force, name="rule_in_force"),
    path(f"{RULE}publique/", rule_texts.rule_public, name="rule_public"),
    path(f"{RULE}regle.json", rule_texts.rule_json, name="rule_json"),
]
