"""Headers of every answer: nothing of ours runs inline, is framed, is cached, or tells where it was read."""

from collections.abc import Callable
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse

from dueprocess.desk.web.desk import house_of

Answer: TypeAlias = Callable[[HttpRequest], HttpResponse]


def policy(door: str) -> str:
    """The staff desk's content policy. Forms may go to the desk itself and to the door; frames to nobody.

    The vault is a window of its own, found by its name: nothing here may frame or fetch it.
    """
    forms = " ".join(filter(None, ("'self'", door)))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
        f"connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )


class Headers:
    """Middleware: content policy, no referrer, no storing of pages, no powers of the browser that nobody needs."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer with its headers."""
        answer = self.get_response(request)
        house = house_of(request)
        answer.setdefault("Content-Security-Policy", policy(house.door_address))
        answer.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
        answer.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        answer.setdefault("Cache-Control", "no-store")
        return answer
