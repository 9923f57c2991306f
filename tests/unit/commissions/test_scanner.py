"""The scanner of free text: planted leaks are found however they are written; ordinary sentences pass."""

from datetime import date
from itertools import pairwise, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.commissions.rules.scanner import folded, scan

NAMES = ["Xylographe", "Léa-Rose Dupont", "O’Connor", "Petit"]
PLACES = ["Bastogne", "Marche-en-Famenne", "Libramont-Chevigny", "Bouillon", "Étalle"]
CARRIERS = ["{}", "La commission note que {} attend.", "({})", "« {} »,", "voir {}.", "{} : reporté"]


def found(text: str, **options: object) -> list[tuple[str, str]]:
    given_options = {"names": NAMES, "places": PLACES} | options
    return [(leak.excerpt, leak.kind) for leak in scan(text, **given_options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        ("Xylographe", "name"),
        ("xylographe", "name"),
        ("XYLOGRAPHE", "name"),
        ("Xylo\u200bgraphe", "name"),
        ("Xylographe-Martin", "name"),
        ("lea", "name"),
        ("Le\u0301a", "name"),
        ("Rose-Léa", "name"),
        ("oconnor", "name"),
        ("O'Connor", "name"),
        ("Petit", "name"),
        ("Madame Vandenbroucke", "name"),
        ("la famille de Wouters", "name"),
        ("Zélie", "first-name"),
        ("zelie", "first-name"),
        ("Jean-Baptiste", "first-name"),
        ("mohamed", "first-name"),
        ("M. K.", "initials"),
        ("la famille D.", "initials"),
        ("J.-P. D.", "initials"),
        ("A.B.", "initials"),
        ("BASTOGNE", "place"),
        ("marche en famenne", "place"),
        ("Libramont", "place"),
        ("etalle", "place"),
        ("au bord de la Rue Haute", "place"),
        ("place du Marché", "place"),
        ("habite à Tontelange", "place"),
        ("6600 Ville", "place"),
        ("autiste", "health"),
        ("Handicapée", "health"),
        ("l’hôpital", "health"),
        ("un suivi médical", "health"),
        ("dossier MDPH", "health"),
        ("épileptique", "health"),
        ("réfugiés", "origin"),
        ("d’origine congolaise", "origin"),
        ("ne parle pas français", "origin"),
        ("musulmane", "origin"),
        ("maman seule", "family"),
        ("monoparentale", "family"),
        ("parents séparés", "family"),
        ("jumeaux", "family"),
        ("décédée", "family"),
        ("au CPAS", "family"),
        ("0499 12 34 56", "contact"),
        ("+32/499.12.34.56", "contact"),
        ("quelquun@exemple.be", "contact"),
        ("R-0006", "contact"),
        ("03/05/2025", "date"),
        ("2025-05-03", "date"),
        ("le 3 mai", "date"),
        ("3 août 2025", "date"),
        ("née en hiver", "date"),
        ("âgé de 14 mois", "date"),
    ],
)
def test_planted_leaks_are_found_in_any_sentence(planted: str, kind: str) -> None:
    for carrier in CARRIERS:
        assert kind in {sort for _excerpt, sort in found(carrier.format(planted))}, carrier


@pytest.mark.parametrize(
    "text",
    [
        "La place du mardi matin revient à la fratrie, la règle le veut.",
        "Un départ en janvier libère une place le mercredi après-midi ; la section des bébés reste ouverte.",
        "Besoin réduit à deux jours après accord de la famille, sans effet sur les autres.",
        "La commission garde la place : l’établissement vérifie la pièce manquante.",
        "Règle adoptée par le conseil ; séparer les deux demandes, étudiées séparément.",
        "Décision reportée à la prochaine séance, faute de place dans la section des moyens.",
        "Horaires décalés reconnus, points déjà comptés.",
        "Une marche de plus pour le groupe ; le bouillon de midi, une petite section.",
        "Entrée au 1er septembre 2027, comme demandé, ou le 01/09/2027.",
        "Le critère de résidence a été lu deux fois.",
        "À l’origine, trois jours étaient demandés.",
        "L’ONE demande 12 présences par mois ; 10 places, 3 jours sur 5, de 7 h 30 à 18 h.",
        "La famille Bouleau 12 accepte ; Bouleau 12 a 75 points.",
        "Le choix n° 2 convient aussi, sur 4 demi-journées.",
        "C’est clair : on désire que chacun y aille.",
        "Place à la Crèche de Bastogne, la mieux desservie.",
    ],
)
def test_ordinary_sentences_pass(text: str) -> None:
    allowed = ["Bouleau 12", "Crèche de Bastogne"]
    assert found(text, allowed=allowed, allowed_dates=[date(2027, 9, 1)]) == []


def test_the_name_of_a_setting_does_not_excuse_the_commune_elsewhere() -> None:
    text = "Place à la Crèche de Bastogne ; la famille est de Bastogne."
    assert [leak.start for leak in scan(text, places=PLACES, allowed=["Crèche de Bastogne"])] == [text.rindex("Bast")]


def test_other_families_are_known_by_their_capital_letter() -> None:
    assert found("avant Chouette, une chouette idée", other_names=["Chouette"]) == [("Chouette", "name")]


def test_where_and_what_is_said_as_typed() -> None:
    text = "Selon Élodie XYLOGRAPHE, née le 3 mai 2025, à Bouillon."
    assert [(text[leak.start : leak.end], leak.kind) for leak in scan(text, names=NAMES, places=PLACES)] == [
        ("Élodie", "first-name"),
        ("XYLOGRAPHE", "name"),
        ("née le", "date"),
        ("3 mai 2025", "date"),
        ("Bouillon", "place"),
    ]


@given(
    st.sampled_from(["Xylographe", "Éléonore", "Noël-Ange", "Ñuñez"]),
    st.sampled_from([str.lower, str.upper, str.title]),
    st.booleans(),
    st.text(alphabet=" .,;:()«»!?\n", min_size=1, max_size=3),
)
def test_no_spelling_of_a_name_passes(name: str, case: object, is_plain: bool, around: str) -> None:
    written = case(folded(name) if is_plain else name)  # type: ignore[operator]
    assert {leak.kind for leak in scan(f"bon{around}{written}{around}fin", names=[name])} == {"name"}


@given(st.text(max_size=200))
def test_any_text_is_read_and_findings_do_not_overlap(text: str) -> None:
    leaks = scan(text, names=NAMES, places=PLACES, allowed_dates=[date(2027, 9, 1)])
    assert all(one.end <= other.start for one, other in pairwise(leaks))


def test_folding_keeps_every_place() -> None:
    for letter, word in product("éÉœŒßﬁİ’–", ["a{}b"]):
        text = word.format(letter)
        assert len(folded(text)) == len(text)
