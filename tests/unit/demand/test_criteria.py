"""The catalogue of criteria and what answers imply."""

import json
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ribambelle.demand.criteria import BY_CODE, CATALOGUE, UnknownCriterion, criterion_by_code
from ribambelle.demand.enums import CriterionKind, CriterionOrigin, EvidenceState
from ribambelle.demand.rules import Answer, expanded
from tests.shared import shared

SEEN, DECLARED = EvidenceState.SEEN, EvidenceState.DECLARED

#: Every criterion with points of the published grids, and the code that means the same.
PUBLISHED = {
    "fr-pessac-2022": {
        "Habitant de Pessac": "resident",
        "Parent mineur": "minor-parent",
        "Famille monoparentale": "single-parent",
        "Fratrie/naissance multiple": "siblings-or-twins",
        "Adoption": "adoption",
        "Sans mode de garde ou non adapté à la situation de la famille": "no-suitable-care",
        "Congé parental ou mode de garde pérenne": "lasting-care",
        "Le/les parents travaillent (formation/étudiant et stage compris)": "parents-work-or-train",
        "1 parent travaille et 1 en recherche d'emploi": "one-works-one-seeks",
        "1 parent travaille et 1 est inactif": "one-works-one-inactive",
        "Suivi médico-social (expertise professionnelle PMI, MDS, Ville)": "social-follow-up",
        "Enfant à accueillir porteur de handicap": "child-disability",
        "Famille dont 1 des membres (parent/fratrie) est porteur de handicap": "family-disability",
        "Anciens adhérents d'une structure associative jusqu'à 3 ans après son départ": "past-member",
        "Pas de place proposée pour un aîné": "elder-not-served",
        "Passage en commission": "commissions-sat",
        "Refus d'une proposition correspondant à la demande": "refused-proposal",
        "Antécédents de non-respect des règlements municipaux": "rules-breach",
    },
    "fr-medoc-estuaire": {
        "Couple ou parent isolé qui travaille": "parents-work",
        "Parent en recherche d'emploi ou en formation": "parent-seeks-or-trains",
        "La famille habite le territoire de la CdC": "resident",
        "Famille orientée par la PMI ou l'ASE": "child-services-referral",
        "Enfant porteur de handicap ou maladie chronique": "child-disability",
        "Autre enfant ou parent porteur de handicap ou maladie chronique": "family-disability",
        "Famille monoparentale": "single-parent",
        "Parent mineur": "minor-parent",
        "Frère ou sœur déjà présent en crèche pour la même période que l'enfant à inscrire": "sibling-present",
        "Naissance multiple": "multiple-birth",
    },
    "fr-toulouse-2015": {
        "Couple dont les deux membres travaillent": "both-parents-work",
        "Famille monoparentale qui travaille": "single-parent-works",
        "Couple dont un membre travaille": "one-of-two-works",
        "Famille monoparentale qui ne travaille pas": "single-parent-without-work",
        "Couple dont les deux membres ne travaillent pas": "no-parent-works",
        "Situation d'urgence : décès d'un proche, rupture de mode de garde, "
        "absence de logement stable": "urgent-situation",
        "Handicap": "any-disability",
        "Reprise d'activité": "returns-to-work",
        "Parent mineur": "minor-parent",
        "Naissances multiples et fratries": "siblings-or-twins",
        "Antériorité du dossier": "waiting-one-year",
    },
    "fr-paris-18-2014": {
        "Couple dont les deux membres travaillent": "both-parents-work",
        "Couple dont un seul est en activité": "one-of-two-works",
        "Aucun des deux membres du couple ne travaille": "no-parent-works",
        "Famille monoparentale qui travaille": "single-parent-works",
        "Famille monoparentale sans activité": "single-parent-without-work",
    },
    "fr-unnamed-doczz-2482280": {
        "Inscription à 4 mois de grossesse révolus": "registered-at-four-months",
        "Inscription avant la naissance": "registered-before-birth",
        "Inscription dans le mois qui suit la naissance": "registered-within-month-of-birth",
        "Inscription plus d'un mois après la naissance": "registered-after-month-of-birth",
        "Deuxième enfant inscrit suite à 3 refus du 1er enfant": "second-child-after-three-refusals",
        "Troisième demande sans réponse favorable de la commission": "third-request-unmet",
        "Deuxième demande sans réponse favorable": "second-request-unmet",
        "Première demande sans réponse favorable": "first-request-unmet",
        "Place déjà obtenue pour un précédent enfant sans réponse favorable": "elder-served",
        "Parent isolé qui travaille": "single-parent-works",
        "Couple dont les deux parents travaillent": "both-parents-work",
        "Parent isolé à la recherche d'un emploi": "single-parent-seeks",
        "Couple dont un parent travaille": "one-of-two-works",
        "Couple dont les deux parents ne travaillent pas": "no-parent-works",
        "Revenus annuels nets 0 à 18 000 €": "income-to-18000",
        "18 000,01 à 36 000 €": "income-18000-36000",
        "36 000,01 à 68 000 €": "income-36000-68000",
        "68 000,01 € et plus": "income-over-68000",
    },
}


def test_codes_are_unique_and_point_to_codes() -> None:
    assert len(BY_CODE) == len(CATALOGUE)
    cited = {code for definition in CATALOGUE for code in definition.implied_by}
    assert cited <= set(BY_CODE)
    assert not {code for code in cited if BY_CODE[code].implied_by}, "an implied criterion rests on answers alone"


def test_what_is_implied_has_the_sensitivity_of_its_sources() -> None:
    for definition in CATALOGUE:
        if definition.implied_by:
            assert definition.is_sensitive == any(BY_CODE[code].is_sensitive for code in definition.implied_by)
            assert definition.kind == CriterionKind.YES_NO


def test_every_criterion_with_points_has_its_code() -> None:
    grids = json.loads(shared("domain/scoring_grids.json").read_text("utf-8"))["grids"]
    published = {
        grid["id"]: {c["label_fr"] for c in grid["criteria"] if c["points"] is not None}
        for grid in grids
        if any(c["points"] is not None for c in grid["criteria"])
    }
    assert published == {grid: set(codes) for grid, codes in PUBLISHED.items()}
    assert {code for codes in PUBLISHED.values() for code in codes.values()} <= set(BY_CODE)


def test_bounds_of_a_published_range() -> None:
    grids = json.loads(shared("domain/scoring_grids.json").read_text("utf-8"))["grids"]
    pessac = next(grid for grid in grids if grid["id"] == "fr-pessac-2022")
    bounds = next(c["points"] for c in pessac["criteria"] if isinstance(c["points"], dict))
    follow_up = BY_CODE["social-follow-up"]
    assert (follow_up.minimum, follow_up.maximum) == (bounds["min"], bounds["max"])


def test_an_unknown_code_names_the_nearest() -> None:
    with pytest.raises(UnknownCriterion, match=r"'single_parent' .* Nearest: single-parent"):
        criterion_by_code("single_parent")


def test_one_of_a_group_excludes_the_others() -> None:
    known = expanded({"one-works-one-seeks": Answer(1, SEEN)})
    group = {definition.code for definition in CATALOGUE if definition.group == "activity"}
    assert {code for code in group if known[code].value} == {"one-works-one-seeks"}
    assert known["parents-work"] == Answer(0, SEEN)
    assert known["parent-seeks-or-trains"] == Answer(1, SEEN)
    assert known["one-of-two-works"].value == 1
    assert known["single-parent"].value == 0


def test_unknown_stays_unknown() -> None:
    known = expanded({"sibling-present": Answer(0)})
    assert "siblings-or-twins" not in known
    assert expanded({"sibling-present": Answer(0), "multiple-birth": Answer(0)})["siblings-or-twins"].value == 0


def test_a_direct_answer_prevails() -> None:
    known = expanded({"single-parent-works": Answer(1), "single-parent": Answer(0, SEEN)})
    assert known["single-parent"] == Answer(0, SEEN)


def test_the_best_evidence_among_those_met() -> None:
    both = {"sibling-present": Answer(1, DECLARED), "multiple-birth": Answer(1, SEEN)}
    assert expanded(both)["siblings-or-twins"].evidence == SEEN
    other = {"sibling-present": Answer(1, DECLARED), "multiple-birth": Answer(0, SEEN)}
    assert expanded(other)["siblings-or-twins"].evidence == DECLARED


ASKED = [d for d in CATALOGUE if d.origin == CriterionOrigin.ASKED and d.kind == CriterionKind.YES_NO]


@given(
    answers=st.dictionaries(
        st.sampled_from([d.code for d in ASKED]), st.builds(Answer, st.integers(0, 1), st.sampled_from(EvidenceState))
    )
)
def test_expanding_keeps_what_was_said_and_is_done_once(answers: dict[str, Answer]) -> None:
    known = expanded(answers)
    assert {code: known[code] for code in answers} == answers
    assert expanded(known) == known


def test_an_implied_criterion_over_every_combination() -> None:
    for values in product([None, 0, 1], repeat=2):
        pair = dict(zip(("child-disability", "family-disability"), values, strict=True))
        given_answers = {code: Answer(value) for code, value in pair.items() if value is not None}
        implied = expanded(given_answers).get("any-disability")
        expected = 1 if 1 in values else 0 if None not in values else None
        assert (implied.value if implied else None) == expected


def test_no_sensitive_or_derived_answer_is_of_the_household() -> None:
    """What is carried to a brother or sister is asked in the open; criteria that exclude each other go together."""
    for definition in CATALOGUE:
        if definition.is_of_household:
            assert definition.origin == CriterionOrigin.ASKED
            assert not definition.is_sensitive
            assert all(one.is_of_household for one in CATALOGUE if definition.group and one.group == definition.group)
