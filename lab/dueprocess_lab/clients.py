"""People's own clients before a desk in this process, as the command line makes them; only the hour is the story's."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.adapters.identity import Identity
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.client.release import Found
    from dueprocess.desk.services.desk import Desk
    from dueprocess.release.looked import Ready


def asks(open_desk: "Callable[[], Desk]", who: "Identity") -> "FarDesk":
    """The desk's interface, asked by one person or host."""
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.desk.api.in_process import InProcess

    return FarDesk(InProcess(open_desk), who, lambda: open_desk().now)


def client(open_desk: "Callable[[], Desk]", who: "Identity", keys: "Path") -> "tuple[Person, Material]":
    """A person before the desk, and their way to what is sealed; what they saw is remembered beside their key."""
    from dueprocess.client.case_keys import CaseKeys
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person

    far = asks(open_desk, who)
    pin = keys / f"{who.name}.identity.desk"
    held = CaseKeys(far, who, Person(who, far, pin, far.now).look)
    return Person(who, far, pin, far.now, keys=held), Material(far, who, held)


def order(who: "Person", material: "Material", case: str, item: int, typed: "Found") -> str:
    """Ask the desk's one host to make ready what was granted; the production's id. Raises DeniedError.

    ``typed``: identifiers by handle, for those that no machine read in the original.
    """
    from dueprocess.client import release
    from dueprocess.formats.selector import target_key
    from dueprocess.formats.statement import Act
    from dueprocess.release.looked import orderable

    looked = who.look(case)
    may, key = orderable(looked, item), target_key(material.secret(case).encode())
    found = {**typed, **release.read_at_arrival(material.opened(case), key, may.marks)}
    says, inside = release.order(who, looked, may, "", key, found)
    who.act(who.look(case), Act.PRODUCTION_ORDER, says, [inside])  # that the case was read is a step of it
    return str(says["production"])


def ready(who: "Person", case: str, production: str) -> "Ready":
    """The production as this person's own machine checks it now. Raises DeniedError."""
    from dueprocess.client import release

    return release.ready(who, who.look(case), production)
