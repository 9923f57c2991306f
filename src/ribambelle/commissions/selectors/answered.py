"""An explanation read again once its place was answered: what was proposed is past, and what became of it is said."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ribambelle.commissions.enums import OfferState
from ribambelle.commissions.models import PlaceOffer
from ribambelle.commissions.selectors.explanations import ExplanationPage, WishPage
from ribambelle.kernel.formats import day_in_words

HEADLINES: Final[Mapping[str, object]] = {
    OfferState.ACCEPTED: gettext_lazy("A place was proposed at %(setting)s, and accepted on %(day)s."),
    OfferState.DECLINED: gettext_lazy("A place was proposed at %(setting)s, and declined on %(day)s."),
    OfferState.LAPSED: gettext_lazy("A place was proposed at %(setting)s; no answer had come on %(day)s."),
    OfferState.TAKEN_BACK: gettext_lazy("A place was proposed at %(setting)s, and taken back on %(day)s."),
}


def read_again(page: ExplanationPage, place: PlaceOffer | None) -> ExplanationPage:
    """The page as it reads today. `place`: the last one proposed to the request; another session's changes nothing."""
    if place is None or place.session_id != page.session.pk or place.state == OfferState.PENDING or not page.is_placed:
        return page
    assert place.answered_at is not None, "what is no longer pending is dated"
    values = {"setting": page.proposed, "day": day_in_words(place.answered_at)}
    wishes = [_past(wish) if wish.is_obtained else wish for wish in page.wishes]
    return replace(page, headline=str(HEADLINES[place.state]) % values, wishes=wishes)


def _past(wish: WishPage) -> WishPage:
    """The wish that was granted, in the past; why fewer half-days were proposed stays."""
    fewer = _("This is where a place is proposed, with fewer half-days than asked.")
    if wish.sentence.startswith(fewer):
        was = _("This is where a place was proposed, with fewer half-days than asked.")
        return replace(wish, sentence=was + wish.sentence.removeprefix(fewer))
    return replace(wish, sentence=_("This is where the place was proposed."))
