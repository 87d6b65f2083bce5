"""Addresses of the interface. The OpenAPI document stands at /v1/openapi.json; no page of it is served."""

from django.urls import path
from ninja import NinjaAPI

from dueprocess import __version__
from dueprocess.api import acting, itself, looking, material, metrics, opening, releasing
from dueprocess.api.body import StrictParser
from dueprocess.api.errors import add_handlers

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
    opening.router,
    looking.router,
    material.router,
    releasing.router,
    acting.router,
    itself.router,
    metrics.router,
):
    api.add_router("", router)
add_handlers(api)

urlpatterns = [path("", api.urls)]
handler400 = "dueprocess.api.errors.bad_request"
handler404 = "dueprocess.api.errors.page_not_found"
handler500 = "dueprocess.api.errors.broken"
