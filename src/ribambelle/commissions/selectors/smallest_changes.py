"""The smallest change of a request that would have given it something better, found by calculating again."""

import csv
import io
from decimal import Decimal

from django.utils.translation import gettext as _

from ribambelle.commissions.models import PseudonymKey, Run, Session
from ribambelle.commissions.rules.deciding import departed
from ribambelle.commissions.rules.standing import Scale
from ribambelle.commissions.selectors.outcomes import decisions_by_party, pins
from ribambelle.commissions.selectors.refusals import slot_in_words
from ribambelle.commissions.selectors.sessions import content_of, document_of, outcome_of
from ribambelle.commissions.selectors.standings import tier_in_words
from ribambelle.kernel.formats import number
from ribambelle.placement import Allocation, FinalReserve, Instance, Placed, smallest_changes
from ribambelle.placement import Change as EngineChange


def allocation_of(session: Session, run: Run) -> Allocation:
    """The allocation of a run of the session, for the engine."""
    outcome = outcome_of(session, run)
    rows = tuple(
        Placed(row.party, row.rank, row.child, row.setting, row.section, " ".join(row.slots))
        for row in sorted(outcome.placed.values(), key=lambda row: (row.party, row.child))
    )
    released = csv.DictReader(io.StringIO(run.summary.get("reserves", "")))
    reserves = tuple(
        FinalReserve(
            row["setting"], row["section"], row["slot"], row["group"], int(row["places"]), row["release"] == "true"
        )
        for row in released
    )
    return Allocation(rows, dict(outcome.lots), reserves)


def changes_for(session: Session, key: PseudonymKey) -> list[str]:
    """The smallest single changes that would have given something better, in words. Solves again some tens of times.

    What is solved again is the session as it was decided: departures are held fast, and whoever was kept as calculated
    is calculated again. For a dossier the commission itself decided otherwise there is nothing to calculate: none.
    """
    run = session.proposal
    if run is None:
        return []
    held = pins(decisions_by_party(session).values())
    if any(pin.departs and pin.party == key.party for pin in held):
        return []
    outcome = outcome_of(session, run)
    if any(pin.departs for pin in held):
        instance, given = departed(document_of(session, run), policy=run.policy, seed=run.seed, pins=held)
    else:
        instance, given = Instance.from_document(document_of(session, run).whole), allocation_of(session, run)
    labels = {entry["setting"]: entry["label"] for entry in content_of(session)["offer"]}
    changes = smallest_changes(instance, given, key.party, policy=run.policy)
    own = outcome.points[key.child]
    return [_change_in_words(change, labels, outcome.scale, own) for change in changes]


def _change_in_words(change: EngineChange, labels: dict[str, str], scale: Scale, own: Decimal) -> str:
    setting = labels[change.setting]
    if change.kind == "slot":
        return _("Without %(slot)s: %(setting)s.") % {"slot": slot_in_words(change.slot), "setting": setting}
    if change.kind == "wish":
        return _("One more wish, last: %(setting)s.") % {"setting": setting}
    if not scale.is_plain:
        before, after = scale.standing(own), scale.standing(own + Decimal(change.amount))
        if before[:2] != after[:2]:
            values = {"tier": tier_in_words(scale, after), "setting": setting}
            return _("Standing at “%(tier)s”: %(setting)s.") % values
        if not scale.has_points:
            return _("An earlier request: %(setting)s.") % {"setting": setting}
    points = number(Decimal(change.amount))
    return _("%(points)s more points: %(setting)s.") % {"points": points, "setting": setting}
