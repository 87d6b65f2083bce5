"""Fixtures of the portal: a founded desk behind its addresses, asked as a stranger's browser asks."""

from typing import Any

import pytest
from django.test import Client

from desk_samples import Place

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "dueprocess.desk.web.headers.Headers",
    "dueprocess.desk.intake.portal.edge.Edge",
]


@pytest.fixture
def place(db: None, settings: Any) -> Place:
    """The desk at 09:00 on a Monday; this process answers as the portal does."""
    from dataclasses import replace

    from desk_samples import Place
    from dueprocess.desk.services.house import House, Service
    from portal_samples import Current

    settings.ROOT_URLCONF = "dueprocess.desk.intake.portal.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.OPEN_DESK = "portal_samples.current"
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 24 << 20
    settings.SECRET_KEY = "a home's secret.key"
    made = Place.found()
    house = House(
        "Fennel <Mail>",
        "DE",
        contact="desk@fennel.example",
        address=("Weir 7", "12345 Oberfenchel"),
        services=(Service("mail", "telecom"),),
    )
    made.desk = replace(made.desk, house=house)
    Current.place = made
    return made


@pytest.fixture
def stranger(place: Place) -> Client:
    from django.test import Client

    return Client()
