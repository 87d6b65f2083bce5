"""Maildir: who wrote to whom and when (``traffic``) apart from what was written (``content``).

Traffic is the lines of the head that carry it, and no subject: a subject is content. A message's time is when the
server took it (the file's own, as Dovecot keeps it), or what its ``Date`` says, which the sender chose.
"""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Annotated, ClassVar, Final

from dueprocess.formats import moment
from dueprocess.formats.record import MAYBE, Check
from dueprocess.formats.records import Dropped, Header
from dueprocess.host.connectors import safe_tree
from dueprocess.host.connectors.request import (
    ConnectorError,
    Left,
    Record,
    Request,
    Root,
    Word,
    line_of,
)

LAYOUTS: Final = ("address", "domain/local", "local")
TIMES: Final = ("received", "date")
MAX_HEAD: Final = 1 << 18
TRAFFIC: Final = ("from", "sender", "to", "cc", "bcc", "reply-to", "date", "message-id", "received", "return-path")
_KINDS: Final = ("content", "traffic")
_HOLDS: Final = frozenset({"new", "cur"})


@dataclass(frozen=True, slots=True)
class Maildir:
    """Where mailboxes lie, how an address becomes a folder, and which time of a message counts."""

    root: Root
    layout: Annotated[str, Check(LAYOUTS.__contains__, f"one of {', '.join(LAYOUTS)}"), MAYBE] = "address"
    when: Annotated[str, Check(TIMES.__contains__, f"one of {', '.join(TIMES)}"), MAYBE] = "received"
    inside: Annotated[Word, MAYBE] = ""  # a folder below the mailbox's own, as ``Maildir``
    domains: Annotated[tuple[Word, ...], MAYBE] = ()  # of a flat layout: whose mailboxes these are
    answers: ClassVar[frozenset[str]] = frozenset(_KINDS)

    def __post_init__(self) -> None:
        """Raises ConnectorError: a folder ``bob`` is no bob of a domain that we do not carry."""
        if (self.layout == "local") != bool(self.domains):
            message = 'maildir: layout = "local" needs domains = ["your.example"]; no other layout has them'
            raise ConnectorError(message)

    def records(self, request: Request) -> Iterator[Record | Left]:
        """Messages of each target, sorted by name: traffic as lines of one list, content as files."""
        for kind in _KINDS:
            for handle, selector in request.asked(kind):
                yield from self._of(handle, kind, selector["value"] if selector["kind"] in {"email", "account"} else "")

    def _of(self, handle: str, kind: str, value: str) -> Iterator[Record | Left]:
        parts = self._parts(value)
        if not parts:
            return
        for found in safe_tree.walk(self.root, parts):
            if len(found.parts) < 2 or found.parts[-2] not in _HOLDS:  # noqa: PLR2004 - cur/NAME
                continue
            if not found.plain:
                yield Left(Dropped.UNSAFE)
                continue
            yield self._record(handle, kind, found)

    def _parts(self, value: str) -> tuple[str, ...]:
        local, at, domain = value.rpartition("@")
        if at and self.domains and domain.lower() not in {own.lower() for own in self.domains}:
            return ()  # another provider's account, whatever it is called here
        wanted = {"address": (value,), "domain/local": (domain, local), "local": (local or value,)}[self.layout]
        parts = [safe_tree.one_part(part) for part in (*wanted, *filter(None, self.inside.split("/")))]
        return () if None in parts else tuple(part for part in parts if part)

    def _record(self, handle: str, kind: str, found: safe_tree.Found) -> Record:
        if kind == "content":
            at = self._time(found, _head(self.root, found) if self.when == "date" else [])
            header = Header(handle, kind, at, "message.eml", found.size)
            # What follows the colon are flags, which change as the mailbox is used.
            origin = "/".join((*found.parts[:-2], found.parts[-1].partition(":")[0]))
            return Record(header, partial(safe_tree.read, self.root, found), origin)
        fields = _head(self.root, found)
        at = self._time(found, fields)
        told = {"at": at, "bytes": found.size, "head": [[name, text] for name, text in fields if name in TRAFFIC]}
        data = json.dumps(told, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
        return line_of(Header(handle, kind, at, "messages.jsonl", len(data), line=True), data)

    def _time(self, found: safe_tree.Found, fields: list[tuple[str, str]]) -> str:
        if self.when == "received":
            return moment.write(dt.datetime.fromtimestamp(found.changed, dt.UTC))
        said = next((text for name, text in fields if name == "date"), "")
        try:
            return moment.write(parsedate_to_datetime(said[:100]))
        except (ValueError, OverflowError):
            return ""  # it will be dropped for want of a time, and counted


def _head(root: Path, found: safe_tree.Found) -> list[tuple[str, str]]:
    """Lines of the head, unfolded: lower-case name and text. What stands after the first empty line is never kept."""
    data = bytearray()
    for piece in safe_tree.read(root, found):
        data += piece
        if b"\n\n" in data or b"\n\r\n" in data or len(data) > MAX_HEAD:
            break
    head = bytes(data).replace(b"\r\n", b"\n").partition(b"\n\n")[0][:MAX_HEAD]
    fields: list[tuple[str, str]] = []
    for line in head.decode("utf-8", "replace").split("\n"):
        if line[:1] in {" ", "\t"} and fields:
            name, text = fields[-1]
            fields[-1] = (name, f"{text} {line.strip()}")
            continue
        name, colon, text = line.partition(":")
        if colon:
            fields.append((name.strip().lower(), text.strip()))
    return fields
