"""The desk of a request: opened once, at the moment of the request."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import House

_KEPT: Final = "_dueprocess_desk"


def desk_of(request: HttpRequest) -> Desk:
    """The desk as it is now, by the wiring that the settings name. Raises what the wiring raises."""
    kept: Desk | None = getattr(request, _KEPT, None)
    if kept is None:
        opened: Desk = import_string(settings.OPEN_DESK)()
        kept = opened
        setattr(request, _KEPT, kept)
    return kept


def give(request: HttpRequest, desk: Desk) -> None:
    """Answer this request for ``desk``, which whoever asks in this process has opened (``api/in_process.py``)."""
    setattr(request, _KEPT, desk)


def house_of(request: HttpRequest) -> House:
    """What desk.toml says about the provider; empty where the home is no desk yet."""
    try:
        return desk_of(request).house
    except (RuntimeError, ValueError, OSError):
        return House("", "")


def person_of(request: HttpRequest) -> str:
    """Pseudonym of whoever is logged in; empty for nobody."""
    user = getattr(request, "user", None)
    return str(user.name) if user is not None and user.is_authenticated else ""
