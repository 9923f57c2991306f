"""Free texts read before members see them: what in them could make a family known, in words, with the remedy."""

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ribambelle.commissions.enums import LeakKind
from ribambelle.commissions.models import PseudonymKey, Session
from ribambelle.commissions.rules.scanner import Leak, scan
from ribambelle.commissions.selectors.sessions import content_of
from ribambelle.demand.models import Child, Guardian
from ribambelle.network.models import Territory


def leaks_in(text: str, *, session: Session, party: str = "") -> list[Leak]:
    """What must leave a text that the booklet or the minutes of a session would show.

    Parameters
    ----------
    party
        Pseudonym of the family the text speaks of: its names are looked for however they are written; those of the
        other families of the session where they have their capital letter.
    """
    if not text.strip():
        return []
    own, others = session.keys.filter(party=party), session.keys.exclude(party=party)
    pseudonyms = {name for row in session.keys.values_list("party", "child") for name in row}
    offer = content_of(session)["offer"] if hasattr(session, "snapshot") else []
    return scan(
        text,
        names=_names(own),
        other_names=_names(others),
        places=Territory.objects.values_list("name", flat=True).distinct(),
        allowed=[*pseudonyms, *(entry["label"] for entry in offer)],
        allowed_dates=[session.held_on, session.cut_off_on, session.entry_on],
    )


def _names(keys: QuerySet[PseudonymKey]) -> set[str]:
    """The names of the children and guardians behind pseudonyms."""
    references = keys.values("request_reference")
    children = Child.objects.filter(requests__reference__in=references).values_list("first_name", "last_name")
    guardians = Guardian.objects.filter(household__parties__requests__reference__in=references).values_list(
        "first_name", "last_name"
    )
    return {name for row in (*children, *guardians) for name in row if name}


def leak_in_words(leak: Leak) -> str:
    """“Zélie” cannot be shown: a first name."""
    return _("“%(excerpt)s” cannot be shown: %(kind)s.") % {"excerpt": leak.excerpt, "kind": LeakKind(leak.kind).label}


def leaks_said(text: str, *, session: Session, party: str = "") -> list[str]:
    """One message per word to take out, then the remedy; empty when the text may be shown."""
    found = leaks_in(text, session=session, party=party)
    if not found:
        return []
    return [
        *(leak_in_words(leak) for leak in found),
        _(
            "Members and the minutes would show this text: say the reason without what could make the family"
            " known, for instance by the criterion or the half-days it is about."
        ),
    ]


def refuse_leaks(text: str, *, session: Session, party: str = "") -> None:
    """Stop a text that could make a family known.

    Raises
    ------
    ValidationError
        One message per word to take out, then the remedy.
    """
    if said := leaks_said(text, session=session, party=party):
        raise ValidationError(said)
