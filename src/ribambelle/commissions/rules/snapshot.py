"""What a session freezes: dossiers under pseudonyms, free places, rule; as one canonical JSON with its fingerprint."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, NotRequired, TypedDict

import rfc8785

FORMAT = "ribambelle-snapshot/1"


class AnswerEntry(TypedDict):
    """One answer. `seen_on` (ISO date) only where evidence was seen."""

    value: int
    is_proved: bool
    is_computed: bool
    seen_on: NotRequired[str]


class HeldEntry(TypedDict):
    """The place a child holds at the entry date."""

    setting: str
    section: str
    slots: list[str]


class ChildEntry(TypedDict):
    """One request under its pseudonym. Ages in whole months at the entry date (−1: to be born after it).

    `hours` (from, until by weekday) and `modes` stand there only where the family said them.
    """

    child: str
    kind: str
    is_urgent: bool
    is_born: bool
    age_months: int
    received_on: str
    register_number: int
    slots: list[str]
    minimum_days: int | None
    wishes: list[str]
    answers: Mapping[str, AnswerEntry]
    held: HeldEntry | None
    hours: NotRequired[dict[str, list[str]]]
    modes: NotRequired[list[str]]


class PartyEntry(TypedDict):
    """A child, or siblings who apply together: `alone`, `or-nothing`, `if-possible`."""

    party: str
    together: str
    commune: str
    children: list[ChildEntry]


class SectionEntry(TypedDict):
    """Free places of a section at the entry date, by half-day; a half-day that is absent is closed.

    `free` None: nobody said; then the licence alone bounds the section, and without a licence it is closed.
    """

    section: str
    label: str
    min_age_months: int
    max_age_months: int
    free: dict[str, int] | None


class SettingEntry(TypedDict):
    """A setting of the session. `licence`: free places of the whole setting by half-day; None: no licence bound.

    `opening` (from, until by weekday; `any` when the days are not known) and `lacks` (modes it does not offer) stand
    there only when a dossier of the session asks for hours or modes.
    """

    setting: str
    label: str
    commune: str
    sections: list[SectionEntry]
    licence: dict[str, int] | None
    opening: NotRequired[dict[str, list[str]]]
    lacks: NotRequired[list[str]]


class ReserveEntry(TypedDict):
    """Places the session keeps for a group of families (`rules.reserves`).

    `setting` `*`: each setting, at most `places` in each. `section` `*`: the whole setting, whatever the section.
    `kind`, `value`: a criterion and its code, a class and its rank, or a commune and its name. `is_masked`: what the
    group is must not be told beside a proposal. Lines of one group share its `group`.
    """

    group: str
    kind: str
    value: str
    label: str
    is_masked: bool
    setting: str
    section: str
    slots: list[str]
    places: int
    is_released: bool


class Snapshot(TypedDict):
    """The whole: `session` (reference, dates, jurisdiction), `rule` as `rule_to_json` writes it, offer, dossiers.

    `reserves` stands there only where the session keeps places for some families.
    """

    format: str
    session: dict[str, Any]
    rule: dict[str, Any]
    offer: list[SettingEntry]
    dossiers: list[PartyEntry]
    reserves: NotRequired[list[ReserveEntry]]


def snapshot(
    *,
    session: Mapping[str, Any],
    rule: Mapping[str, Any],
    offer: Iterable[SettingEntry],
    dossiers: Iterable[PartyEntry],
    reserves: Iterable[ReserveEntry] = (),
) -> Snapshot:
    """The content to freeze, in an order that no row order can change; reserves stay in the order they were typed."""
    content: Snapshot = {
        "format": FORMAT,
        "session": dict(session),
        "rule": dict(rule),
        "offer": sorted(offer, key=lambda entry: entry["setting"]),
        "dossiers": sorted(dossiers, key=lambda entry: entry["party"]),
    }
    if kept := list(reserves):
        content["reserves"] = kept
    return content


def canonical(content: Any) -> str:
    """RFC 8785 JSON: equal text for equal content."""
    return rfc8785.dumps(content).decode("utf-8")


def fingerprint(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
