"""Seats and two-sided matching: each rule holds, and each refusal says why."""

import json
import random
from itertools import permutations

import pytest

from ribambelle.placement import WrongInput
from ribambelle.placement.cli import main
from ribambelle.placement.select import Candidate, Event, Host, match, select


def test_refused_last_time_come_first_then_points_then_the_lottery():
    people = [Candidate(f"c{n}", ("e",), points=str(n % 2), refused_before=int(n == 7)) for n in range(9)]
    chosen = select([Event("e", 3)], people, seed=4)
    assert "c7" in chosen.taken
    with_points = set(chosen.taken) - {"c7"}
    assert with_points <= {"c1", "c3", "c5"}
    best = sorted(["c1", "c3", "c5"], key=lambda name: chosen.lots[name])
    assert with_points == set(best[:2])
    assert select([Event("e", 3)], people[::-1], seed=4) == chosen
    assert len({frozenset(select([Event("e", 3)], people, seed=seed).taken) for seed in range(12)}) > 1


def test_at_most_so_many_per_organisation_and_the_reason_says_so():
    people = [Candidate(f"c{n}", ("e",), organisation="moon" if n < 5 else "brook", points=str(-n)) for n in range(8)]
    chosen = select([Event("e", 4, per_organisation=2)], people, seed=1)
    assert sorted(chosen.taken) == ["c0", "c1", "c5", "c6"]
    texts = {refused.reference: refused.text for refused in chosen.refused}
    assert texts["c2"] == "e: 2 at most for moon, taken by someone before in the order."
    assert set(texts) == {"c2", "c3", "c4", "c7"}
    assert sorted(select([Event("e", 4, per_organisation=None)], people, seed=1).taken) == ["c0", "c1", "c2", "c3"]


def test_seats_kept_for_a_group_are_given_back_when_it_is_small():
    people = [Candidate(f"c{n}", ("e",), points=str(-n)) for n in range(6)]
    rural = Candidate("r", ("e",), groups=frozenset({"rural"}), points="-9")
    event = Event("e", 4, per_organisation=None, kept={"rural": 2})
    assert sorted(select([event], [*people, rural], seed=1).taken) == ["c0", "c1", "c2", "r"]
    assert sorted(select([event], people, seed=1).taken) == ["c0", "c1", "c2", "c3"]


def test_several_events_give_each_one_seat_at_the_first_possible():
    people = [Candidate(f"c{n}", ("e", "f"), points=str(-n)) for n in range(5)]
    chosen = select([Event("e", 2), Event("f", 2)], people, seed=1)
    assert chosen.taken == {"c0": "e", "c1": "e", "c2": "f", "c3": "f"}
    assert [refused.where for refused in chosen.refused if refused.reference == "c4"] == ["e", "f"]


def test_two_sided_matching_is_stable_on_random_markets():
    rng = random.Random(5)
    for _ in range(60):
        names, houses = [f"a{n}" for n in range(5)], [f"h{n}" for n in range(4)]
        applicants = {name: rng.sample(houses, rng.randint(1, 4)) for name in names}
        hosts = [Host(house, tuple(rng.sample(names, rng.randint(1, 5)))) for house in houses]
        chosen = match(hosts, applicants)
        ranking = {host.reference: host.ranking for host in hosts}
        holder = {house: name for name, house in chosen.taken.items()}
        assert len(holder) == len(chosen.taken)
        for name, house in permutations([*names, *houses], 2):
            if house not in applicants.get(name, ()) or name not in ranking[house]:
                continue
            mine = chosen.taken.get(name)
            wants = mine is None or applicants[name].index(house) < applicants[name].index(mine)
            theirs = holder.get(house)
            welcomes = theirs is None or ranking[house].index(name) < ranking[house].index(theirs)
            assert not (wants and welcomes)


def test_wrong_input_is_told():
    with pytest.raises(WrongInput, match='unknown setting "f"'):
        select([Event("e", 1)], [Candidate("c", ("f",))], seed=1)
    with pytest.raises(WrongInput, match="stands twice"):
        select([Event("e", 1), Event("e", 2)], [], seed=1)
    with pytest.raises(WrongInput, match='unknown host "z"'):
        match([Host("h", ("a",))], {"a": ["z"]})


def test_on_the_command_line(tmp_path, capsys):
    assert main(["select", "docs/reference/engine-seats.json", "--seed", "7"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["taken"]["bo"] == "story-telling"
    assert told["taken"]["emi"] == "story-telling"
    file = tmp_path / "two-sided.json"
    file.write_text(
        json.dumps({"hosts": [{"reference": "h", "ranking": ["b", "a"]}], "applicants": {"a": ["h"], "b": ["h"]}})
    )
    assert main(["select", str(file)]) == 0
    assert json.loads(capsys.readouterr().out)["taken"] == {"b": "h"}
    for content in ("", "[]", "{}", '{"events": [{}], "candidates": []}', '{"hosts": 3}'):
        file.write_text(content)
        assert main(["select", str(file)]) == 2
