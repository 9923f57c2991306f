"""Who sits: quorum and recusals, as decisions and the seal ask about them."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from ribambelle.accounts.models import User
from ribambelle.commissions.models import Session, Sitting, SittingMember
from ribambelle.commissions.rules.sittings import is_recused, members_needed
from ribambelle.gatherings.enums import Presence


class Bench:
    """Who sits, read once for any number of dossiers: the quorum, and who must stay out of which dossier."""

    def __init__(self, session: Session) -> None:
        sitting = Sitting.objects.filter(session=session).first()
        self.sitting = sitting
        self.members = list(sitting.members.prefetch_related("recusals")) if sitting else []
        self.requests = {
            each.pk: {r.request_reference for r in each.recusals.all() if r.taken_back_at is None} - {""}
            for each in self.members
        }
        self.settings = {
            each.pk: {r.setting_reference for r in each.recusals.all() if r.taken_back_at is None} - {""}
            for each in self.members
        }
        voters = [each for each in self.members if each.has_vote]
        self.needed = members_needed(sitting.quorum, sitting.quorum_number, len(voters)) if sitting else 0
        self.present = [each for each in voters if each.presence == Presence.PRESENT]

    @property
    def is_quorate(self) -> bool:
        """Whether enough members with a vote are there."""
        return len(self.present) >= self.needed

    def recused(self, requests: Collection[str], settings: Collection[str]) -> list[SittingMember]:
        """The members who stay out of a dossier."""
        return [
            each
            for each in self.members
            if is_recused(self.requests[each.pk], self.settings[each.pk], requests, settings)
        ]

    def problem(self, by: User | None, requests: Collection[str], settings: Collection[str]) -> str:
        """Why `by` cannot record a decision about a dossier now; empty when nothing stands in the way."""
        if self.sitting is None:
            return _("Nobody sits yet. Take over the composition of the session first.")
        out = {each.pk for each in self.recused(requests, settings)}
        present = sum(1 for each in self.present if each.pk not in out)
        if present < self.needed:
            return _(
                "The quorum is not reached: %(present)s members with a vote are there and take part, %(needed)s are "
                "needed. Note who arrived, or hold the session another day."
            ) % {"present": present, "needed": self.needed}
        if by is None:
            return ""
        seat = next((each for each in self.members if each.user_id == by.pk), None)
        if seat is None or seat.presence != Presence.PRESENT:
            return _(
                "%(name)s is not noted as present in this sitting. Note the presence, or let the secretary write."
            ) % {"name": by}
        if seat.pk in out:
            return _("%(name)s withdrew from this dossier: somebody else records what is decided of it.") % {"name": by}
        return ""
