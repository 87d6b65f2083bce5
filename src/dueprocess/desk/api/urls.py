"""Addresses of the interface. The OpenAPI document stands at /v1/openapi.json; ``/`` leads to it."""

from typing import Any, Final

from django.http import HttpRequest
from django.urls import path
from ninja import NinjaAPI
from ninja.parser import Parser

from dueprocess import __version__
from dueprocess.desk.api import (
    act_routes,
    brought_routes,
    case_routes,
    counsel_routes,
    days_routes,
    docket_routes,
    mail_key_routes,
    material,
    night_routes,
    pending_desk_acts,
    release_routes,
    session_routes,
)
from dueprocess.desk.api.errors import add_handlers
from dueprocess.desk.api.front import DOCUMENT, front
from dueprocess.desk.web import strictjson

MAX_DEPTH: Final = 12


class StrictParser(Parser):
    """JSON as RFC 8259 has it, no key twice, no number that is none, and no deeper than a statement may be."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        """The body's object. Raises ValueError, which ninja answers with 400."""
        return strictjson.load(request.body, MAX_DEPTH)


api = NinjaAPI(
    title="Due Process",
    version=__version__,
    description="The desk between a government demand and the people it is about. docs/reference/api.md",
    openapi_url=DOCUMENT,
    docs_url=None,
    parser=StrictParser(),
    urls_namespace="interface",
)
for router in (
    session_routes.router,
    case_routes.router,
    material.router,
    docket_routes.router,
    release_routes.router,
    act_routes.router,
    brought_routes.router,
    counsel_routes.router,
    night_routes.router,
    days_routes.router,
    pending_desk_acts.router,
    mail_key_routes.router,
):
    api.add_router("", router)
add_handlers(api)

urlpatterns = [path("", front), path("", api.urls)]
handler400 = "dueprocess.desk.api.errors.bad_request"
handler404 = "dueprocess.desk.api.errors.page_not_found"
handler500 = "dueprocess.desk.api.errors.broken"
