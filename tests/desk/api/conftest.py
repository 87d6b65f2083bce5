"""Fixtures of the interface: a founded desk behind its routes (see api_samples.py)."""

from typing import Any

import pytest

from api_samples import Place

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dueprocess.desk.web.headers.Headers",
    "dueprocess.desk.api.edge.Edge",
]


@pytest.fixture
def interface(db: None, settings: Any) -> None:
    """This process answers as the interface does."""
    from django.core.cache import cache

    settings.ROOT_URLCONF = "dueprocess.desk.api.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.OPEN_DESK = "api_samples.current"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 24 << 20
    cache.clear()


@pytest.fixture
def place(interface: None) -> Place:
    """The desk at 09:00 on a Monday."""
    import api_samples

    return api_samples.found()
