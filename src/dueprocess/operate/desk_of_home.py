"""One place where a home becomes a desk: roster from its chain, shelf from its files, calendar, clock, randomness."""

import datetime
import functools
import json
import os
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from dueprocess.operate import day_heads, history, lists
from dueprocess.operate.directory import FILE, own
from dueprocess.operate.holdings import lenient, path_of
from dueprocess.operate.home import Home, current, read_desk
from dueprocess.operate.ready import NoDeskError, check_founded

if TYPE_CHECKING:
    from dueprocess.adapters.calendars import LegalCalendar
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.chain import Line


SERVED = "served.lock"
"""While a process serves a home it holds this file; an identity is refused there (hazard 9.2)."""


PROPOSED = "roster.pending"
"""The roster that waits for signatures: its text, a blank line, the signatures so far."""


def is_served(home: Home) -> bool:
    """Whether a living process serves this home."""
    try:
        number = int((home.path / SERVED).read_text())
        os.kill(number, 0)
    except (OSError, ValueError):
        return False
    return True


def now() -> datetime.datetime:
    """The time, aware UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).replace(microsecond=0)


def open_desk(home: Home, at: datetime.datetime | None = None) -> "Desk":
    """The desk of a booted home. Raises NoDeskError: not founded yet, or a roster that its pin refuses."""
    from dueprocess.adapters import law_files
    from dueprocess.adapters.blobs import Blobs
    from dueprocess.desk.services import desk_record, stood
    from dueprocess.desk.services.desk import Desk

    moment = at or now()
    settings = read_desk(home)
    line = _line(home, moment)
    rosters = {one.number: one for one in line}
    standing = stood.standing(rosters)
    return Desk(
        roster=line.in_force,
        rosters=rosters,
        until=line.until,
        standing=standing,
        shelf=law_files.load(signatures=desk_record.law(rosters, standing)),
        calendar=_calendar(settings.country),
        now=moment,
        random=secrets.token_bytes,
        timezone=settings.timezone,
        country=settings.country,
        blobs=Blobs(home.blobs),
        own_authorities=own(home),
        marks={one.value: (one.why, one.on) for one in lists.read(home).marks},
        past=history.by_year(history.sheets(home)),
        holdings=lenient(home, settings),
        services={one.name: str(one.service_class) for one in settings.services},
        house=settings,
        proposed=home.path / PROPOSED,
        head=day_heads.newest(home),
    )


def _calendar(country: str) -> "LegalCalendar":
    """The country's working days, on which legal clocks run. Raises NoDeskError where none are known."""
    from dueprocess.adapters import calendars

    try:
        return calendars.LegalCalendar(country)
    except calendars.CalendarError as fault:
        message = f'desk.toml: country = "{country}": {fault}. Mend that line; nothing of the desk was changed.'
        raise NoDeskError(message) from fault


_kept: "tuple[object, Desk] | None" = None


def current_desk(home: Home | None = None) -> "Desk":
    """The desk of a home (the environment's) at this moment, for surfaces that serve many requests.

    Roster chain, signatures and law files are read again when a roster or a signature was added, or desk.toml or a
    law file changed; at law files it looks once a second. Raises as ``open_desk`` does.
    """
    global _kept  # noqa: PLW0603 - one desk a process
    home, moment = home or current(), now()
    key = _mark(home, moment)
    if _kept is None or _kept[0] != key:
        _kept = (key, open_desk(home, moment))
    return replace(_kept[1], now=moment)


def _mark(home: Home, moment: datetime.datetime) -> tuple[object, ...]:
    """What the desk was read from; another mark, another desk."""
    from dueprocess.desk.data.models import Roster as Row
    from dueprocess.desk.data.models import Statement
    from dueprocess.desk.services import stood

    rosters = list(Row.objects.order_by("number").values_list("number", "hash"))
    signed = Statement.objects.filter(act__in=["law.sign", "law.read"]).count()
    files = (
        home.desk,
        home.pin,
        *(home.path / one for one in (FILE, history.FILE, lists.FILE, day_heads.FILE)),
        path_of(home),
    )
    stamps = tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
    # A roster may take effect at an hour: the chain is walked again each quarter of an hour.
    return (home.path, *rosters, signed, stood.mark(), stamps, _law_changed(moment), int(moment.timestamp()) // 900)


@functools.lru_cache(maxsize=1)
def _law_changed(_second: datetime.datetime) -> int:
    """When a law file changed last. Some 350 files are asked: not at each of a second's requests."""
    from dueprocess.adapters import law_files

    return law_files.stamp()


def _line(home: Home, moment: datetime.datetime) -> "Line":
    """The chain of rosters, checked from the pin. Raises NoDeskError."""
    from dueprocess.formats.errors import RosterError

    check_founded(home)
    data = json.loads(home.pin.read_text())
    try:
        return check_line(data["desk"], data["hash"], moment)
    except RosterError as fault:
        message = f"The roster in the database is not the one this home was founded on: {fault.reason} [{fault.rule}]"
        raise NoDeskError(message) from fault


def check_line(desk: str, founding: str, moment: datetime.datetime) -> "Line":
    """The whole chain in the database, from the founding roster of that hash. Raises RosterError."""
    from dueprocess.adapters import crypto
    from dueprocess.desk.data.models import Roster as Row
    from dueprocess.formats.chain import Pin, walk
    from dueprocess.formats.moment import write

    rows = list(Row.objects.order_by("number").values_list("note", "since"))
    since = tuple(write(one) for _, one in rows[1:])
    return walk(Pin(desk, 1, founding, 1, since), [bytes(note) for note, _ in rows], crypto.verify, moment)
