"""What a child of the door does with a form: checks the ticket, hands the files to the sealing sandbox, registers."""

import datetime
import os
import shutil
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.module_loading import import_string

from dueprocess.adapters.sandbox import Handed, Sandbox
from dueprocess.data.models import Token
from dueprocess.domain import access
from dueprocess.domain.access import View
from dueprocess.domain.demand.codes import Channel, Role
from dueprocess.door.multipart import BadFormError, Form
from dueprocess.services.arrivals import Registered, register
from dueprocess.services.sealing import Incoming, seal_all, setup_of
from dueprocess.web import tokens

if TYPE_CHECKING:
    from dueprocess.services.desk import Desk

A_DAY: Final = 500
"""Arrivals that one person or system may hand in on a day; more is refused before acceptance (hazard 1.5)."""
RESERVE: Final = 256 << 20
"""Bytes of disk that stay free for clocks and small demands."""
MAX_NOTE: Final = 20_000
MEDIA: Final = {
    ".eml": "message/rfc822",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
FORBIDDEN: Final = "This form was used already, or is older than an hour. Load the page again and send it anew."


class SecretError(Exception):
    """The sender says that it is marked secret: nothing is taken (hazard 1.8)."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a form: who handed it in, and the arrivals."""

    by: str
    registered: tuple[Registered, ...]
    sees_cases: bool


class Taking:
    """One form at one desk, in one child."""

    def __init__(self, bearer: str = "") -> None:
        self.desk: Desk = import_string(settings.OPEN_DESK)()
        self.bearer = bearer
        self.token: Token | None = None

    def check(self, fields: Mapping[str, str]) -> None:
        """Before the first byte of a file is kept: may this sender hand in, today, here? Raises BadFormError."""
        if self.token is not None:
            return
        if fields.get("secret") == "yes":
            raise SecretError
        self.token = self._of_system() if self.bearer else self._of_person(fields)
        if self.token is None:
            raise BadFormError(FORBIDDEN, 403)
        self._room()

    def _of_person(self, fields: Mapping[str, str]) -> Token | None:
        return tokens.use_once(self.desk, fields.get("ticket", ""))

    def _of_system(self) -> Token | None:
        found = tokens.find(self.desk, self.bearer, ("system",))
        return found if found is not None and "arrive" in found.scopes.split(",") else None

    def _room(self) -> None:
        person = self.token.person if self.token else ""
        used = Token.objects.filter(kind="door", person=person, used_on=self.desk.today).count()
        if used > A_DAY:
            message = f"More than {A_DAY} arrivals were handed in today. Keep the originals and tell the operator."
            raise BadFormError(message, 429)
        if self.desk.blobs is not None and shutil.disk_usage(self.desk.blobs.folder.parent).free < RESERVE:
            message = "The desk's disk is nearly full. Tell the operator, and hand the original in later: keep it."
            raise BadFormError(message, 507)

    def take(self, form: Form) -> Taken:
        """Seal and register everything in the form. Raises BadFormError and NotSealedError."""
        by = self.token.person if self.token else ""
        incoming = list(self._incoming(form))
        if not incoming:
            message = "There was neither a file nor a note in the form."
            raise BadFormError(message, 422)
        with Sandbox(setup=setup_of(self.desk)) as sandbox:
            registered = register(self.desk, seal_all(self.desk, incoming, sandbox))
        return Taken(by, tuple(registered), self._sees(by))

    def _sees(self, by: str) -> bool:
        person = self.desk.roster.person(by)
        return access.sees([Role(role) for role in person.roles] if person else [], View.CASES)

    def _incoming(self, form: Form) -> Iterator[Incoming]:
        at, practice = self._moment(form.fields.get("received", "")), form.fields.get("practice") == "yes"
        text = form.fields.get("text", "")
        if len(text) > MAX_NOTE:
            message = f"A note has at most {MAX_NOTE} characters."
            raise BadFormError(message, 413)
        if text.strip():
            channel = _channel(form.fields.get("channel", ""), Channel.TELEPHONE)
            yield Incoming("note.md", "text/markdown", channel, at, text.encode(), practice)
        for one in form.files:
            ending = os.path.splitext(one.name)[1].lower()  # noqa: PTH122 - a sender's name is no path of ours
            channel = _channel(form.fields.get("channel", ""), Channel.MAIL if ending == ".eml" else Channel.FILE)
            name = one.name.replace("\\", "/").rpartition("/")[2][:255] or "file"
            media = MEDIA.get(ending, "application/octet-stream")
            yield Incoming(name, media, channel, at, Handed(one.handle, one.size), practice)
        form.files.clear()  # whoever sealed them closed them

    def _moment(self, text: str) -> datetime.datetime:
        if not text:
            return self.desk.now
        try:
            at = datetime.datetime.fromisoformat(text)
        except ValueError as fault:
            message = "The time of arrival is none; write it as 2026-11-24T09:12."
            raise BadFormError(message, 422) from fault
        local = at if at.tzinfo else at.replace(tzinfo=zoneinfo.ZoneInfo(self.desk.timezone))
        if local > self.desk.now:
            message = "That time has not come yet. Clocks count from the minute of arrival: check day and hour."
            raise BadFormError(message, 422)
        return local.astimezone(datetime.UTC)


def _channel(text: str, otherwise: Channel) -> Channel:
    return Channel(text) if text in {str(one) for one in Channel} - {str(Channel.IMPORT)} else otherwise


def plain(taken: Taken) -> list[dict[str, object]]:
    """The answer to a system: ids and codes alone."""
    return [
        {"arrival": one.arrival, "case": one.case, "says": str(one.says), "unreadable": one.unreadable or None}
        for one in taken.registered
    ]
