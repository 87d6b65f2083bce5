"""What arrives: forms that post to the door, where a child reads what is in clear and seals it. Nothing passes here."""

from typing import Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dueprocess.demand.codes import Channel
from dueprocess.desk.data.models import Arrival
from dueprocess.desk.services.arrivals import hold_outside as hold
from dueprocess.desk.staff.access import only
from dueprocess.desk.web import tokens
from dueprocess.desk.web.desk import desk_of, house_of, person_of
from dueprocess.desk.web.words import meaning

WRITTEN: Final = (Channel.MAIL, Channel.FILE, Channel.FAX, Channel.POST, Channel.PORTAL, Channel.XML, Channel.VISIT)
SPOKEN: Final = (Channel.TELEPHONE, Channel.VISIT, Channel.STAFF)
SHOWN: Final = 30
_meaning = lazy(meaning, str)


def _ways() -> list[tuple[str, object]]:
    return [(str(one), _meaning(one)) for one in WRITTEN]


def arrive(request: HttpRequest) -> HttpResponse:
    """The form for files, and what came in last. Is it marked secret? Then nothing is taken (hazard 1.8)."""
    among = only(request)
    shown = Arrival.objects.all() if among is None else Arrival.objects.filter(case__in=among)
    rows = shown.select_related("case").order_by("-received_at", "pk")[:SHOWN]
    desk = desk_of(request)
    more = {"channels": WRITTEN, "rows": rows, "today": desk.day_of(desk.now).isoformat()}
    return render(request, "staff/arrive.html", {"tab": "arrive", **more, **_door(request)})


def note(request: HttpRequest) -> HttpResponse:
    """A call or a visit in a minute, by anybody in the house (hazard 1.2)."""
    return render(request, "staff/note.html", {"tab": "note", "channels": SPOKEN, **_door(request)})


def thanks(request: HttpRequest) -> HttpResponse:
    """The note is sealed. Whoever left it sees nothing of what becomes of it."""
    return render(request, "staff/thanks.html", {"tab": "note", "noted": "talk" in request.GET})


def _door(request: HttpRequest) -> dict[str, str]:
    """The door's address and a ticket for one arrival."""
    door = house_of(request).door_address
    if not door:
        return {"door": "", "ticket": ""}
    secret, _row = tokens.make(desk_of(request), "door", person_of(request))
    return {"door": door, "ticket": secret}


class DayInput(forms.DateInput):
    """The browser's own field for a day."""

    input_type = "date"


class OutsideForm(forms.Form):
    """A stub: how it came, who keeps it, when it is looked at again. No other field exists (hazard 1.8)."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How it came"), choices=[(str(one), _meaning(one)) for one in WRITTEN]
    )
    custodian = forms.ChoiceField(label=gettext_lazy("Who keeps it"))
    review_on = forms.DateField(label=gettext_lazy("Day of review"), widget=DayInput(format="%Y-%m-%d"))


def outside(request: HttpRequest) -> HttpResponse:
    """Marked secret or forbidden: it must not enter the desk. A stub is all that is kept."""
    desk = desk_of(request)
    form = OutsideForm(request.POST or None, label_suffix="")
    form.fields["custodian"].choices = [(one.name, one.name) for one in desk.roster.people]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        hold(
            desk,
            channel=Channel(values["channel"]),
            custodian=values["custodian"],
            review_on=values["review_on"],
        )
        messages.success(request, _("A stub is kept: custodian and day of review, nothing else."))
        return redirect("arrive")
    return render(request, "staff/outside.html", {"tab": "arrive", "form": form}, status=422 if form.errors else 200)
