"""The acknowledgement of a request: the paper, the mail, and the step in its life, in one transaction."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from ribambelle.accounts.models import User
from ribambelle.accounts.selectors import body_name, coordinating_body
from ribambelle.accounts.services import record
from ribambelle.demand.enums import ContactChannel, ContactKind, MoveCode
from ribambelle.demand.models import AccessLink, Request
from ribambelle.demand.rules import months_after
from ribambelle.demand.rules.clocks import Law
from ribambelle.demand.selectors.clocks import law
from ribambelle.demand.selectors.homes import homes_of
from ribambelle.demand.selectors.hours import hours_in_words
from ribambelle.demand.services.contacts import contact_note
from ribambelle.demand.services.links import link_give
from ribambelle.demand.services.moves import request_move
from ribambelle.desk.services import Attachment, mail_queue
from ribambelle.papers.letters import bundled, copies
from ribambelle.papers.pdf import render_pdf


def acknowledgement_pdf(request: Request, *, at: datetime) -> bytes:
    """Belgium: the attestation of entry in the register. France: the acknowledgement with its legal mentions."""
    with override(settings.LANGUAGE_CODE):
        html = acknowledgement_html(request, at=at)
        return render_pdf(bundled(copies(html)), title=_title(request), author=body_name(), layout="letter")


def acknowledgement_html(request: Request, *, at: datetime) -> str:
    """The paper before it is laid out (`docs/reference/papers.md`); one address for each home of the family."""
    household = request.child.household
    here = law()
    context = {
        "subject": request,
        "homes": homes_of(household),
        "hours": hours_in_words(each.day for each in request.hours.all()),
        "today": timezone.localdate(at),
        "law": here.value,
        "answer_by": months_after(request.received_on, 2 if here == Law.FR else 1),
        "sender": coordinating_body().sender,
        "window": here.value.lower(),
    }
    with override(settings.LANGUAGE_CODE):
        return render_to_string("demand/papers/acknowledgement.html", context)


def request_acknowledge(*, by: User, at: datetime, request: Request) -> bool:
    """Send the acknowledgement by mail to each parent who has an address, and note it as sent; whether a mail left.

    A request without any address is noted as acknowledged on paper: the desk prints and hands over the same paper.

    Raises
    ------
    MoveRefused
        The request was acknowledged before, or this person may not.
    """
    with transaction.atomic():
        locked = Request.objects.select_for_update(of=("self",)).select_related("child__household")
        request = locked.get(pk=request.pk)
        request_move(by=by, at=at, request=request, code=MoveCode.ACKNOWLEDGE)
        guardians = [guardian for guardian in request.child.household.guardians.all() if guardian.email]
        if guardians:
            name = f"{_file_name()}-{request.reference}.pdf"
            attachment = Attachment(name, "application/pdf", acknowledgement_pdf(request, at=at))
        for guardian in guardians:
            link = link_give(by=by, at=at, household=request.child.household, guardian=guardian)
            context = {"guardian": guardian, "subject": request, "address": f"{{link:{link.pk}}}"}
            context |= {"sender": coordinating_body().sender}
            with override(settings.LANGUAGE_CODE):
                text, title = render_to_string("demand/mails/acknowledgement.txt", context), _title(request)
            key = f"demand.acknowledge:{request.pk}:{guardian.pk}"
            mail_queue(
                by=by, to=guardian.email, subject=title, text=text, about=request, key=key, attachments=[attachment]
            )
        channel = ContactChannel.MAIL if guardians else ContactChannel.PAPER
        contact_note(by=by, at=at, request=request, kind=ContactKind.ACKNOWLEDGED, channel=channel)
    return bool(guardians)


def link_mail(*, by: User, at: datetime, link: AccessLink) -> bool:
    """Send a personal link to its guardian, once a day at most; False when it has no e-mail or the link is shared."""
    guardian = link.guardian
    if guardian is None or not guardian.email:
        return False
    context = {"guardian": guardian, "address": f"{{link:{link.pk}}}", "sender": coordinating_body().sender}
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        text = render_to_string("demand/mails/link.txt", context)
        key = f"demand.link:{link.pk}:{timezone.localdate(at)}"
        subject = _("Your personal link")
        mail_queue(by=by, to=guardian.email, subject=subject, text=text, about=link.household, key=key)
        record(by=by, at=at, verb="link.mail", of=link.household, after={"link": link.pk})
    return True


def _title(request: Request) -> str:
    if law() == Law.BE:
        return _("Attestation of registration, request %(reference)s") % {"reference": request.reference}
    return _("Acknowledgement of request %(reference)s") % {"reference": request.reference}


def _file_name() -> str:
    return "attestation" if law() == Law.BE else "accuse-de-reception"
