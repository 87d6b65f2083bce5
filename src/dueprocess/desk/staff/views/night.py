"""Night and weekend: could an order be met, who is being called, who watches. Attested by log-in; it grants nothing."""

import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from dueprocess.acts import access
from dueprocess.acts.access import View
from dueprocess.adapters import outbound
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Reach, Watch
from dueprocess.desk.services import alarms, mornings, own_cases, rosters, watches
from dueprocess.desk.services import alarms as pages
from dueprocess.desk.services.alarms import Acknowledged
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.staff import night_page
from dueprocess.desk.staff.access import allowed, has_second_factor
from dueprocess.desk.web.desk import desk_of, house_of, person_of
from dueprocess.desk.web.words import PAGE
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

EVENING: Final = datetime.time(17)
MORNING: Final = datetime.time(9)
FORM: Final = "%Y-%m-%dT%H:%M"
ALL: Final = "all"


class LocalInput(forms.DateTimeInput):
    """The browser's own field for a day and an hour."""

    input_type = "datetime-local"


class PlanForm(forms.Form):
    """Who watches from when to when; times where the provider sits."""

    person = forms.ChoiceField(label=gettext_lazy("Who"))
    starts = forms.CharField(label=gettext_lazy("From"), widget=LocalInput(), max_length=16)
    ends = forms.CharField(label=gettext_lazy("To"), widget=LocalInput(), max_length=16)
    rank = forms.TypedChoiceField(
        label=gettext_lazy("Called"),
        coerce=int,
        choices=[
            (rank, gettext_lazy("first") if rank == 1 else gettext_lazy("as deputy %d") % (rank - 1))
            for rank in watches.RANKS
        ],
    )

    def __init__(self, data: Any, desk: Desk, person: str) -> None:  # noqa: ANN401 - what a browser posted, or nothing
        self.zone = ZoneInfo(desk.timezone)
        today = desk.now.astimezone(self.zone).date()
        super().__init__(data, label_suffix="", initial={"person": person, "rank": 1, **_tonight(today)})
        self.fields["person"].choices = [(name, name) for name in _watchers(desk)]  # type: ignore[attr-defined]

    def clean_starts(self) -> datetime.datetime:
        """Aware."""
        return self._moment("starts")

    def clean_ends(self) -> datetime.datetime:
        """Aware."""
        return self._moment("ends")

    def _moment(self, name: str) -> datetime.datetime:
        try:
            at = datetime.datetime.fromisoformat(self.cleaned_data[name])
        except ValueError as fault:
            raise forms.ValidationError(_("Write a day and an hour: YYYY-MM-DDTHH:MM.")) from fault
        return at.replace(tzinfo=self.zone).astimezone(datetime.UTC)


def _tonight(today: datetime.date) -> dict[str, str]:
    """The coming night, which the form opens on."""
    tomorrow = today + datetime.timedelta(days=1)
    starts, ends = datetime.datetime.combine(today, EVENING), datetime.datetime.combine(tomorrow, MORNING)
    return {"starts": starts.strftime(FORM), "ends": ends.strftime(FORM)}


def _watchers(desk: Desk) -> list[str]:
    """Who can be called at night: whoever sees this page, those first who may agree to a proposal; never a machine."""
    seconds = rosters.who_may(desk.roster, Act.DECISION_APPROVE)
    people = [one.name for one in desk.roster.people if access.sees(access.roles_of(one.roles), View.WATCH)]
    return sorted(people, key=lambda name: name not in seconds)


def night(request: HttpRequest) -> HttpResponse:
    """The page of the night; its form plans a watch. Planned for somebody else, it binds nobody before they confirm."""
    desk, who = desk_of(request), person_of(request)
    form = PlanForm(request.POST if request.method == "POST" else None, desk, who)
    if form.is_valid():
        said = form.cleaned_data
        made = watches.plan(desk, who, said["person"], said["starts"], said["ends"], said["rank"])
        if isinstance(made, Watch):
            waits = _("Planned. It counts once %s confirms it.") % made.person
            messages.success(request, _("You are on watch.") if made.confirmed_at else waits)
            return redirect("night")
        form.add_error(None, told(made))
    return render(request, "staff/night.html", _context(desk, who, form), status=422 if form.errors else 200)


def _context(desk: Desk, who: str, form: PlanForm) -> dict[str, Any]:
    rows = [one for one in queries.week(desk.now, night_page.AHEAD) if desk.roster.person(one.person)]
    lines, ways = night_page.lines(desk, rows), list(queries.reaches(who))
    until, among = desk.now + datetime.timedelta(days=queries.DAYS), own_cases.listed(desk, who)
    return {
        "tab": "night",
        "form": form,
        "ready": night_page.ready(desk),
        "pages": night_page.open_pages(desk, among),
        "answered": night_page.answered(desk, among),
        "week": night_page.week(desk, rows),
        "planned": any(one.starts_at < until for one in rows),
        "mine": [one for one in lines if one["person"] == who],
        "waiting": [one for one in lines if one["person"] != who and not one["confirmed"]],
        "colleagues": [name for name in _watchers(desk) if name != who],
        "ways": ways,
        "proved": sum(watches.is_proved(desk, one) for one in ways),
        "zone": desk.timezone,
    }


@require_POST
def watch(request: HttpRequest, watch: str) -> HttpResponse:
    """One watch: I will be there, somebody else may, or it is taken off."""
    desk, who, act = desk_of(request), person_of(request), request.POST.get("do", "")
    if act == "confirm":
        _say(request, watches.confirm(desk, who, watch), _("You are on watch."))
    elif act == "hand_over":
        to = request.POST.get("to", "")[:31]
        offered = _("It is yours until %s confirms: look here again before you rely on it.") % to
        _say(request, watches.hand_over(desk, who, watch, to), offered)
    elif act == "remove":
        _say(request, watches.remove(who, watch), _("It is off the rota. Look whether an order could still be met."))
    else:
        raise Http404
    return redirect("night")


@require_POST
def have(request: HttpRequest, paging: str) -> HttpResponse:
    """I have it: nobody else is called. The duty stays open until it is done."""
    desk, who = desk_of(request), person_of(request)
    done = pages.acknowledge_all(desk, who) if paging == ALL else pages.acknowledge(desk, paging, who)
    before = "" if isinstance(done, Denied | list) or done.first else done.by
    taken = _("%s has it already. You are not needed for this one.") % before
    _say(request, done, taken if before else _("You have it. Nobody else is called; the work itself stays due."))
    return redirect("night")


def told(refused: Denied) -> str:
    """What was refused and what to do; a hint at the command line is left out, for it is no help here."""
    return refused.says.text(PAGE) if "`" in refused.next.template else refused.spoken(PAGE)


def _say(request: HttpRequest, done: object, says: str) -> None:
    if isinstance(done, Denied):
        messages.error(request, told(done))
    else:
        messages.success(request, says)


LONGEST_CODE = 64


def reach(request: HttpRequest) -> HttpResponse:
    """One's own ways; another is added here. The secret of a webhook is shown on the answer."""
    desk, who = desk_of(request), person_of(request)
    address = request.POST.get("address", "").strip()[: outbound.MAX_ADDRESS + 1]
    made: Reach | Denied | None = None
    if request.method == "POST":
        made = watches.add_reach(desk, who, who, "webhook" if "://" in address else "mail", address)
    context: dict[str, Any] = {
        "tab": "night",
        "ways": [(one, watches.is_proved(desk, one)) for one in queries.reaches(who)],
        "mail": house_of(request).mail,
        "address": address,
        "refused": told(made) if isinstance(made, Denied) else "",
    }
    if not isinstance(made, Reach):
        return render(request, "staff/reach.html", context, status=422 if made else 200)
    messages.success(request, _("Added. It counts once you have answered a test alert."))
    if made.channel != "webhook":
        return redirect("reach")
    return render(request, "staff/reach.html", context | {"secret": outbound.secret_of(settings.SECRET_KEY, made.pk)})


@require_POST
def way(request: HttpRequest, way: int) -> HttpResponse:
    """One of one's own ways: try it, or use it no more. Another person's is not there."""
    desk, act = desk_of(request), request.POST.get("do", "")
    if (
        act not in {"test", "remove", "morning", "no_morning"}
        or not queries.reaches(person_of(request)).filter(pk=way).exists()
    ):
        raise Http404
    if act == "remove":
        watches.drop_reach(person_of(request), way)
        messages.success(request, _("You are not called that way any more."))
    elif act != "test":
        mornings.want(person_of(request), way, wanted=act == "morning")
    else:
        done = alarms.try_out(desk, way)
        messages.success(request, told(done) if isinstance(done, Denied) else _tried(request))
    return redirect("reach")


def _tried(request: HttpRequest) -> str:
    if house_of(request).practice:
        return _("A practice desk calls nobody: the test is noted, and nothing left.")
    return _("The test alert comes within a minute. Answer by the link in it: only that proves the way.")


def ack(request: HttpRequest, call: str = "") -> HttpResponse:
    """Acknowledge by the code that a page carried. A button does it, for scanners of mail follow links.

    Whatever does not acknowledge gets one and the same answer: no such code, a used one, one too old, one of somebody
    who left. Whoever is logged in may type the short id, too.
    """
    code = (request.POST.get("code", "") or call)[:LONGEST_CODE]
    context = {"tab": "night", "code": code if request.method == "GET" else "", "may_look": _may_look(request)}
    if request.method != "POST":
        return render(request, "staff/ack.html", context)
    done = alarms.acknowledge_call(desk_of(request), code)
    if isinstance(done, Denied) and context["may_look"]:
        done = alarms.acknowledge(desk_of(request), code, person_of(request))
    if isinstance(done, Acknowledged) and done.first:
        return render(request, "staff/ack.html", context | {"done": done})
    return render(request, "staff/ack.html", context | {"nothing": True}, status=422)


def _may_look(request: HttpRequest) -> bool:
    """Whether the one who asks is logged in as somebody whom the page of the night is for."""
    return request.user.is_authenticated and has_second_factor(request) and allowed(request, View.WATCH)
