"""Pages for what went wrong: what happened, and what to do next. They tell nobody what exists."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not there, or not yours: the same page (hazard 2.6)."""
    del exception
    says = _("There is no such page, or it is not one of yours.")
    return _page(request, 404, _("Nothing here"), says, _("Go to the due list, or ask a colleague who may see it."))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that did not come from a page of this desk, or whose log-in is over."""
    del reason
    says = _("The form was not taken: your log-in ended, or the page was too old.")
    return _page(request, 403, _("Please send it again"), says, _("Go back, reload the page and send the form again."))


def too_many(request: HttpRequest) -> HttpResponse:
    """Too many attempts; whether the account exists is not said."""
    says = _("There were too many attempts in a short time.")
    return _page(request, 429, _("Wait a little"), says, _("Try again in five minutes; a passkey works meanwhile."))


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours. Nothing was written: each act is one transaction."""
    says = _("Something of ours failed. Nothing was written.")
    return _page(request, 500, _("Our fault"), says, _("Try again; if it happens again, tell the operator the time."))


def _page(request: HttpRequest, status: int, title: str, says: str, do: str) -> HttpResponse:
    return render(request, "staff/error.html", {"title": title, "says": says, "do": do}, status=status)
