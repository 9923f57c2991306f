"""Siblings who ask together: whose points or age refused them, and how many places remained against those needed."""

import json
from decimal import Decimal
from typing import Any

from ribambelle.commissions.rules.explaining import Outcome, SiblingsFact, WishFact
from ribambelle.commissions.rules.result_rows import placed_rows, refusal_rows
from ribambelle.commissions.rules.snapshot import ChildEntry, PartyEntry
from ribambelle.commissions.rules.tables import instance_tables
from ribambelle.commissions.selectors.refusals import refusal_sentence
from ribambelle.placement import Instance, place
from tests.unit.commissions.test_tables import MON_TUE, child, frozen, party

YES = {"value": 1, "is_proved": True, "is_computed": False}
NAMES = {"Aulne 1": "Yvette (R-0006)", "Aulne 2": "Jade (R-0007)"}


def sun(places: int, least: int = 0) -> list[dict[str, Any]]:
    free = dict.fromkeys(MON_TUE, places)
    section = {"section": "all", "label": "", "min_age_months": least, "max_age_months": 36, "free": free}
    return [{"setting": "SUN", "label": "Soleil", "commune": "", "sections": [section], "licence": None}]


def sibling(name: str, *criteria: str, **changes: Any) -> ChildEntry:
    return child(name, wishes=["SUN"], answers=dict.fromkeys(criteria, YES), **changes)


def outcome(*parties: PartyEntry, **changes: Any) -> Outcome:
    content = frozen(*parties, **changes)
    tables = instance_tables(content, seed=7)
    result = place(Instance.from_document(json.loads(json.dumps(tables, default=str))), policy="stable", seed=7)
    files = {name: data.decode() for name, data in result.files().items()}
    lots = {row["party"]: int(row["lot"]) for row in tables["lots"]}
    return Outcome(content, tables, placed_rows(files["allocation.csv"]), refusal_rows(files["refusals.csv"]), lots)


def wish_of(found: Outcome, name: str) -> tuple[WishFact, str]:
    explained = found.explain("Aulne", name)
    (wish,) = explained.wishes
    return wish, refusal_sentence(explained, wish, NAMES)


WEAK = sibling("Aulne 1", "resident")
STRONG = sibling("Aulne 2", "resident", "child-disability")
AHEAD = party(sibling("Chêne 1", "resident", "parents-work"), name="Chêne 1")


def test_the_weaker_sibling_decides_and_the_other_reads_it() -> None:
    found = outcome(AHEAD, party(WEAK, STRONG, together="or-nothing", name="Aulne"), offer=sun(2))
    weak, ahead, strong = (found.points[name] for name in ("Aulne 1", "Chêne 1", "Aulne 2"))
    assert (weak, ahead, strong) == (30, 50, 55)
    for name in ("Aulne 1", "Aulne 2"):
        wish, sentence = wish_of(found, name)
        assert wish.siblings == SiblingsFact(WEAK, needed=2, left=1, ahead_from=ahead)
        assert "Yvette (R-0006), avec 30 points" in sentence
        assert "ensemble" in sentence
        assert "il en fallait 2 à la fois et il n’en restait qu’une" in sentence
        assert "en ont 50 ou plus" in sentence
    assert ("À lui seul" in wish_of(found, "Aulne 1")[1], "À lui seul" in wish_of(found, "Aulne 2")[1]) == (True, True)


def test_a_full_setting_is_told_to_the_stronger_sibling_by_the_weaker_one() -> None:
    others = party(sibling("Frêne 1", "resident", "single-parent"), name="Frêne 1")
    found = outcome(AHEAD, others, party(WEAK, STRONG, together="or-nothing", name="Aulne"), offer=sun(2))
    assert {"Chêne 1", "Frêne 1"} == set(found.placed)
    wish, sentence = wish_of(found, "Aulne 2")
    assert wish.siblings == SiblingsFact(WEAK, needed=2, left=0, ahead_from=Decimal(45))
    assert "il n’en restait pas pour tous" in sentence
    assert "Yvette (R-0006), avec 30 points" in sentence
    assert "Vous en avez" not in sentence
    assert "Vous en avez 30" in wish_of(found, "Aulne 1")[1]


def test_one_place_that_nobody_took_is_not_enough_for_two() -> None:
    found = outcome(party(WEAK, STRONG, together="or-nothing", name="Aulne"), offer=sun(1))
    wish, sentence = wish_of(found, "Aulne 2")
    assert wish.siblings == SiblingsFact(WEAK, needed=2, left=1, ahead_from=None)
    assert "il n’en restait qu’une" in sentence
    assert "À lui seul" in sentence


def test_the_sibling_that_no_section_takes_is_named() -> None:
    young = sibling("Aulne 1", "resident", age_months=4)
    found = outcome(party(young, STRONG, together="or-nothing", name="Aulne"), offer=sun(4, least=12))
    wish, sentence = wish_of(found, "Aulne 2")
    assert wish.siblings is not None
    assert wish.siblings.child == young
    assert "ne prend Yvette (R-0006), à l’âge de 4 mois" in sentence
    assert "4 mois" in wish_of(found, "Aulne 1")[1]


def test_an_only_child_reads_its_own_points() -> None:
    found = outcome(AHEAD, party(WEAK, name="Aulne"), offer=sun(1))
    wish, sentence = wish_of(found, "Aulne 1")
    assert wish.siblings is None
    assert "Vous en avez 30" in sentence


def test_siblings_who_accept_to_be_apart_read_both_refusals() -> None:
    """One place, taken with 20 points by another: together two were needed; apart, each still comes behind.

    The weaker of the two reads that the stronger one, with 15 points, decides together, and its own points apart.
    """
    strong = party(sibling("Bouleau 1", "both-parents-work", "parents-work"), name="Bouleau")
    stronger, weaker = sibling("Aulne 1", "single-parent"), sibling("Aulne 2")
    found = outcome(strong, party(stronger, weaker, together="if-possible", name="Aulne"), offer=sun(1))
    wish, said = wish_of(found, "Aulne 2")
    assert wish.refusal is not None
    assert wish.apart is not None
    assert (wish.refusal.rank, wish.refusal.points, wish.apart.points) == (1, 15, 0)
    together, apart = said.split("Séparément, chacun dans un lieu à lui")
    assert "Yvette (R-0006)" in together
    assert "Vous en avez 0" in apart
    wish, said = wish_of(found, "Aulne 1")
    assert wish.apart is not None
    assert said.count("Vous en avez 15") == 1


def test_siblings_who_refuse_to_be_apart_read_nothing_of_it() -> None:
    strong = party(sibling("Bouleau 1", "both-parents-work", "parents-work"), name="Bouleau")
    siblings = party(sibling("Aulne 1"), sibling("Aulne 2"), together="or-nothing", name="Aulne")
    wish, said = wish_of(outcome(strong, siblings, offer=sun(1)), "Aulne 1")
    assert wish.apart is None
    assert "Séparément" not in said


def test_the_section_that_is_closed_is_that_of_the_sibling() -> None:
    """Together or nothing: the baby reads that the section of its brother is closed then, although its own is open."""
    open_then = dict.fromkeys(MON_TUE, 2)
    sections = [
        {"section": "babies", "label": "Bébés", "min_age_months": 0, "max_age_months": 18, "free": open_then},
        {"section": "tall", "label": "Grands", "min_age_months": 18, "max_age_months": 36, "free": {MON_TUE[0]: 2}},
    ]
    offer = [{"setting": "SUN", "label": "Soleil", "commune": "", "sections": sections, "licence": None}]
    tall = sibling("Aulne 2", age_months=30)
    found = outcome(party(WEAK, tall, together="or-nothing", name="Aulne"), offer=offer)
    assert found.placed == {}
    wish, sentence = wish_of(found, "Aulne 1")
    assert (wish.refusal.reason, wish.siblings.child) == ("closed", tall)  # type: ignore[union-attr]
    assert "ensemble" in sentence
    assert "section de Jade (R-0007) (Grands)" in sentence
    wish, sentence = wish_of(found, "Aulne 2")
    assert wish.siblings is not None
    assert wish.siblings.child == tall
    assert "Soleil n’a pas de place" in sentence


def test_a_closed_section_of_the_child_itself_is_its_own_reason() -> None:
    sections = sun(2)[0]["sections"]
    sections[0]["free"].pop(MON_TUE[-1])
    offer = [{"setting": "SUN", "label": "Soleil", "commune": "", "sections": sections, "licence": None}]
    found = outcome(party(WEAK, STRONG, together="or-nothing", name="Aulne"), offer=offer)
    for name in ("Aulne 1", "Aulne 2"):
        assert "Soleil n’a pas de place" in wish_of(found, name)[1]
