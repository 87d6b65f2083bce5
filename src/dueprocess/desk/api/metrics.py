"""Figures for the operator's own watching: counts and ages alone, never a word of a case."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import auth
from dueprocess.desk.api.session_routes import TEXT
from dueprocess.desk.services.health import metrics_text
from dueprocess.desk.web.desk import desk_of

router = Router()


@router.get("/metrics", auth=auth("GET /metrics"), response=shapes.answers(None), openapi_extra=TEXT)
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of ``desk/services/health.py`` in the text form that Prometheus reads."""
    text = metrics_text(desk_of(request).now)
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")
