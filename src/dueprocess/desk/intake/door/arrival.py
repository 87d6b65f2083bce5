"""What comes through the door: who may hand in, what is refused before it is taken, and what an arrival becomes.

All of this runs in a child that lives as long as its request. A one-use ticket from the staff desk's page is the proof
that the page's person meant it; the provider's own systems show a token with the scope ``arrive``.
"""

import datetime
import os
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.module_loading import import_string

from dueprocess.acts.access import View, sees
from dueprocess.adapters.sandbox import Handed, Sandbox
from dueprocess.demand.codes import Channel
from dueprocess.demand.media import channel_of, media_of
from dueprocess.desk.data import soundness
from dueprocess.desk.data.models import Arrival
from dueprocess.desk.intake.door.forms import MAX_TEXT, File, Form, read_form
from dueprocess.desk.intake.requests import RefusedError, Request
from dueprocess.desk.intake.sealing import Incoming, NotSealedError, seal_all, setup_of
from dueprocess.desk.services import own_cases
from dueprocess.desk.services.arrivals import Registered, register
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.web import tokens
from dueprocess.formats.refusal import DeniedError

DAY: Final = 2000
"""Arrivals a day; a desk that gets more has another trouble, and its disk must not be it (hazard 1.5)."""
RESERVE: Final = 1 << 30
"""Bytes of the disk that large arrivals leave free, so that clocks go on and a small one still enters."""
SMALL: Final = 1 << 20
LAST: Final = 64 << 20

SPOKEN: Final = frozenset({Channel.TELEPHONE, Channel.VISIT, Channel.STAFF})
_YES: Final = frozenset({"yes", "on", "true", "1"})
_NO_TICKET: Final = "This page was used already, or it is older than an hour. Load it anew in the staff desk."


@dataclass(frozen=True, slots=True)
class Handing:
    """Who hands in: somebody with a page's ticket, or a system (``person`` empty)."""

    person: str
    sees_cases: bool
    hands_in: bool  # files, not notes alone


@dataclass(frozen=True, slots=True)
class Taken:
    """What was registered, and where to go on."""

    registered: tuple[Registered, ...]
    to: str
    system: bool


Watch = Callable[[], None]
"""``known``: somebody has shown who they are, and may take the time that an upload needs. ``whole``: it is all here."""


def take(request: Request, home: Path, known: Watch, whole: Watch) -> Taken:
    """Take what a request hands in; ``whole`` is called once all of it is here. Raises RefusedError, GoneError."""
    desk: Desk = import_string(settings.OPEN_DESK)()
    try:
        soundness.check_mark(home)
    except DeniedError as fault:
        raise RefusedError(503, str(fault.denied.text)) from fault
    gate = _Gate(desk, request, home, known)
    gate.check_before()
    form = read_form(request.headers.get("content-type", ""), request.body, gate.told)
    whole()
    handing = gate.handing
    if handing is None or "secret" not in form.fields:
        raise RefusedError(422, "Say first whether it is marked VS or secret, then hand it in.")
    incoming = _incoming(desk, form, handing)
    try:
        with Sandbox(setup=setup_of(desk)) as sandbox:
            done = tuple(register(desk, seal_all(desk, incoming, sandbox)))
    except NotSealedError as fault:
        raise RefusedError(503, "It could not be sealed; your copy stands. Try again, or tell the operator.") from fault
    own_cases.brought(desk, (one.case for one in done), handing.person)
    staff = desk.house.staff_address
    if not handing.sees_cases:
        return Taken(done, f"{staff}/note/thanks/", system=not handing.person)
    to = f"{staff}/cases/{done[0].case}/" if len(done) == 1 else f"{staff}/arrive/"
    return Taken(done, to, system=False)


class _Gate:
    """What is asked while the form is being read, so that nothing is read that would be refused."""

    def __init__(self, desk: Desk, request: Request, home: Path, known: Watch) -> None:
        self.desk, self.request, self.home, self.known = desk, request, home, known
        self.handing: Handing | None = None
        self.cleared = False  # said: not secret

    def check_before(self) -> None:
        """What the head alone tells: origin, bearer, the day's quota, room on the disk."""
        origin = self.request.headers.get("origin", "")
        # A page without referrer says "null"; the ticket is what proves it. Another site's name is refused.
        if origin not in {"", "null", self.desk.house.staff_address}:
            raise RefusedError(403, _NO_TICKET)
        shown = self.request.headers.get("authorization", "")
        if shown:
            self._system(shown)
        check_room(self.desk, self.home, self.request.body.left)

    def _system(self, shown: str) -> None:
        scheme, _, secret = shown.partition(" ")
        row = tokens.find(self.desk, secret, ("system",)) if scheme.lower() == "bearer" else None
        if row is None or "arrive" not in row.scopes.split(","):
            raise RefusedError(401, "The bearer is missing, unknown, over, or not made for arrivals.")
        self.handing = Handing("", sees_cases=False, hands_in=True)
        self.known()

    def told(self, name: str, value: str) -> None:
        """One field more. The ticket is the first; whatever is secret stops here (hazard 1.8)."""
        if name == "ticket" and self.handing is None:
            self.handing = self._ticket(value)
            self.known()
        elif self.handing is None:
            raise RefusedError(403, _NO_TICKET)
        elif name in {"secret", "abuse"}:
            if value.lower() not in {"no", "0", "false"}:
                outside = f"{self.desk.house.staff_address}/arrive/outside/"
                raise RefusedError(303, "It is not taken. Keep a stub: number, custodian, day of review.", to=outside)
            self.cleared = self.cleared or name == "secret"
        elif name in {"file", "text"} and not self.cleared:
            raise RefusedError(422, "Say first whether it is marked VS or secret, then hand it in.")
        elif name == "file" and not self.handing.hands_in:
            raise RefusedError(403, "Your roles leave notes; give the file to somebody of the legal desk.")

    def _ticket(self, secret: str) -> Handing:
        row = tokens.use_once(self.desk, secret)
        if row is None:
            raise RefusedError(403, _NO_TICKET)
        roles = self.desk.roles_of(row.person)
        return Handing(row.person, sees(roles, View.CASES), sees(roles, View.HAND_IN))


def check_room(desk: Desk, home: Path, size: int) -> None:
    """Whether the day and the disk have room for ``size`` bytes more. Raises RefusedError."""
    if Arrival.objects.filter(received_on=desk.day_of(desk.now)).count() >= DAY:
        raise RefusedError(429, f"More than {DAY} arrivals today. Keep it where it is and tell the operator.")
    free = _free(home)
    if free < LAST + 3 * size or (size > SMALL and free < RESERVE + 3 * size):
        raise RefusedError(507, "The desk's disk is nearly full. Keep the file and tell the operator; notes go in.")


def _free(home: Path) -> int:
    told = os.statvfs(home)
    return told.f_bavail * told.f_frsize


def _incoming(desk: Desk, form: Form, handing: Handing) -> list[Incoming]:
    at = _moment(desk, form.fields.get("received", ""))
    practice = form.fields.get("practice", "").lower() in _YES
    text = form.fields.pop("text", "").strip()
    if form.files:
        found = [
            Incoming(
                one.name or "file", media_of(one.name), _channel(form, one), at, Handed(one.handle, one.size), practice
            )
            for one in form.files
            if one.size
        ]
        return found or _nothing()
    if not text:
        return _nothing()
    handle = os.memfd_create("note", os.MFD_CLOEXEC)
    data = text.encode()[:MAX_TEXT]
    os.write(handle, data)
    said = form.fields.get("channel", "") or str(Channel.TELEPHONE)
    if said not in list(Channel) or (Channel(said) not in SPOKEN and not handing.hands_in):
        raise RefusedError(422, "A note is of a call, a visit, or a word to somebody of the house.")
    return [Incoming("note.md", "text/markdown", Channel(said), at, Handed(handle, len(data)), practice)]


def _nothing() -> list[Incoming]:
    raise RefusedError(422, "There was nothing in it. Choose a file, or write the note.")


def _moment(desk: Desk, text: str) -> datetime.datetime:
    """Local time of the desk, to the minute; empty is now."""
    if not text:
        return desk.now
    try:
        at = datetime.datetime.strptime(text[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007 - the desk's own zone follows
    except ValueError as fault:
        raise RefusedError(422, "The time of receipt is written as 2026-03-09T10:00.") from fault
    aware = at.replace(tzinfo=zoneinfo.ZoneInfo(desk.timezone))
    if aware > desk.now + datetime.timedelta(minutes=1):
        raise RefusedError(422, "The time of receipt has not come yet; clocks count from it. Check the date.")
    return min(aware.astimezone(datetime.UTC), desk.now)


def _channel(form: Form, one: File) -> Channel:
    said = form.fields.get("channel", "")
    if not said:
        return channel_of(one.name)
    if said not in list(Channel):
        raise RefusedError(422, "How it came is one of the page's choices.")
    return Channel(said)
