"""Half-days promised to families whose answer is awaited: nobody else may be proposed them."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from ribambelle.commissions.enums import OfferState
from ribambelle.commissions.models import PlaceOffer
from ribambelle.kernel.weeks import slots_of
from ribambelle.offer.models import Occupancy, Section
from ribambelle.offer.selectors import section_weeks


def promised(sections: Iterable[Section]) -> dict[int, Counter[str]]:
    """By section, how many awaited answers hold each half-day. Two queries.

    A child who already occupies a half-day of that section takes nothing more there.
    """
    rows = PlaceOffer.objects.filter(state=OfferState.PENDING, section__in=list(sections)).values_list(
        "section_id", "slots", "entry_on", "request__reference"
    )
    found: dict[int, Counter[str]] = defaultdict(Counter)
    pending = list(rows)
    held = _held({reference for *_rest, reference in pending})
    for section, mask, entry_on, reference in pending:
        more = mask
        for own, slots, ends_on in held.get(reference, ()):
            if own == section and (ends_on is None or ends_on > entry_on):
                more &= ~slots
        found[section].update(slot.code for slot in slots_of(more))
    return found


def _held(references: set[str]) -> dict[str, list[tuple[int, int, date | None]]]:
    held: dict[str, list[tuple[int, int, date | None]]] = defaultdict(list)
    rows = Occupancy.objects.filter(opaque_reference__in=references)
    for section, slots, ends_on, reference in rows.values_list("section_id", "slots", "ends_on", "opaque_reference"):
        held[reference].append((section, slots, ends_on))
    return held


def is_still_free(offer: PlaceOffer) -> bool:
    """Whether the half-days of a place are free on its day of entry, apart from those promised to others."""
    week = section_weeks([offer.section], on=offer.entry_on)[offer.section_id]
    taken = promised([offer.section])[offer.section_id]
    own = {slot.code for slot in slots_of(_own(offer))}
    return all(
        (week.halves[slot.number].free or 0) - taken[slot.code] > 0
        for slot in slots_of(offer.slots)
        if slot.code not in own
    )


def _own(offer: PlaceOffer) -> int:
    mask = 0
    for section, slots, ends_on in _held({offer.request.reference}).get(offer.request.reference, ()):
        if section == offer.section_id and (ends_on is None or ends_on > offer.entry_on):
            mask |= slots
    return mask
