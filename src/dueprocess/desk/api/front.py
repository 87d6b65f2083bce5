"""What the interface answers at ``/``: a page to a browser, JSON to a program, and nothing that is not public."""

import base64
import hashlib
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from dueprocess import __version__
from dueprocess.desk.web.desk import house_of

DOCUMENT: Final = "/v1/openapi.json"
STYLE: Final = (
    "body{font:1.1rem/1.5 serif;max-width:38rem;margin:3rem auto;padding:0 1rem}:root{color-scheme:light dark}"
)
POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What this address is, and where its document stands."""
    if not request.accepts("text/html") or request.get_preferred_type(["application/json", "text/html"]) != "text/html":
        return JsonResponse({"says": _what(), "version": __version__, "document": DOCUMENT})
    house = house_of(request)
    rooms = (
        (house.staff_address, gettext("the staff desk")),
        (house.vault_address, gettext("the vault, in which demands are read")),
    )
    page = format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>{}</title><style>{}</style>'
        '<h1>{}</h1><p>{}</p><p><a href="{}">{}</a></p><p>{}</p>{}</html>',
        translation.get_language(),
        "Due Process",
        STYLE,
        house.name,
        _what(),
        DOCUMENT,
        gettext("Document of all addresses, for machines (OpenAPI)"),
        gettext("How to ask is described in docs/reference/api.md, which comes with the program."),
        format_html_join("", '<p><a href="{}">{}</a></p>', (room for room in rooms if room[0])),
    )
    return HttpResponse(page, headers={"Content-Security-Policy": POLICY})


def _what() -> str:
    return gettext("This address of Due Process answers programs, in JSON. People use the staff desk and the vault.")
