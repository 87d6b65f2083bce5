"""A person before a desk of the tests, by its interface in this process."""

from __future__ import annotations

import base64
import tempfile
from dataclasses import replace
from pathlib import Path

from desk_samples import Place, people
from dueprocess.adapters import crypto
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.client.case_keys import CaseKeys
from dueprocess.client.material import Material
from dueprocess.client.person import Person
from dueprocess.desk.api.in_process import InProcess


def far(place: Place, name: str) -> FarDesk:
    """The desk as one person asks it."""
    return FarDesk(InProcess(lambda: place.desk), people()[name], lambda: place.desk.now, place.desk.roster.desk_id)


def client(place: Place, name: str) -> tuple[Person, Material]:
    """One person's machine, which saw nothing of the desk before."""
    desk, who = far(place, name), people()[name]
    pin = Path(tempfile.mkdtemp()) / "pin"
    person = Person(who, desk, pin, lambda: place.desk.now, place.desk.roster.desk_id)
    keys = CaseKeys(desk, who, person.look)
    return replace(person, keys=keys), Material(desk, who, keys)


def material(place: Place, name: str) -> Material:
    """One person's way into what is sealed."""
    return client(place, name)[1]


def case_secret(place: Place, name: str, case: str) -> str:
    """The age identity out of one person's envelope of the case."""
    told = far(place, name).material(case)
    return crypto.unwrap_key(base64.b64decode(told["envelope"]), people()[name].age_secrets, told["recipient"])
