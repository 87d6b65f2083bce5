"""Addresses of the interface. The OpenAPI document stands at /v1/openapi.json; no page of it is served."""

from django.urls import path
from ninja import NinjaAPI

from dueprocess import __version__
from dueprocess.desk.api import (
    act_routes,
    brought_routes,
    case_routes,
    material,
    metrics,
    night_routes,
    pending_desk_acts,
    release_routes,
    session_routes,
)
from dueprocess.desk.api.body import StrictParser
from dueprocess.desk.api.errors import add_handlers

api = NinjaAPI(
    title="Due Process",
    version=__version__,
    description="The desk between a government demand and the people it is about. docs/reference/api.md",
    openapi_url="/v1/openapi.json",
    docs_url=None,
    parser=StrictParser(),
    urls_namespace="interface",
)
for router in (
    session_routes.router,
    case_routes.router,
    material.router,
    release_routes.router,
    act_routes.router,
    brought_routes.router,
    night_routes.router,
    pending_desk_acts.router,
    metrics.router,
):
    api.add_router("", router)
add_handlers(api)

urlpatterns = [path("", api.urls)]
handler400 = "dueprocess.desk.api.errors.bad_request"
handler404 = "dueprocess.desk.api.errors.page_not_found"
handler500 = "dueprocess.desk.api.errors.broken"
