"""What this room tells the others: permissions, menu, search, what is due, figures."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from ribambelle.accounts import access
from ribambelle.accounts.enums import Role
from ribambelle.demand import selectors
from ribambelle.demand.behind import REQUESTS
from ribambelle.demand.enums import RequestState
from ribambelle.demand.imports import TARGET
from ribambelle.demand.models import AccessLink, Request
from ribambelle.demand.rules.life import WAITING
from ribambelle.demand.selectors import clocks, duplicates, evidence
from ribambelle.demand.selectors.contacts import contacts_to_read
from ribambelle.desk.mail_kinds import MailKind, mail_kinds
from ribambelle.desk.targets import import_targets
from ribambelle.kernel.figures import Figure, Value, figures
from ribambelle.kernel.formats import day_in_words
from ribambelle.offer.behind import behinds
from ribambelle.ui.due import Due, DueProvider, KeyFigure, due_providers, key_figures
from ribambelle.ui.menu import Entry, menu
from ribambelle.ui.search import Found, Searchable, searchables

VIEW = "demand.view_request"
#: Where the address of a personal link is written when the mail leaves.
LINK = re.compile(r"\{link:(\d+)\}")


def register() -> None:
    """Once, from `AppConfig.ready()`."""
    for permission in (
        VIEW,
        "demand.add_request",
        "demand.change_request",
        "demand.move_request",
        "demand.import_request",
        "demand.view_sensitive",
        "demand.merge_request",
    ):
        access.grant(permission, Role.COORDINATOR, Role.FRONT_DESK)
    import_targets.add(TARGET)
    behinds.add(REQUESTS)
    menu.add(Entry("demand", gettext_lazy("Requests"), "inbox", "demand:request_list", order=20, permission=VIEW))
    request = pgettext_lazy("search", "a request")
    searchables.add(
        Searchable("request", gettext_lazy("Requests"), find_requests, 10, VIEW, more_url=list_url, example=request)
    )
    due_providers.add(DueProvider("requests", dues, permission=VIEW))
    due_providers.add(DueProvider("requests.delays", dues_of_delays, permission=VIEW))
    mail_kinds.add(MailKind("demand.request", gettext_lazy("Request"), VIEW, url_of=_request_url, filled=_mail_text))
    mail_kinds.add(MailKind("demand.household", gettext_lazy("Family"), VIEW, url_of=_household_url, filled=_mail_text))
    key_figures.add(
        KeyFigure("requests_waiting", gettext_lazy("Requests waiting"), waiting_today, order=10, permission=VIEW)
    )
    figures.add(
        Figure(
            "requests_waiting",
            gettext_lazy("Requests waiting for a place"),
            gettext_lazy("requests"),
            gettext_lazy("today"),
            waiting,
        )
    )


def _request_url(reference: str) -> str:
    return reverse("demand:request_detail", args=[reference])


def _household_url(reference: str) -> str:
    return reverse("demand:household_detail", args=[reference])


def list_url(words: list[str]) -> str:
    return f"{reverse('demand:request_list')}?{urlencode({'q': ' '.join(words)})}"


def find_requests(user: Any, words: list[str], limit: int) -> Iterator[Found]:
    """Requests by reference, child or guardian, among those this person may see. One query."""
    found = Request.objects.visible_to(user).filter(selectors.words_filter(words)).select_related("child")
    for request in found.order_by("-register_number")[:limit]:
        text = _("%(reference)s, %(state)s, from %(start)s") % {
            "reference": request.reference,
            "state": request.get_state_display(),
            "start": day_in_words(request.wished_start_on),
        }
        url = reverse("demand:request_detail", args=[request.reference])
        yield Found(str(request.child) or request.reference, url, text, icon="inbox")


def dues(user: Any, today: date) -> Iterator[Due]:
    """Acknowledgements to send and confirmations awaited. One query."""
    counts = Request.objects.visible_to(user).aggregate(
        received=Count("pk", Q(state=RequestState.RECEIVED)),
        oldest=Min("received_on", filter=Q(state=RequestState.RECEIVED)),
        to_confirm=Count("pk", Q(state=RequestState.TO_CONFIRM)),
    )
    address = reverse("demand:request_list")
    if number := counts["received"]:
        title = ngettext("%(n)s acknowledgement to send", "%(n)s acknowledgements to send", number) % {"n": number}
        text = _("The oldest request dates from %(on)s. A family is told at once that its request is in the register.")
        yield Due(
            on=today,
            icon="mail",
            title=title,
            text=text % {"on": day_in_words(counts["oldest"])},
            url=f"{address}?state={RequestState.RECEIVED}",
            action_label=_("See these requests"),
            is_late=counts["oldest"] < today,
        )
    if number := counts["to_confirm"]:
        title = ngettext("%(n)s family has to confirm", "%(n)s families have to confirm", number) % {"n": number}
        yield Due(
            on=today,
            icon="phone",
            title=title,
            text=_("Nothing is set aside without an answer: note the confirmations received, call the others."),
            url=f"{address}?state={RequestState.TO_CONFIRM}",
            action_label=_("See these requests"),
        )


def dues_of_delays(user: Any, today: date) -> Iterator[Due]:
    """Legal delays that passed, births awaited, reminders and changes to read, documents about to expire.

    Six queries, each a count by index.
    """
    visible = Request.objects.visible_to(user)
    address = reverse("demand:request_list")
    told = (
        ("late", "alert", clocks.late(today), _late_title, _("Acknowledgements, answers, confirmations or births.")),
        (
            "reminder",
            "mail",
            Q(pk__in=clocks.reminders_due(today).values("pk")),
            _reminder_title,
            _("The family is asked whether its request still holds, and reminded once. Nothing lapses in silence."),
        ),
        (
            "birth",
            "heart",
            clocks.births_awaited(today),
            _birth_title,
            _("The due date has passed. A birth is told within the month that follows it."),
        ),
        (
            "to-read",
            "phone",
            Q(pk__in=contacts_to_read().values("request")),
            _told_title,
            _("By its personal link. Read it, correct the request, then tick it off."),
        ),
        (
            "evidence",
            "doc",
            evidence.expiring(today),
            _evidence_title,
            _("Ask for a new one before the points that rest on it are lost."),
        ),
    )
    if number := duplicates.pairs(by=user).count():
        looks = ngettext("%(n)s pair that looks like one request", "%(n)s pairs that look like one request", number)
        yield Due(
            on=today,
            icon="people",
            title=looks % {"n": number},
            text=_("Same date and same name, telephone or e-mail. Compare them, then make one of them, or none."),
            url=reverse("demand:duplicate_list"),
            action_label=_("Compare them"),
        )
    for code, icon, condition, title, text in told:
        if number := visible.filter(condition).count():
            yield Due(
                on=today,
                icon=icon,
                title=title(number) % {"n": number},
                text=text,
                url=f"{address}?due={code}",
                action_label=_("See these requests"),
                is_late=code == "late",
            )


def _late_title(number: int) -> str:
    return ngettext("%(n)s request beyond a legal delay", "%(n)s requests beyond a legal delay", number)


def _reminder_title(number: int) -> str:
    return ngettext("%(n)s reminder to send", "%(n)s reminders to send", number)


def _birth_title(number: int) -> str:
    return ngettext("%(n)s birth to be told", "%(n)s births to be told", number)


def _told_title(number: int) -> str:
    return ngettext("%(n)s family told a change", "%(n)s families told a change", number)


def _evidence_title(number: int) -> str:
    return ngettext(
        "%(n)s request with a document about to expire", "%(n)s requests with a document about to expire", number
    )


def _mail_text(text: str) -> str:
    """The text of a mail as it leaves: its personal link written in, which the database does not keep."""
    return LINK.sub(_address, text)


def _address(match: re.Match[str]) -> str:
    link = AccessLink.objects.filter(pk=int(match[1]), revoked_at__isnull=True).first()
    return selectors.address_of(link) if link else ""


def waiting_today(user: Any, today: date) -> tuple[int | str | None, str]:
    """Requests waiting for a place, and how many arrived this week. One query."""
    monday = date.fromordinal(today.toordinal() - today.weekday())
    counts = Request.objects.visible_to(user).aggregate(
        waiting=Count("pk", Q(state__in=WAITING)), new=Count("pk", Q(received_on__range=(monday, today)))
    )
    text = ngettext("%(n)s arrived since Monday", "%(n)s arrived since Monday", counts["new"]) % {"n": counts["new"]}
    return counts["waiting"], text


def waiting() -> Value:
    """Every request from received to confirmed that has no place yet, whole installation."""
    number = Request.objects.filter(state__in=WAITING).count()
    return Value(number, "computed", _("requests received, acknowledged, complete, active or to confirm"))
