"""Reserves as they are read: typed or frozen, by who prepares; without what must not be told, by everybody else."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from ribambelle.commissions.enums import SessionStatus
from ribambelle.commissions.models import Session
from ribambelle.commissions.rules.anonymity import Anonymity, naming
from ribambelle.commissions.rules.grids import rule_from_json
from ribambelle.commissions.rules.reserves import EVERY
from ribambelle.commissions.rules.snapshot import ReserveEntry, SettingEntry, Snapshot
from ribambelle.commissions.selectors.reserves import (
    entries_of,
    is_masked,
    places_in_words,
    released_in_words,
    section_names,
    where_in_words,
)
from ribambelle.commissions.selectors.sessions import content_of
from ribambelle.kernel.weeks import describe, mask_of
from ribambelle.offer.models import Setting
from ribambelle.papers.spreadsheets import Row


class ReserveRead(NamedTuple):
    """One line in words."""

    where: str
    slots: str
    group: str
    places: str
    released: str


class Named(NamedTuple):
    """Groups that may be named beside a proposal, by the code the engine knows; the others are told without a name."""

    labels: Mapping[str, str]

    def of(self, groups: Iterable[str]) -> str:
        """Who places are kept for; empty where one of these groups must not be named."""
        every = sorted(groups)
        return ", ".join(self.labels[group] for group in every) if self.labels.keys() >= set(every) else ""


def unnamed() -> str:
    """What is said of a group whose name would tell something of one family."""
    return _("families in a situation the session or its rule provides for")


def reserves_read(session: Session) -> list[ReserveRead]:
    """The reserves of a session for who prepares it: those typed, or those frozen."""
    if session.status == SessionStatus.PREPARED:
        entries = entries_of(session)
        settings = dict(Setting.objects.values_list("reference", "name")) if entries else {}
        sections = section_names() if entries else {}
        return [_read(entry, settings, sections, entry["label"]) for entry in entries]
    content = content_of(session)
    return in_words(content, {entry["group"]: entry["label"] for entry in content.get("reserves", ())})


def reserve_rows(session: Session) -> list[Row]:
    """The same, as a file."""
    return [tuple(line) for line in reserves_read(session)]


def in_words(content: Snapshot, labels: Mapping[str, str]) -> list[ReserveRead]:
    """Frozen reserves; groups that have no label here are told without a name."""
    settings = {entry["setting"]: entry["label"] for entry in content["offer"]}
    sections = _sections(content["offer"])
    return [
        _read(entry, settings, sections, labels.get(entry["group"]) or unnamed())
        for entry in content.get("reserves", ())
    ]


def _sections(offer: Iterable[SettingEntry]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in offer:
        for section in entry["sections"]:
            found.setdefault(section["section"], section["label"])
    return found


def _read(entry: ReserveEntry, settings: Mapping[str, str], sections: Mapping[str, str], group: str) -> ReserveRead:
    setting = "" if entry["setting"] == EVERY else settings.get(entry["setting"], entry["setting"])
    section = "" if entry["section"] == EVERY else sections.get(entry["section"], entry["section"])
    return ReserveRead(
        where=where_in_words(setting, section),
        slots=describe(mask_of(entry["slots"])),
        group=group,
        places=places_in_words(entry["places"]),
        released=released_in_words(entry["is_released"]),
    )


def measured_for(
    content: Snapshot, groups: Mapping[str, Iterable[str]], tiers: Mapping[str, str]
) -> tuple[Anonymity, Named]:
    """How anonymous the lines of a frozen session are, and the groups that may be named beside its proposal.

    Parameters
    ----------
    groups
        By family: reserves of the session and shares of its rule text.
    tiers
        What members read of each family before points.
    """
    labels = {entry["group"]: entry["label"] for entry in content.get("reserves", ()) if not entry["is_masked"]}
    for quota in rule_from_json(content["rule"]).quotas:
        if not any(is_masked("criterion", code) for code in quota.reads):
            labels[quota.code] = quota.label
    known = {party: frozenset(labels).intersection(own) for party, own in groups.items()}
    anonymity, allowed = naming(content["dossiers"], tiers, known)
    return anonymity, Named({group: label for group, label in labels.items() if group in allowed})
