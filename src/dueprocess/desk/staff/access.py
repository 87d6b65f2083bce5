"""What the person of a request may see of the staff desk, and whether they have shown a second factor."""

from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from dueprocess.acts import access
from dueprocess.acts.access import View
from dueprocess.desk.services import own_cases
from dueprocess.desk.web.desk import desk_of, house_of, person_of


def allowed(request: HttpRequest, view: View) -> bool:
    """Whether the person of the request may see ``view``, by the roster in force."""
    return access.sees(desk_of(request).roles_of(person_of(request)), view)


def only(request: HttpRequest) -> list[str] | None:
    """Cases that alone stand in lists of the person of the request, where they are not shown all (None)."""
    return own_cases.listed(desk_of(request), person_of(request))


def only_case(request: HttpRequest) -> list[str] | None:
    """Cases that alone the person of the request opens, where they do not open all (None)."""
    return own_cases.shown(desk_of(request), person_of(request))


def has_second_factor(request: HttpRequest) -> bool:
    """Whether a passkey or an app stands beside the password, or the desk is for practice."""
    return house_of(request).practice or Authenticator.objects.filter(user_id=request.user.pk).exists()
