"""The deliberation on screen: everything without a script, costs before confirming, typed words kept, no name."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from ribambelle.accounts.enums import Role
from ribambelle.commissions.enums import Quorum
from ribambelle.commissions.models import Commission, Decision, Session, SittingMember
from ribambelle.commissions.rules.deciding import Overrun
from ribambelle.commissions.selectors.deciding import overrun_sentences, table_of
from ribambelle.commissions.selectors.outcomes import outcomes_of
from ribambelle.gatherings.enums import Presence
from tests.integration.commissions import territory
from tests.integration.commissions.test_decisions import waiting, wished

pytestmark = pytest.mark.django_db
Clients = Callable[[Role], Client]


@pytest.fixture
def session(client_of: Clients) -> Session:
    """A proposal, in a sitting of which the coordinator is the secretary and the member is there."""
    made = territory.proposed(seated=False)
    client_of(Role.MEMBER)
    client_of(Role.COORDINATOR).post(reverse("commissions:sitting_compose", args=[made.reference]))
    SittingMember.objects.update(presence=Presence.PRESENT)
    return made


def departure(session: Session, party: str, **changes: str) -> dict[str, object]:
    """What the form of a dossier sends to give a family its first wish."""
    place = wished(session, party)
    typed: dict[str, object] = {
        "kind": "move",
        "reason": "urgency",
        "text": "Urgence attestée par un professionnel, vue en séance.",
        "seen": str(Decision.objects.count()),
        "p0-place": f"{place.setting}|{place.section}",
        "p0-slots": list(place.slots),
    }
    return typed | changes


def rank_of(session: Session, party: str) -> int:
    return next(each.rank for each in outcomes_of(session) if each.party == party)


def test_a_departure_is_told_then_confirmed_then_undone(client_of: Clients, session: Session) -> None:
    client = client_of(Role.COORDINATOR)
    party = waiting(session)
    url = reverse("commissions:dossier", args=[session.reference, rank_of(session, party)])
    told = client.post(url, departure(session, party))
    assert told.status_code == 200
    assert not Decision.objects.exists()
    text = told.content.decode()
    assert "Ce que cela coûte aux autres" in text
    losers = [line.text for line in told.context["costs"] if line.icon == "down"]
    assert losers
    assert "Urgence attestée par un professionnel, vue en séance." in text
    done = client.post(url, departure(session, party, confirm="1"))
    assert done.status_code == 302
    decision = Decision.objects.get()
    assert (decision.party, decision.reason, decision.by.email) == (party, "urgency", "coordinator@example.org")  # type: ignore[union-attr]
    page = client.get(reverse("commissions:deliberation", args=[session.reference]))
    assert page.context["figures"].departures == 1
    record = client.get(reverse("commissions:decision_record", args=[session.reference, 1])).content.decode()
    assert [line for line in losers if line.split(" (")[0] not in record] == []
    client.post(reverse("commissions:decision_undo", args=[session.reference, 1]), {"seen": "1"})
    assert Decision.objects.get(number=2).supersedes == decision


def test_words_that_tell_are_stopped_and_kept_in_the_form(client_of: Clients, session: Session) -> None:
    party = waiting(session)
    url = reverse("commissions:dossier", args=[session.reference, rank_of(session, party)])
    for extra in ({}, {"confirm": "1"}):
        typed = departure(session, party, text="La famille Xylographe2 a un enfant autiste.", **extra)
        answer = client_of(Role.COORDINATOR).post(url, typed)
        assert answer.status_code == 422
        assert "Xylographe2 a un enfant autiste." in answer.content.decode()
        assert len(answer.context["form"].non_field_errors()) >= 2
    assert not Decision.objects.exists()


def test_a_full_half_day_is_refused_with_who_holds_it(client_of: Clients, session: Session) -> None:
    client = client_of(Role.COORDINATOR)
    party = waiting(session)
    for each in outcomes_of(session):
        if each.kind == "obtained":
            client.post(reverse("commissions:dossier_keep", args=[session.reference, each.rank]))
    typed = departure(session, party)
    url = reverse("commissions:dossier", args=[session.reference, rank_of(session, party)])
    answer = client.post(url, typed)
    assert answer.status_code == 422
    said = " ".join(answer.context["form"].non_field_errors())
    assert "toutes déjà données" in said
    assert "annulez d’abord l’une de ces décisions" in said


def test_half_days_that_the_same_families_hold_are_one_sentence(session: Session) -> None:
    table = table_of(session)
    party, *others = sorted(table.parties)
    held = [Overrun("S1", "babies", slot, 1, (party, *others[:2])) for slot in ("tue-am", "wed-am", "fri-pm")]
    alone = Overrun("S1", "babies", "thu-am", 1, (party, others[3]))
    closed = [Overrun("S1", "babies", slot, 0, (party,)) for slot in ("wed-pm", "mon-pm")]
    first, second, third = overrun_sentences(table, [*held, alone, *closed], party)
    assert "mardi matin, mercredi matin et vendredi après-midi" in first
    assert others[0] in first
    assert party not in first
    assert "jeudi matin" in second
    assert "n’a pas de place le mercredi après-midi et lundi après-midi" in third


def test_before_the_composition_the_quorum_is_that_of_the_commission(client_of: Clients) -> None:
    made = territory.proposed(6, seated=False)
    Commission.objects.update(quorum=Quorum.HALF)
    url = reverse("commissions:deliberation", args=[made.reference])
    said = client_of(Role.COORDINATOR).get(url).content.decode()
    assert "la moitié des membres" in said
    assert "aucun quorum n’est fixé" not in said


def test_every_problem_of_a_departure_is_counted(client_of: Clients, session: Session) -> None:
    """Two words that tell, in one field: two things to correct."""
    party = waiting(session)
    url = reverse("commissions:dossier", args=[session.reference, rank_of(session, party)])
    page = client_of(Role.COORDINATOR).post(url, departure(session, party, text="Xylographe1, 0499123456.")).content
    problems = page.decode().split('role="alert"', 1)[1].split("</ul>", 1)[0].count("<li>")
    assert problems > 1
    assert f"{problems} choses à corriger" in page.decode()


def test_the_figures_count_families_and_children_apart_and_no_quorum_is_said(
    client_of: Clients, session: Session
) -> None:
    page = client_of(Role.COORDINATOR).get(reverse("commissions:deliberation", args=[session.reference]))
    text = page.content.decode()
    families, children = len(outcomes_of(session)), session.keys.count()
    assert families < children
    assert f"sur {families} familles, {children} enfants" in text
    assert "aucun quorum n’est fixé" in text
    assert "il en faut 0" not in text


def test_what_was_decided_meanwhile_is_said_and_the_cost_told_again(client_of: Clients, session: Session) -> None:
    coordinator, member = client_of(Role.COORDINATOR), client_of(Role.MEMBER)
    party = waiting(session)
    first = outcomes_of(session)[0]
    typed = departure(session, party, confirm="1")
    member.post(reverse("commissions:dossier_keep", args=[session.reference, first.rank]), {"seen": "0"})
    answer = coordinator.post(reverse("commissions:dossier", args=[session.reference, rank_of(session, party)]), typed)
    assert answer.status_code == 422
    assert "Entre-temps, Test member a enregistré la décision" in answer.content.decode()
    assert answer.context["costs"]
    assert re.search(r'name="seen" value="1"', answer.content.decode())


def test_the_whole_way_to_the_seal(client_of: Clients, session: Session) -> None:
    client = client_of(Role.COORDINATOR)
    seal = reverse("commissions:session_seal", args=[session.reference])
    assert client.get(seal).context["problems"]
    assert client.post(seal).status_code == 422
    client.post(reverse("commissions:keep_all", args=[session.reference]), {"seen": "0"})
    assert client.get(seal).context["problems"] == []
    assert client.post(seal).status_code == 302
    record = client.get(reverse("commissions:session_record", args=[session.reference])).content.decode()
    assert session.seal.fingerprint in record
    file = client.get(reverse("commissions:replay_file", args=[session.reference]))
    assert file["Content-Disposition"] == f'attachment; filename="{session.reference}.ribambelle.json"'
    for fmt in ("csv", "xlsx", "ods"):
        table = client.get(reverse("commissions:decision_list", args=[session.reference]), {"export": fmt})
        assert len(table.content) > 500


def test_the_projector_follows_the_order_and_says_no_name(client_of: Clients, session: Session) -> None:
    client = client_of(Role.MEMBER)
    url = reverse("commissions:projector", args=[session.reference])
    order = [each.party for each in outcomes_of(session)]
    seen, at = [], f"?rang={outcomes_of(session)[0].rank}"
    while at:
        page = client.get(url + at)
        assert [word for word in territory.PLANTED if word in page.content.decode()] == []
        seen.append(page.context["party"])
        at = page.context["following"]
    assert seen == order
    table = client.get(url, {"tableau": "1"}).content.decode()
    assert order[0] in table


def test_nothing_of_a_page_tells_who_stands_behind(client_of: Clients, session: Session) -> None:
    client = client_of(Role.MEMBER)
    party = waiting(session)
    client.post(reverse("commissions:dossier_keep", args=[session.reference, rank_of(session, party)]))
    pages = [
        reverse("commissions:deliberation", args=[session.reference]),
        reverse("commissions:dossier", args=[session.reference, rank_of(session, party)]),
        reverse("commissions:decision_list", args=[session.reference]),
        reverse("commissions:decision_list", args=[session.reference]) + "?export=csv",
        reverse("commissions:decision_record", args=[session.reference, 1]),
    ]
    for page in pages:
        text = client.get(page).content.decode()
        assert [word for word in territory.PLANTED if word in text] == [], page
