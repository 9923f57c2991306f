"""What a session that goes on from another keeps of its reserves: the places its groups have not obtained."""

from collections import Counter, defaultdict

from ribambelle.commissions.enums import OfferState
from ribambelle.commissions.models import PlaceOffer, PseudonymKey, Session
from ribambelle.commissions.rules.grids import rule_from_json
from ribambelle.commissions.rules.reserves import EVERY, Half, free_places, kept_rows, member_rows
from ribambelle.commissions.selectors.freezing import offer_of
from ribambelle.commissions.selectors.reserves import ReserveLine
from ribambelle.commissions.selectors.sequels import HAD_ITS_TURN, chain
from ribambelle.commissions.selectors.sessions import content_of, sheets_of
from ribambelle.kernel.weeks import codes_of, mask_of


def carried(session: Session, into: Session) -> list[ReserveLine]:
    """The reserves of a sealed session that are still to be kept by the one that goes on from it.

    From each line go the places that families of its group hold or have to answer for; what remains is never more than
    what is free now. Half-days that keep as many places of one section make one line.
    """
    content = content_of(session)
    entries = {entry["group"]: entry for entry in content.get("reserves", ())}
    if not entries:
        return []
    used, free = _used(session), free_places(offer_of(into))
    whole = {half: places for half, places in free.items() if half[1] == EVERY}  # what sections may keep together
    alike: dict[tuple[str, str, str, int, bool], list[str]] = defaultdict(list)
    for row in kept_rows(content["reserves"], content["offer"]):
        half: Half = (row["setting"], row["section"], row["slot"])
        setting: Half = (row["setting"], EVERY, row["slot"])
        room = free.get(half, 0)
        if row["section"] != EVERY:
            room = min(room, whole.get(setting, room))
        places = min(int(row["places"]) - used[half, row["group"]], room)
        if places > 0:
            free[half] -= places
            if row["section"] != EVERY and setting in whole:
                whole[setting] -= places
            alike[row["setting"], row["section"], row["group"], places, row["release"]].append(row["slot"])
    return [
        ReserveLine(
            setting=setting,
            section="" if section == EVERY else section,
            slots=mask_of(slots),
            kind=entries[group]["kind"],
            value=entries[group]["value"],
            places=places,
            is_released=is_released,
        )
        for (setting, section, group, places, is_released), slots in alike.items()
    ]


def _used(session: Session) -> Counter[tuple[Half, str]]:
    """Places that families of each group hold, or have to answer for, by half-day; sessions that went on included."""
    content = content_of(session)
    groups: dict[str, list[str]] = defaultdict(list)
    for row in member_rows(content, rule_from_json(content["rule"]), sheets_of(session)):
        groups[row["party"]].append(row["group"])
    party_of = dict(PseudonymKey.objects.filter(session=session).values_list("request_reference", "party"))
    standing = PlaceOffer.objects.filter(session__in=chain(session)).exclude(
        state__in=[*HAD_ITS_TURN, OfferState.TAKEN_BACK]
    )
    used: Counter[tuple[Half, str]] = Counter()
    for offer in standing.select_related("request", "setting", "section"):
        for group in groups[party_of.get(offer.request.reference, "")]:
            for slot in codes_of(offer.slots):
                for section in (offer.section.code, EVERY):
                    used[(offer.setting.reference, section, slot), group] += 1
    return used
