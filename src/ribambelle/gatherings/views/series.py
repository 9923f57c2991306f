"""Series of meetings and calendar feeds."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ribambelle.accounts.access import requires
from ribambelle.gatherings.enums import FeedKind
from ribambelle.gatherings.forms.events import FeedForm
from ribambelle.gatherings.forms.meetings import SeriesForm, UntilForm
from ribambelle.gatherings.models import Feed, Meeting, Series
from ribambelle.gatherings.scopes import feed_scopes
from ribambelle.gatherings.selectors import meetings as selectors
from ribambelle.gatherings.selectors.calendars import feed_entries, feed_name
from ribambelle.gatherings.selectors.counts import counts, zones_met
from ribambelle.gatherings.services.feeds import feed_open, feed_withdraw
from ribambelle.gatherings.services.series import series_create, series_extend
from ribambelle.papers.calendars import write_calendar
from ribambelle.ui.answers import act, actor, into_form
from ribambelle.ui.toasts import done


@requires("gatherings.view_meeting")
def series_list(request: HttpRequest) -> HttpResponse:
    return render(request, "gatherings/series_list.html", {"found": selectors.all_series(by=actor(request))})


@requires("gatherings.edit_meeting")
def series_new(request: HttpRequest) -> HttpResponse:
    form = SeriesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        series = into_form(form, lambda: series_create(by=actor(request), **form.cleaned_data))
        if series:
            done(request, _("The series is open."))
            return redirect("gatherings:series_record", reference=series.reference)
    return render(request, "gatherings/series_form.html", {"form": form})


@requires("gatherings.view_meeting")
def series_record(request: HttpRequest, reference: str) -> HttpResponse:
    series = get_object_or_404(Series.objects.visible_to(request.user).select_related("body"), reference=reference)
    is_editor = request.user.has_perm("gatherings.edit_meeting")
    form = UntilForm(request.POST or None)
    if request.method == "POST" and is_editor and form.is_valid():
        until = form.cleaned_data["until"]
        planned = into_form(form, lambda: series_extend(by=actor(request), series=series, until=until))
        if planned is not None:
            n = len(planned)
            done(request, ngettext("%(n)s meeting is planned.", "%(n)s meetings are planned.", n) % {"n": n})
            return redirect("gatherings:series_record", reference=reference)
    meetings = Meeting.objects.filter(series=series)
    context = {
        "series": series,
        "meetings": selectors.with_presence(meetings.select_related("body")).order_by("held_on", "pk"),
        "counts": counts(meetings, series=series),
        "zones": zones_met(meetings),
        "outside": selectors.outside_their_year().filter(series=series),
        "form": form,
        "is_editor": is_editor,
    }
    return render(request, "gatherings/series_record.html", context)


@requires("gatherings.edit_meeting")
def feed_list(request: HttpRequest) -> HttpResponse:
    initial = {"kind": request.GET.get("kind"), "reference": request.GET.get("reference")}
    form = FeedForm(request.POST or None, initial=initial)
    form.fields["kind"].choices = [choice for choice in FeedKind.choices if choice[0] in feed_scopes]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        kind, reference = FeedKind(form.cleaned_data["kind"]), form.cleaned_data["reference"].strip()
        if into_form(form, lambda: feed_open(by=actor(request), kind=kind, reference=reference)):
            done(request, _("The feed is open. Give its address only to whom it is for."))
            return redirect("gatherings:feed_list")
    feeds = [
        (feed, feed_scopes.get(feed.kind).label_of(feed.reference))
        for feed in Feed.objects.filter(withdrawn_at__isnull=True)
    ]
    return render(request, "gatherings/feed_list.html", {"feeds": feeds, "form": form})


@require_POST
@requires("gatherings.edit_meeting")
def feed_close(request: HttpRequest, number: int) -> HttpResponse:
    feed = get_object_or_404(Feed, pk=number)
    act(
        request,
        _("The feed is withdrawn: its address answers no more."),
        lambda: feed_withdraw(by=actor(request), feed=feed, at=timezone.now()),
    )
    return redirect("gatherings:feed_list")


@login_not_required
def feed_read(_request: HttpRequest, token: str) -> HttpResponse:
    """A calendar, by its secret address: what calendar programs fetch."""
    feed = Feed.objects.filter(token=token, withdrawn_at__isnull=True).first()
    if feed is None or feed.kind not in feed_scopes:
        raise Http404
    content = write_calendar(
        feed_entries(feed, today=timezone.localdate()), name=feed_name(feed), stamped_at=timezone.now()
    )
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private"})
