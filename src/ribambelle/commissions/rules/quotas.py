"""A share of the whole territory turned into places of each section, by a rule that is printed with its result.

The rule. The places of a section are its free places on the half-day where it has most. The share is taken of their
sum over the session, rounded to the nearest whole place, a half upwards. These places go to the sections in proportion
to their free places: whole parts first, then one more to the largest remainders; at equal remainders to the section
with more free places, then in the order of references. No section keeps more than it has. Each half-day of a section
keeps that number, or all its free places when it has fewer.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import NamedTuple

from ribambelle.commissions.rules.scoring import Quota, Rule
from ribambelle.commissions.rules.snapshot import AnswerEntry, PartyEntry, SettingEntry


class Kept(NamedTuple):
    """Places kept for a share in a section (`*`: the whole setting), out of `places` free on its fullest half-day."""

    quota: str
    setting: str
    section: str
    kept: int
    places: int


def places_kept(rule: Rule, offer: Sequence[SettingEntry]) -> list[Kept]:
    """Places each share keeps in each section, share by share; later shares take from what earlier ones left."""
    left = _free(offer)
    found = []
    for quota in rule.quotas:
        wanted = wanted_places(quota, offer)
        for (setting, section), kept in apportioned(min(wanted, sum(left.values())), left).items():
            left[setting, section] -= kept
            found.append(Kept(quota.code, setting, section, kept, _free(offer)[setting, section]))
    return found


def wanted_places(quota: Quota, offer: Sequence[SettingEntry]) -> int:
    """The share of all free places, in whole places, a half upwards."""
    exact = quota.share * sum(_free(offer).values())
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def apportioned(total: int, weights: Mapping[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """`total` shared out in proportion to the weights, by largest remainders; never more than the weight itself.

    `total` is at most the sum of the weights.
    """
    whole = sum(weights.values())
    if not whole:
        return dict.fromkeys(weights, 0)
    exact = {key: Fraction(total * weight, whole) for key, weight in weights.items()}
    given = {key: int(share) for key, share in exact.items()}
    order = sorted(weights, key=lambda key: (given[key] - exact[key], -weights[key], key))
    for key in order[: total - sum(given.values())]:
        given[key] += 1
    return given


def _free(offer: Sequence[SettingEntry]) -> dict[tuple[str, str], int]:
    """Free places of each section on its fullest half-day; the whole setting where no section says its own."""
    found: dict[tuple[str, str], int] = {}
    for entry in offer:
        known = [section for section in entry["sections"] if section["free"] is not None]
        for section in known:
            found[entry["setting"], section["section"]] = _most(section["free"])
        if not known:
            found[entry["setting"], "*"] = _most(entry["licence"])
    return found


def _most(free: Mapping[str, int] | None) -> int:
    return max((*(free or {}).values(), 0))


def reserve_rows(
    rule: Rule, offer: Sequence[SettingEntry], taken: Mapping[tuple[str, str, str], int] | None = None
) -> list[dict[str, object]]:
    """The `reserves` table of a placement instance: one line per section and half-day that keeps a place.

    `taken`: places kept already by the session itself, by setting, section and half-day; shares take of what is left.
    """
    by_setting = {entry["setting"]: entry for entry in offer}
    released = {quota.code: quota.is_released for quota in rule.quotas}
    left: dict[tuple[str, str, str], int] = {}
    rows: list[dict[str, object]] = []
    for kept in places_kept(rule, offer):
        entry = by_setting[kept.setting]
        free = entry["licence"] if kept.section == "*" else _section_free(entry, kept.section)
        for slot, places in sorted((free or {}).items()):
            key = (kept.setting, kept.section, slot)
            room = left.get(key, max(places - (taken or {}).get(key, 0), 0))
            number = min(kept.kept, room)
            left[key] = room - number
            if number:
                rows.append(
                    {
                        "setting": kept.setting,
                        "section": kept.section,
                        "slot": slot,
                        "group": kept.quota,
                        "places": number,
                        "release": released[kept.quota],
                    }
                )
    return rows


def _section_free(entry: SettingEntry, code: str) -> dict[str, int] | None:
    return next(section["free"] for section in entry["sections"] if section["section"] == code)


def group_rows(rule: Rule, parties: Sequence[PartyEntry]) -> list[dict[str, str]]:
    """The `groups` table: a family belongs to a share when one of its children meets one of its criteria."""
    return [
        {"party": party["party"], "group": quota.code}
        for quota in rule.quotas
        for party in parties
        if any(meets(rule, quota.reads, child["answers"]) for child in party["children"])
    ]


def meets(rule: Rule, reads: Sequence[str], answers: Mapping[str, AnswerEntry]) -> bool:
    """Whether one of these criteria is met, with the evidence the rule asks for."""
    met = [answers[code] for code in reads if code in answers and answers[code]["value"] > 0]
    return any(rule.evidence == "declared" or answer["is_proved"] or answer["is_computed"] for answer in met)
