"""Members and fees, agreements and what was promised, spellings of one name."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.network.governance import agreements as services
from ribambelle.network.governance import selectors
from ribambelle.network.governance.forms import (
    AgreementForm,
    CommitmentForm,
    EndForm,
    FeesForm,
    MembershipForm,
    MergeForm,
    TextFilter,
    VariantForm,
)
from ribambelle.network.governance.services import organisations_merge, variant_add
from ribambelle.network.models import Agreement, Commitment, Membership, NameVariant
from ribambelle.ui.answers import PAGE_SIZE, act, actor, into_form, table_file, wrong
from ribambelle.ui.toasts import done


@requires("network.view_governance")
def member_list(request: HttpRequest) -> HttpResponse:
    found = selectors.members(by=actor(request))
    columns = [_("Organisation"), _("Zone"), _("Since"), _("Until"), _("Source")]
    rows = ([str(m.organisation), str(m.zone or ""), m.starts_on, m.ends_on, m.source] for m in found)
    if file := table_file(request.GET.get("export", ""), "membres", columns, rows, str(_("Members"))):
        return file
    context = {
        "page": Paginator(found.prefetch_related("fees"), PAGE_SIZE).get_page(request.GET.get("page")),
        "count": selectors.members(by=actor(request), on=timezone.localdate()).count(),
        "form": MembershipForm(),
        "fees_form": FeesForm(initial={"year": timezone.localdate().year}),
        "end_form": EndForm(),
        "is_editor": request.user.has_perm("network.change_governance"),
    }
    return render(request, "network/governance/member_list.html", context)


@require_POST
@requires("network.change_governance")
def member_add(request: HttpRequest) -> HttpResponse:
    form = MembershipForm(request.POST)
    if form.is_valid():
        fields = form.cleaned_data
        act(request, _("One more member."), lambda: services.membership_open(by=actor(request), **fields))
    else:
        wrong(request, form)
    return redirect("network:member_list")


@require_POST
@requires("network.change_governance")
def member_end(request: HttpRequest, number: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.visible_to(request.user), pk=number)
    form = EndForm(request.POST)
    if form.is_valid():
        on = form.cleaned_data["on"]
        act(
            request,
            _("The membership ends; fees already asked stay."),
            lambda: services.membership_end(by=actor(request), membership=membership, on=on),
        )
    else:
        wrong(request, form)
    return redirect("network:member_list")


@require_POST
@requires("network.change_governance")
def fees_ask(request: HttpRequest) -> HttpResponse:
    form = FeesForm(request.POST)
    if form.is_valid():
        year, cents, due_on = (form.cleaned_data[name] for name in ("year", "amount", "due_on"))
        asked = services.fees_call(by=actor(request), year=year, amount_cents=cents, due_on=due_on)
        n = len(asked)
        done(request, ngettext("%(n)s member owes the fee.", "%(n)s members owe the fee.", n) % {"n": n})
    else:
        wrong(request, form)
    return redirect("network:member_list")


@requires("network.view_governance")
def agreement_list(request: HttpRequest) -> HttpResponse:
    form = TextFilter(request.GET)
    found = selectors.agreements(by=actor(request), text=form.cleaned_data["q"] if form.is_valid() else "")
    columns = [_("Reference"), _("Title"), _("Parties"), _("Signed on"), _("From"), _("Until"), _("Left to do")]
    rows = (
        [
            a.reference,
            a.title,
            "; ".join(str(party.organisation) for party in a.parties.all()),
            a.signed_on,
            a.starts_on,
            a.ends_on,
            a.left_to_do,  # type: ignore[attr-defined]
        ]
        for a in found
    )
    if file := table_file(request.GET.get("export", ""), "conventions", columns, rows, str(_("Agreements"))):
        return file
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "today": timezone.localdate()}
    return render(request, "network/governance/agreement_list.html", context)


@requires("network.change_governance")
def agreement_new(request: HttpRequest) -> HttpResponse:
    form = AgreementForm(request.POST or None, initial={"renews": request.GET.get("renews")})
    if request.method == "POST" and form.is_valid():
        agreement = into_form(form, lambda: services.agreement_create(by=actor(request), **form.cleaned_data))
        if agreement:
            done(request, _("The agreement is written down. Note what each party promised."))
            return redirect("network:agreement_record", reference=agreement.reference)
    return render(request, "network/governance/agreement_form.html", {"form": form})


@requires("network.view_governance")
def agreement_record(request: HttpRequest, reference: str) -> HttpResponse:
    """An agreement and its commitments; the form adds one."""
    visible = Agreement.objects.visible_to(request.user).select_related("renews", "renewed_by")
    agreement = get_object_or_404(visible, reference=reference)
    is_editor = request.user.has_perm("network.change_governance")
    form = CommitmentForm(request.POST or None, agreement=agreement)
    if request.method == "POST" and is_editor and form.is_valid():
        fields = form.cleaned_data
        if into_form(form, lambda: services.commitment_add(by=actor(request), agreement=agreement, **fields)):
            done(request, _("The commitment is noted."))
            return redirect("network:agreement_record", reference=reference)
    context = {
        "agreement": agreement,
        "parties": agreement.parties.select_related("organisation"),
        "commitments": agreement.commitments.select_related("party__organisation"),
        "form": form,
        "today": timezone.localdate(),
        "is_editor": is_editor,
    }
    return render(request, "network/governance/agreement_record.html", context)


@require_POST
@requires("network.change_governance")
def commitment_check(request: HttpRequest, number: int) -> HttpResponse:
    visible = Agreement.objects.visible_to(request.user).values("pk")
    commitment = get_object_or_404(
        Commitment.objects.filter(agreement__in=visible).select_related("agreement"), pk=number
    )
    act(
        request,
        _("Kept: %(what)s") % {"what": commitment.text},
        lambda: services.commitment_done(by=actor(request), commitment=commitment, on=timezone.localdate()),
    )
    return redirect("network:agreement_record", reference=commitment.agreement.reference)


@requires("network.change_governance")
def spelling_list(request: HttpRequest) -> HttpResponse:
    """Names that look alike, for a person to say whether they are one; and the spellings already reconciled."""
    form = VariantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        fields = form.cleaned_data
        if into_form(form, lambda: variant_add(by=actor(request), **fields)):
            done(request, _("The spelling is known from now on."))
            return redirect("network:spelling_list")
    context = {
        "pairs": selectors.look_alikes(by=actor(request)),
        "variants": NameVariant.objects.select_related("organisation"),
        "form": form,
    }
    return render(request, "network/governance/spelling_list.html", context)


@require_POST
@requires("network.change_governance")
def organisation_merge(request: HttpRequest) -> HttpResponse:
    form = MergeForm(request.POST)
    if form.is_valid():
        keep, gone = form.cleaned_data["keep"], form.cleaned_data["gone"]
        act(
            request,
            _("“%(gone)s” is now a spelling of “%(keep)s”.") % {"gone": gone, "keep": keep},
            lambda: organisations_merge(by=actor(request), keep=keep, gone=gone),
        )
    else:
        wrong(request, form)
    return redirect("network:spelling_list")
