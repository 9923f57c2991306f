"""The minutes of a sealed session, read from its seal alone: what is sealed is what they say."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from ribambelle.commissions.enums import DecisionKind, Departure, Office, Policy, Quorum, RecusalReason
from ribambelle.commissions.models import Seal, Session
from ribambelle.commissions.rules.deciding import Cost, Given, cost_from_json, given_from
from ribambelle.commissions.rules.result_rows import placed_rows
from ribambelle.commissions.rules.sittings import members_needed
from ribambelle.commissions.selectors.booklet import booklet_of
from ribambelle.commissions.selectors.reserved import ReserveRead
from ribambelle.gatherings.enums import Presence
from ribambelle.kernel.weeks import describe, mask_of


@dataclass(frozen=True, slots=True)
class Sat:
    """One person of the composition, as the minutes name them."""

    name: str
    office: str
    has_vote: bool
    presence: str
    recusals: list[str]


@dataclass(frozen=True, slots=True)
class Act:
    """One act that departs from the proposal, or undoes one."""

    number: int
    party: str
    kind: str
    places: str
    reason: str
    text: str
    votes: tuple[int | None, int | None, int | None]
    cost: Cost | None
    by: str
    at: datetime
    undone_by: int | None


class Obtained(NamedTuple):
    """What one child obtained. `rank`: of its family, as the session read it."""

    rank: int
    child: str
    setting: str
    section: str
    slots: str


@dataclass(frozen=True, slots=True)
class MinutesPaper:
    """Everything the minutes say."""

    session: Session
    seal: Seal
    members: list[Sat]
    quorum: str
    needed: int
    present: int
    rule: str
    policy: str
    seed: int
    run: str
    snapshot: str
    families: int
    children: int
    placed: int
    half_days: int
    outcomes: dict[str, int]
    departures: list[Act]
    standing: int
    follows: dict[str, str] | None
    reserves: list[ReserveRead]
    obtained: list[Obtained]


def minutes_paper(session: Session) -> MinutesPaper:
    """The minutes of a sealed session; `Seal.DoesNotExist` before."""
    seal = session.seal
    content = json.loads(seal.content)
    members = [_sat(member, content) for member in content["sitting"]["members"]]
    voters = [member for member in members if member.has_vote]
    rows = placed_rows(content["allocation"])
    acts = _acts(content)
    outcomes = [outcome["kind"] for outcome in content["outcomes"]]
    return MinutesPaper(
        session=session,
        seal=seal,
        members=members,
        quorum=str(Quorum(content["sitting"]["quorum"]).label),
        needed=members_needed(content["sitting"]["quorum"], content["sitting"]["quorum_number"], len(voters)),
        present=sum(1 for member in voters if member.presence == Presence.PRESENT.label),
        rule=_rule(content["snapshot"]["rule"]),
        policy=str(Policy(content["run"]["policy"]).label),
        seed=content["run"]["seed"],
        run=content["run"]["fingerprint"],
        snapshot=content["snapshot_fingerprint"],
        families=len(content["snapshot"]["dossiers"]),
        children=sum(len(party["children"]) for party in content["snapshot"]["dossiers"]),
        placed=sum(1 for row in rows if row.rank),
        half_days=sum(len(row.slots) for row in rows),
        outcomes={kind: outcomes.count(kind) for kind in ("obtained", "waiting", "held", "refused")},
        departures=acts,
        standing=sum(1 for act in acts if act.undone_by is None and act.reason),
        follows=content["session"]["follows"],
        reserves=booklet_of(session).reserves,
        obtained=_obtained(content),
    )


def _obtained(content: dict[str, Any]) -> list[Obtained]:
    """Every place given, by the rank of the family, under the pseudonyms of the session."""
    settings = {entry["setting"]: entry for entry in content["snapshot"]["offer"]}
    found = []
    for outcome in sorted(content["outcomes"], key=lambda outcome: outcome["rank"]):
        for place in map(given_from, outcome["places"]):
            entry = settings[place.setting]
            sections = {section["section"]: section["label"] for section in entry["sections"]}
            section = sections.get(place.section, "")
            slots = describe(mask_of(place.slots))
            found.append(Obtained(outcome["rank"], place.child, entry["label"], section, slots))
    return found


def _rule(rule: dict[str, Any]) -> str:
    return f"{rule['title']} ({rule['code']}-v{rule['version']})"


def _sat(member: dict[str, Any], content: dict[str, Any]) -> Sat:
    labels = {entry["setting"]: entry["label"] for entry in content["snapshot"]["offer"]}
    recusals = []
    for recusal in member["recusals"]:
        about = labels.get(recusal["setting"], recusal["setting"]) if recusal["setting"] else _("one dossier")
        recusals.append(f"{about} ({RecusalReason(recusal['reason']).label})")
    return Sat(
        name=member["name"],
        office=str(Office(member["office"]).label),
        has_vote=member["has_vote"],
        presence=str(Presence(member["presence"]).label),
        recusals=recusals,
    )


def _acts(content: dict[str, Any]) -> list[Act]:
    labels = {entry["setting"]: entry["label"] for entry in content["snapshot"]["offer"]}
    followed = {act["supersedes"]: act["number"] for act in content["decisions"] if act["supersedes"]}
    return [
        Act(
            number=act["number"],
            party=act["party"],
            kind=str(DecisionKind(act["kind"]).label),
            places=_places(labels, [given_from(place) for place in act["places"]]),
            reason=str(Departure(act["reason"]).label) if act["reason"] else "",
            text=act["text"],
            votes=tuple(act["votes"]),
            cost=cost_from_json(act["cost"]) if act["cost"] else None,
            by=act["by"] or _("the system"),
            at=datetime.fromisoformat(act["at"]),
            undone_by=followed.get(act["number"]),
        )
        for act in content["decisions"]
        if act["kind"] != DecisionKind.KEEP
    ]


def _places(labels: dict[str, str], places: list[Given]) -> str:
    return ", ".join(f"{labels[place.setting]} ({describe(mask_of(place.slots))})" for place in places) or _("nothing")
