"""What ``doctor`` says of what this desk does not keep: the host on its machine, reads that nobody checks, its face.

None of it is a fault that somebody mends today. Each is said, since nobody else on the desk's side would say it.
"""

import json
import pwd
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from dueprocess.demand.codes import SubscriberPart
from dueprocess.operate.doctor_lines import Line, Lines, Mark
from dueprocess.operate.home import Home, read_desk

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

HOST_USER: Final = "dueprocess-host"
"""As ``docs/operator/host/sysusers.conf`` makes it."""


def one_machine(place: Home, user: str = HOST_USER) -> Lines:
    """Where the extraction host is, as desk.toml says it and as this machine shows it (P10, P13)."""
    said, here = read_desk(place).extraction_host, _is_user(user)
    if said == "same":
        says = "the extraction host is on the desk's machine: P10, and P13 against root, are not kept"
        yield Line("host", Mark.CAUTION, says, "The public page and each report say so: docs/how-to/one-machine.md.")
    elif here:
        says = f"the user {user} is on this machine, and desk.toml does not say so"
        yield Line("host", Mark.WRONG, says, 'Write extraction_host = "same": P10, and P13 against root, are not kept.')
    elif said == "apart":
        yield Line("host", Mark.GOOD, "desk.toml says that the extraction host is on another machine")


def reads(place: Home) -> Lines:
    """Of which services nobody checks what the database itself wrote down of reads (hazard 11.1)."""
    house = read_desk(place)
    others = [one.name for one in house.services if one.name not in house.reads_checked]
    if others:
        says = f"reads outside a case are not checked: {', '.join(others)}"
        do = "dueprocess reads (docs/operator/reads.md), then reads_checked in desk.toml; each report says it."
        yield Line("reads", Mark.INFO, says, do)
    elif house.services:
        yield Line("reads", Mark.GOOD, "reads are held against productions in every service")


def parts(desk: "Desk") -> Lines:
    """How many open demands ask for name and address alone: each needs a source that can give no more (ADR 0093)."""
    from dueprocess.case.less import part_asked
    from dueprocess.desk.data.models import Case

    del desk
    faces = Case.objects.filter(closed_on__isnull=True, face__contains=SubscriberPart.NAME_ADDRESS)
    asked = sum(bool(part_asked(item)) for text in faces.values_list("face", flat=True) for item in _items(text))
    if asked:
        says = f"{asked} items of open cases ask for name and address alone, which a data source has to answer so"
        do = "On the extraction host: dueprocess produce --check says whether it can (line part)."
        yield Line("part", Mark.INFO, says, do)


def _items(face: str) -> list[Mapping[str, object]]:
    found: list[Mapping[str, object]] = json.loads(face).get("items", [])
    return found


def face(desk: "Desk") -> Lines:
    """How many cases are alone with what stands in clear: whoever knows a demand's day finds its row (hazard 3.3)."""
    from dueprocess.desk.data.models import Case

    del desk
    rows = list(Case.objects.exclude(country="").values_list("country", "authority", "authority_kind", "received_on"))
    if not rows:
        return
    by_day = _alone((country, authority, day) for country, authority, _, day in rows)
    by_month = _alone((country, kind, f"{day:%Y-%m}" if day else "") for country, _, kind, day in rows)
    says = (
        f"{by_day} of {len(rows)} cases are the only one of their country, authority and day, {by_month} of their "
        "country, kind of authority and month: a thief who knows of one finds its row"
    )
    yield Line("face", Mark.INFO, says, "Purge what is forgotten: docs/explanation/what-a-thief-reads.md.")


def _alone(keys: Iterable[Hashable]) -> int:
    return sum(many == 1 for many in Counter(keys).values())


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True
