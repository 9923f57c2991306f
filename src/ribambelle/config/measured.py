"""The pages the bench reads, in groups: what each is, its address, who opens it."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from ribambelle.commissions.enums import FindingKind
from ribambelle.commissions.models import Session
from ribambelle.config.crowd.demand import name_of, reference_of
from ribambelle.config.crowd.offer import COMMUNES, MARK

COORDINATOR, DESK, KEY_HOLDER, ANYONE = "coordinator", "front desk", "key holder", "anyone"


class Page(NamedTuple):
    """One page to read. A page of the front desk is read by someone who sees the requests of one desk."""

    name: str
    url: str
    who: str = COORDINATOR


def _with(url: str, **query: object) -> str:
    return f"{url}?{urlencode(query, doseq=True)}"


def around() -> Iterator[Page]:
    """What stands around every room: home, search box, journal, accounts, communes, checks."""
    search = reverse("ui:search")
    yield Page("home", reverse("portal:home"))
    yield Page("home of a front desk", reverse("portal:home"), DESK)
    yield Page("public home", reverse("portal:public_home"), ANYONE)
    yield Page("search box, a family name", _with(search, q="noisette"))
    yield Page("search box, a reference", _with(search, q=reference_of(7)))
    yield Page("search box, a setting", _with(search, q="creche 00007"))
    yield Page("journal", reverse("accounts:event_list"))
    yield Page("journal, page 50", _with(reverse("accounts:event_list"), page=50))
    yield Page("communes", reverse("network:commune_list"))
    yield Page("organisations", reverse("network:organisation_list"))
    yield Page("outgoing mail", reverse("desk:mail_list"))
    yield Page("changes told by families", reverse("portal:change_list"))
    yield Page("figures", reverse("reporting:figures"))
    yield Page("checks of truth", reverse("reporting:integrity"))


def demand(household: str) -> Iterator[Page]:
    """Requests, households, duplicates; `household` is the reference of one."""
    listed, one = reverse("demand:request_list"), reverse("demand:request_detail", args=[reference_of(7)])
    filters: dict[str, dict[str, object]] = {
        "list": {},
        "list, page 100": {"page": 100},
        "search by name": {"q": "noisette"},
        "search by a rare name": {"q": name_of(49)},
        "search by three letters": {"q": "noi"},
        "search by reference": {"q": reference_of(7)},
        "one state": {"state": "received"},
        "waiting": {"state": "waiting"},
        "one commune": {"commune": f"{MARK}{COMMUNES - 1:03}"},
        "one setting": {"setting": f"{MARK}00003"},
        "one month": {"start": ""},
        "urgent": {"urgent": "on"},
        "siblings": {"siblings": "on"},
        "sorted by name": {"sort": "name"},
        "sorted by start": {"sort": "start"},
        "sorted by commune": {"sort": "commune"},
        "sorted by state": {"sort": "-state"},
        "legal delay passed": {"due": "late"},
        "reminder due": {"due": "reminder"},
        "birth awaited": {"due": "birth"},
        "change told": {"due": "to-read"},
        "document expires": {"due": "evidence"},
    }
    for name, query in filters.items():
        yield Page(f"demand, {name}", _with(listed, **query))
    for name in ("list", "list, page 100", "search by name", "legal delay passed", "sorted by name"):
        yield Page(f"front desk, {name}", _with(listed, **filters[name]), DESK)
    yield Page("demand, record", one)
    for tab in ("criteria", "siblings", "contacts", "history"):
        yield Page(f"demand, record, {tab}", _with(one, volet=tab))
    yield Page("demand, correct a request", reverse("demand:request_edit", args=[reference_of(7)]))
    yield Page("demand, enter a request", reverse("demand:request_create"))
    yield Page("demand, household", reverse("demand:household_detail", args=[household]))
    yield Page("demand, duplicates", reverse("demand:duplicate_list"))


def follow_up(token: str) -> Iterator[Page]:
    """What a family reads behind its link."""
    yield Page("follow-up of a family", reverse("portal:follow", args=[token]), ANYONE)


def offer() -> Iterator[Page]:
    """The directory, the searches, what is free, the pages of one setting."""
    listed, free, search = (reverse(f"offer:{name}") for name in ("setting_list", "free_list", "search"))
    public, one = reverse("offer:public_search"), [f"{MARK}00003"]
    week = {"week": ["mon-am", "mon-pm", "tue-am"]}
    commune = {"commune": f"{MARK}007"}
    hours = {"weekday": 0, "at": "7:00", "age": 8}
    yield Page("offer, list", listed)
    yield Page("offer, list, page 50", _with(listed, page=50))
    yield Page("offer, list, one commune, an age", _with(listed, age=8, **commune))
    yield Page("offer, list, by name", _with(listed, q="creche 0042"))
    for name, url, who in (("who can take", search, COORDINATOR), ("public search", public, ANYONE)):
        yield Page(f"{name}, nothing asked", url, who)
        yield Page(f"{name}, hours and age", _with(url, **hours), who)
        yield Page(f"{name}, half-days and age", _with(url, age=8, **week), who)
        yield Page(f"{name}, half-days", _with(url, **week), who)
        yield Page(f"{name}, all at once", _with(url, mode="regular", **week, **hours), who)
        yield Page(f"{name}, half-days, one commune", _with(url, age=8, **week, **commune), who)
    yield Page("free from when", free)
    yield Page("free from when, page 100", _with(free, page=100))
    yield Page("free from when, half-days and age", _with(free, age=8, **week))
    yield Page("free from when, one commune", _with(free, **commune))
    yield Page("offer, record", reverse("offer:setting_record", args=one))
    yield Page("offer, public page of a setting", reverse("offer:public_setting", args=one), ANYONE)
    for name in ("setting_history", "setting_edit", "setting_places", "placement_list", "law_page", "closure_list"):
        yield Page(f"offer, {name.replace('_', ' ')}", reverse(f"offer:{name}", args=one))
    yield Page("offer, a new placement", reverse("offer:placement_new", args=one))
    yield Page("my settings", reverse("offer:own_list"))


def sessions() -> Iterator[Page]:
    """The lists of the commissions, and what begins a session."""
    yield Page("sessions", reverse("commissions:session_list"))
    yield Page("a new session", reverse("commissions:session_create"))
    yield Page("rule texts", reverse("commissions:rule_list"))
    yield Page("rule text, preview", reverse("commissions:rule_record", args=["crowd", 1]))
    yield Page("places proposed", reverse("commissions:place_list"))


def prepared(session: Session) -> Iterator[Page]:
    """A session that is being prepared."""
    yield from _session(session, "prepared", "session_record", "session_check", "sitting")
    check = reverse("commissions:session_check", args=[session.reference])
    yield Page("prepared, check, one kind, page 20", _with(check, quoi=FindingKind.UNANSWERED.value, page=20))


def running(session: Session, request: str) -> Iterator[Page]:
    """A session that is being decided; `request` is the reference of one it examines."""
    args = [session.reference]
    yield from _session(session, "running", "session_record", "session_check", "comparison", "sitting")
    yield Page("running, changes since", f"{reverse('commissions:session_record', args=args)}?changements")
    yield Page("running, key", reverse("commissions:session_key", args=args), KEY_HOLDER)
    booklet, listed = reverse("commissions:booklet", args=args), reverse("commissions:explanation_list", args=args)
    yield Page("booklet", booklet)
    yield Page("booklet, page 20", _with(booklet, page=20))
    yield Page("booklet, one setting", _with(booklet, lieu=f"{MARK}00003"))
    yield Page("deliberation", reverse("commissions:deliberation", args=args))
    yield Page("deliberation, page 20", _with(reverse("commissions:deliberation", args=args), page=20))
    yield Page("deliberation, one dossier", reverse("commissions:dossier", args=[*args, 1]))
    yield Page("projector", reverse("commissions:projector", args=args))
    yield Page("decisions", reverse("commissions:decision_list", args=args))
    yield Page("explanations, list", listed)
    yield Page("explanations, search", _with(listed, q="noisette"))
    yield Page("explanation of one request", reverse("commissions:explanation", args=[*args, request]))


def sealed(session: Session, request: str) -> Iterator[Page]:
    """The same once it is sealed."""
    args = [session.reference]
    yield from _session(session, "sealed", "session_record", "letters", "letter_texts", "decision_list")
    yield Page("sealed, letters, page 20", _with(reverse("commissions:letters", args=args), page=20))
    yield Page("sealed, explanation", reverse("commissions:explanation", args=[*args, request]))


def _session(session: Session, state: str, *names: str) -> Iterator[Page]:
    for name in names:
        said = name.removeprefix("session_").replace("_", " ")
        yield Page(f"{state}, {said}", reverse(f"commissions:{name}", args=[session.reference]))


def files(session: Session) -> Iterator[Page]:
    """What is written as a file: no goal is set for them, their size is that of what they hold."""
    args = [session.reference]
    yield Page("file, requests", _with(reverse("demand:request_list"), export="csv"))
    yield Page("file, settings", _with(reverse("offer:setting_list"), export="csv"))
    yield Page("file, free from when", _with(reverse("offer:free_list"), export="csv"))
    yield Page("file, booklet", reverse("commissions:booklet_pdf", args=args))
    for fmt in ("pdf", "docx", "odt"):
        yield Page(f"file, minutes, {fmt}", reverse("commissions:minutes", args=[*args, fmt]))
    yield Page("file, replay", reverse("commissions:replay_file", args=args))
