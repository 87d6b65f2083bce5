"""*Stop now* without a log-in: name and password freeze the desk, and do nothing else (ADR 0028, F9)."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dueprocess.desk.services import stops
from dueprocess.desk.staff.adapters import Stopping
from dueprocess.desk.web.desk import desk_of
from dueprocess.desk.web.words import PAGE
from dueprocess.formats.refusal import Denied


class StopForm(forms.Form):
    """Who stops, and their password."""

    login = forms.CharField(max_length=31)
    password = forms.CharField(max_length=200, strip=False)


def stop(request: HttpRequest) -> HttpResponse:
    """Stop every release. In a lane of its own, so that who floods the log-in does not reach it; it logs nobody in."""
    form = StopForm(request.POST if request.method == "POST" else None)
    done = form.is_valid() and _stopped(request, form)
    return render(request, "staff/stop.html", {"form": form, "done": done})


def _stopped(request: HttpRequest, form: StopForm) -> bool:
    adapter, given = Stopping(request), form.cleaned_data
    try:
        user = adapter.authenticate(request, username=given["login"], password=given["password"])
        if user is None:
            raise adapter.validation_error("username_password_mismatch")
    except forms.ValidationError as fault:
        form.add_error(None, fault)
        return False
    said = stops.freeze_unsigned(desk_of(request), user.get_username())
    if isinstance(said, Denied) and not desk_of(request).standing.frozen:
        form.add_error(None, said.says.text(PAGE))
        return False
    return True
