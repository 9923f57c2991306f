"""What a seal covers: snapshot, proposal, who sat, every act, every calculation after one, the outcome."""

from typing import Any

from ribambelle.commissions.models import Session, Sitting
from ribambelle.commissions.rules.outcomes import Became, outcome_to_json
from ribambelle.commissions.selectors.outcomes import Outcome, outcomes_of, proposal_of, standing


def sealed_content(session: Session) -> dict[str, Any]:
    """Everything that led to the outcome, as values of JSON. No name but those of the people who sat."""
    run = proposal_of(session)
    parent = session.parent
    return {
        "session": {
            "reference": session.reference,
            "title": session.title,
            "scope": session.scope,
            "held_on": session.held_on.isoformat(),
            "follows": {"reference": parent.reference, "fingerprint": _sealed(parent)} if parent else None,
        },
        "snapshot": session.snapshot.parsed,
        "snapshot_fingerprint": session.snapshot.fingerprint,
        "run": {
            "policy": run.policy,
            "seed": run.seed,
            "instance": run.instance,
            "allocation": run.allocation,
            "refusals": run.refusals,
            "lots": run.lots,
            "fingerprint": run.fingerprint,
        },
        "other_runs": [
            {"policy": other.policy, "seed": other.seed, "fingerprint": other.fingerprint}
            for other in session.runs.order_by("id")
            if other != run
        ],
        "sitting": _sitting(session),
        "decisions": _decisions(session),
        "recalculations": [
            {
                "number": each.number,
                "allocation": each.allocation,
                "refusals": each.refusals,
                "blocking": each.blocking,
                **({"reserves": each.reserves} if each.reserves else {}),
            }
            for each in session.recalculations.order_by("number")
        ],
        "allocation": standing(session, run).allocation,
        "outcomes": [_outcome(outcome) for outcome in outcomes_of(session)],
    }


def _sealed(session: Session) -> str:
    seal = getattr(session, "seal", None)
    return seal.fingerprint if seal else ""


def _sitting(session: Session) -> dict[str, Any]:
    sitting = Sitting.objects.select_related("meeting").get(session=session)
    members = sitting.members.prefetch_related("recusals")
    return {
        "meeting": sitting.meeting.reference if sitting.meeting else None,
        "quorum": sitting.quorum,
        "quorum_number": sitting.quorum_number,
        "members": [
            {
                "name": member.name,
                "office": member.office,
                "has_vote": member.has_vote,
                "presence": member.presence,
                # the request stays out: beside a name it would tell whose family stands behind a pseudonym
                "recusals": [
                    {"setting": recusal.setting_reference or None, "reason": recusal.reason}
                    for recusal in member.recusals.all()
                    if recusal.taken_back_at is None
                ],
            }
            for member in members
        ],
    }


def _decisions(session: Session) -> list[dict[str, Any]]:
    acts = session.decisions.select_related("by", "supersedes").order_by("number")
    return [
        {
            "number": act.number,
            "party": act.party,
            "kind": act.kind,
            "places": act.places,
            "reason": act.reason,
            "text": act.text,
            "votes": [act.votes_for, act.votes_against, act.votes_abstained],
            "cost": act.cost,
            "by": str(act.by) if act.by else "",
            "at": act.at.isoformat(),
            "supersedes": act.supersedes.number if act.supersedes else None,
        }
        for act in acts
    ]


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return outcome_to_json(outcome.party, outcome.rank, Became(outcome.kind, outcome.places, outcome.keeps))
