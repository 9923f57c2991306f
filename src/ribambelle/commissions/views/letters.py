"""Letters of a sealed session: sentences, preview, one sending, what is printed, who got what."""

import secrets
from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ribambelle.accounts.access import requires
from ribambelle.accounts.selectors import body_name
from ribambelle.commissions.enums import LetterChannel, LetterKind, SessionStatus
from ribambelle.commissions.forms.letters import ANSWER_DAYS, LettersForm, NextForm, TextsForm
from ribambelle.commissions.models import Letter, LetterFile, Mailing, Session
from ribambelle.commissions.selectors import mailings
from ribambelle.commissions.selectors.envelopes import first_of_each_kind
from ribambelle.commissions.selectors.explanations import material_of
from ribambelle.commissions.selectors.letter_files import AT_ONCE, offered, taken
from ribambelle.commissions.selectors.letter_texts import texts_from, texts_of
from ribambelle.commissions.selectors.letters import (
    Dates,
    Draft,
    draft_of,
    drafts,
    letter_as_sent,
    letter_context,
    letter_html,
    mailing_of,
    many_letters,
)
from ribambelle.commissions.selectors.sequels import (
    held_back_in,
    open_sequel,
    reopened,
    reopened_by_section,
    waiting_in,
)
from ribambelle.commissions.services import letter_files as letter_file_services
from ribambelle.commissions.services import letters as services
from ribambelle.commissions.services import sequels
from ribambelle.commissions.views.author import author
from ribambelle.commissions.views.sessions import SEEDS, found
from ribambelle.kernel.vault import VaultClosed
from ribambelle.papers.letters import bundled, copies, lowered
from ribambelle.papers.rendering import PAPERS
from ribambelle.ui.answers import act, paper_file, table_file
from ribambelle.ui.toasts import done, failed

PAGE_SIZE = 50


def _sealed(request: HttpRequest, reference: str) -> Session:
    session = found(request, reference)
    if session.status != SessionStatus.SEALED:
        raise Http404(_("Session %(reference)s is not sealed yet.") % {"reference": reference})
    return session


@requires("commissions.send_letters")
@require_GET
def letters(request: HttpRequest, reference: str) -> HttpResponse:
    """What will be told, to whom and how; once sent, who got what; and what comes after the answers."""
    session = _sealed(request, reference)
    return _page(request, session, _letters_form())


def _letters_form() -> LettersForm:
    today = timezone.localdate()
    return LettersForm(initial={"dated_on": today, "answer_before": today + timedelta(days=ANSWER_DAYS)})


def _page(
    request: HttpRequest, session: Session, form: LettersForm, *, following: NextForm | None = None, status: int = 200
) -> HttpResponse:
    mailing = mailing_of(session)
    kind = request.GET.get("genre", "")
    is_written = mailing is not None and mailing.finished_at is not None
    is_beside = mailing is not None and not is_written and session.keys.count() > services.LOOKED_THROUGH
    is_quick = (is_written or is_beside) and "export" not in request.GET
    if mailing is not None and is_quick:
        totals = mailings.totals_sent(mailing)
        page: Page[Any] = Paginator(mailings.sent(mailing, kind), PAGE_SIZE).get_page(request.GET.get("page"))
        shown = mailings.rows_sent(mailing, list(page))
    elif mailing is None and "export" not in request.GET:
        totals = mailings.totals_to_send(session)
        page = Paginator(mailings.ToSend(session, kind), PAGE_SIZE).get_page(request.GET.get("page"))
        shown = list(page)
    else:
        rows = mailings.rows_of(drafts(session), mailing)
        chosen = [row for row in rows if not kind or row.kind == kind]
        fmt, title = request.GET.get("export", ""), _("Letters")
        name = f"lettres-{session.reference}"
        if answer := table_file(fmt, name, mailings.columns(), mailings.export(chosen), title):
            return answer
        totals = mailings.totals(rows)
        page = Paginator(chosen, PAGE_SIZE).get_page(request.GET.get("page"))
        shown = list(page)
    places = reopened(session)
    context = {
        "session": session,
        "mailing": mailing,
        "is_beside": is_beside,
        "files": offered(mailing, posted=totals.posted, every=totals.written) if mailing and is_written else [],
        "form": form,
        "totals": totals,
        "page": page,
        "rows": shown,
        "kind": kind,
        "kinds": LetterKind,
        "reopened": places,
        "halves": reopened_by_section(places),
        "waiting": waiting_in(session).count(),
        "held_back": held_back_in(session) if places else 0,
        "sequel": open_sequel(session),
        "following": following or NextForm(today=timezone.localdate()),
        "sequels": session.sequels.order_by("held_on", "pk"),
    }
    return render(request, "commissions/letters.html", context, status=status)


@requires("commissions.send_letters")
@require_POST
def letters_send(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin, or go on: what was written is not written again."""
    session = _sealed(request, reference)
    mailing = mailing_of(session)
    form = LettersForm(request.POST)
    if mailing is None and not form.is_valid():
        return _page(request, session, form, status=422)
    try:
        mailing = mailing or services.letters_begin(
            by=author(request), at=timezone.now(), session=session, **form.cleaned_data
        )
    except ValidationError as error:
        failed(request, " ".join(error.messages))
        return redirect("commissions:letters", reference=reference)
    if not services.is_short(mailing):
        done(request, _("The letters are being written beside the server. You may close this page; it says how far."))
    elif services.letters_write(by=author(request), at=timezone.now(), mailing=mailing):
        number = mailing.letters.count()
        done(request, _("The %(count)s letters are written; the mails leave now.") % {"count": number})
    else:
        failed(request, _("Some letters could not be written. Try again; if it lasts, the log says why."))
    return redirect("commissions:letters", reference=reference)


@requires("commissions.send_letters")
@require_http_methods(["GET", "POST"])
def letter_texts(request: HttpRequest, reference: str) -> HttpResponse:
    """The sentences of the commission's letters, and what they give on three real dossiers."""
    session = _sealed(request, reference)
    form = TextsForm(request.POST or None, texts=texts_of(session.commission))
    if request.method == "POST" and form.is_valid():
        made = services.letter_texts_put(
            by=author(request),
            at=timezone.now(),
            commission=session.commission,
            sender=form.cleaned_data["sender"],
            sentences=form.sentences(),
        )
        done(request, _("The sentences are recorded: version %(version)s.") % {"version": made.version})
        return redirect("commissions:letter_texts", reference=reference)
    context = {
        "session": session,
        "form": form,
        "words": mailings.words(),
        "versions": session.commission.letter_texts.select_related("written_by").order_by("-version"),
        "examples": _examples(session),
    }
    status = 422 if form.is_bound else 200
    return render(request, "commissions/letter_texts.html", context, status=status)


def _examples(session: Session) -> list[tuple[str, str, str]]:
    """The first letter of each kind: (kind, reference of its request, letter)."""
    chosen = drafts(session, first_of_each_kind(session))
    return [
        (str(draft.kind.label), draft.request.reference, lowered(copies(html)[0]))
        for draft, html in zip(chosen, _previews(session, chosen), strict=True)
    ]


def _previews(session: Session, chosen: list[Draft]) -> list[str]:
    """Letters before they are sent: the dates of the form by default, no personal link yet."""
    mailing = mailing_of(session)
    today = timezone.localdate()
    dates = (
        Dates(mailing.dated_on, mailing.answer_before) if mailing else Dates(today, today + timedelta(days=ANSWER_DAYS))
    )
    texts = texts_from(mailing.texts) if mailing else texts_of(session.commission)
    address = _("(here, the personal link of the family)")
    material = material_of(session, {draft.key.party for draft in chosen})
    return [
        letter_html(letter_context(session, draft, texts, dates=dates, material=material, address=address))
        for draft in chosen
    ]


@requires("commissions.send_letters")
@require_GET
def letter_pdf(request: HttpRequest, reference: str, request_reference: str) -> HttpResponse:
    """One letter: as it was written, or as it would be."""
    session = _sealed(request, reference)
    written = Letter.objects.filter(mailing__session=session, request__reference=request_reference).first()
    if written is not None:
        html = letter_as_sent(written)
    else:
        draft = draft_of(session, request_reference)
        if draft is None:
            raise Http404
        html = bundled(copies(_previews(session, [draft])[0]))
    title = _("Letter to the family of request %(reference)s") % {"reference": request_reference}
    return _paper(request, html, title, f"lettre-{request_reference}")


@requires("commissions.send_letters")
@require_GET
def letters_print(request: HttpRequest, reference: str) -> HttpResponse:
    """The letters to post, in the order of the envelopes, in one file; `tout`: all of them."""
    session = _sealed(request, reference)
    mailing = get_object_or_404(Mailing, session=session)
    chosen = mailing.letters.all()
    if "tout" not in request.GET:
        chosen = chosen.filter(channel=LetterChannel.PAPER)
    count = chosen.count()
    if not count:
        failed(request, _("No letter is to be posted: every family has an e-mail address."))
        return redirect("commissions:letters", reference=reference)
    if count > AT_ONCE:
        failed(request, _("These letters are too many to wait for: ask for their file, it is made beside the server."))
        return redirect(f"{reverse('commissions:letters', args=[reference])}#fichiers")
    title = _("Letters of session %(reference)s") % {"reference": session.reference}
    return _paper(request, many_letters(chosen), title, f"lettres-{session.reference}")


def _paper(request: HttpRequest, html: str, title: str, name: str) -> HttpResponse:
    """As PDF, or as Word or OpenDocument for `format=docx`, `format=odt`: to keep, or to go on writing."""
    fmt = request.GET.get("format", "pdf")
    answer = paper_file(fmt, name, html, title=title, author=body_name(), layout="letter")
    if answer is None:
        raise Http404
    return answer


@requires("commissions.send_letters")
@require_POST
def letter_file_ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask for a file of many letters, made beside the server."""
    mailing = get_object_or_404(Mailing, session=_sealed(request, reference), finished_at__isnull=False)
    channel, fmt = request.POST.get("channel", ""), request.POST.get("format", "")
    if fmt not in PAPERS or channel not in {"", LetterChannel.PAPER}:
        raise Http404
    act(
        request,
        _("The file is being made beside the server; it stands below as soon as it is ready."),
        lambda: letter_file_services.letter_file_ask(
            by=author(request), at=timezone.now(), mailing=mailing, channel=channel, fmt=fmt
        ),
    )
    return redirect(f"{reverse('commissions:letters', args=[reference])}#fichiers")


@requires("commissions.send_letters")
@require_GET
def letter_file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """A file of letters that is ready, to take away."""
    found = get_object_or_404(LetterFile, mailing__session=_sealed(request, reference), pk=pk)
    if found.finished_at is None:
        raise Http404(_("This file is still being made."))
    try:
        made = taken(found)
    except VaultClosed as error:
        failed(request, str(error))
        return redirect(f"{reverse('commissions:letters', args=[reference])}#fichiers")
    headers = {"Content-Disposition": f'attachment; filename="{made.name}"'}
    return cast(HttpResponse, StreamingHttpResponse(made.content, content_type=made.content_type, headers=headers))


@requires("commissions.send_letters")
@require_POST
def session_continue(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose what opened again to the next in order."""
    session = _sealed(request, reference)
    try:
        made = sequels.session_continue(by=author(request), today=timezone.localdate(), session=session)
    except ValidationError as error:
        failed(request, " ".join(error.messages))
        return redirect("commissions:letters", reference=reference)
    done(request, _("Session %(reference)s is prepared: freeze it when you are ready.") % {"reference": made.reference})
    return redirect("commissions:session_record", reference=made.reference)


@requires("commissions.send_letters")
@require_POST
def next_in_order(request: HttpRequest, reference: str) -> HttpResponse:
    """Propose what opened again to the next in order, letters included, in one act."""
    session = _sealed(request, reference)
    form = NextForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return _page(request, session, _letters_form(), following=form, status=422)
    try:
        mailing = sequels.next_in_order(
            by=author(request),
            at=timezone.now(),
            session=session,
            answer_before=form.cleaned_data["answer_before"],
            seed=secrets.randbelow(SEEDS),
            draw=secrets.token_hex(32),
        )
    except ValidationError as error:
        failed(request, " ".join(error.messages))
        return redirect(f"{reverse('commissions:letters', args=[reference])}#suite")
    if services.is_short(mailing):
        services.letters_write(by=author(request), at=timezone.now(), mailing=mailing)
    said = _("The next in order are proposed these half-days, by session %(reference)s which follows.")
    done(request, said % {"reference": mailing.session.reference})
    return redirect("commissions:letters", reference=mailing.session.reference)


@requires("commissions.change_session")
@require_POST
def session_urgent(request: HttpRequest, commission: str) -> HttpResponse:
    """Prepare a session for the urgent requests that wait."""
    body = get_object_or_404(mailings.commissions(), reference=commission)
    made: list[Session] = []

    def prepare() -> None:
        made.append(sequels.session_urgent(by=author(request), today=timezone.localdate(), commission=body))

    if act(request, _("The urgent session is prepared: freeze it when you are ready."), prepare):
        return redirect("commissions:session_record", reference=made[0].reference)
    return redirect("commissions:session_list")
