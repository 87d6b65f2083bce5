"""A person before a desk of the tests, by its interface in this process."""

from __future__ import annotations

from desk_samples import Place, people
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.client.material import Material
from dueprocess.desk.api.in_process import InProcess


def far(place: Place, name: str) -> FarDesk:
    """The desk as one person asks it."""
    return FarDesk(InProcess(lambda: place.desk), people()[name], lambda: place.desk.now, place.desk.roster.desk_id)


def material(place: Place, name: str) -> Material:
    """One person's way into what is sealed."""
    return Material(far(place, name), people()[name])


def case_secret(place: Place, name: str, case: str) -> str:
    """The case's age identity, out of one person's envelope."""
    return material(place, name).secret(case)
