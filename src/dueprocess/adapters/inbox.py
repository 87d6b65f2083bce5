"""A folder of an IMAP server in which demands arrive, emptied as its mails are sealed.

Two connections. This process's own asks what lies there and takes away what is registered: it sees numbers, sizes and
times of receipt. The other lives in a child (``inbox_child``) that ends with its few mails and hands each over in
memory that nobody here reads (hazard 10.3).
"""

import contextlib
import datetime
import json
import os
import re
import select
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.adapters import mailboxes
from dueprocess.adapters.mailboxes import Fault, MailboxError
from dueprocess.adapters.sandbox import MAX_DATA, Handed

AT_ONCE: Final = 50
"""Mails that one child fetches at most, ``MAX_DATA`` bytes together: what comes meanwhile waits no longer."""
CHILD: Final = "dueprocess.adapters.inbox_child"
SECONDS: Final = 120.0  # until a child says the next thing
LISTENS: Final = 0.5  # seconds until whoever waits looks whether it is to end
MAX_TOLD: Final = 4096
_NUMBER: Final = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d{1,12})\b")
_CAME: Final = re.compile(rb'\bINTERNALDATE "([ \d]\d-[A-Za-z]{3}-\d{4} \d\d:\d\d:\d\d [+-]\d{4})"')


@dataclass(frozen=True, slots=True)
class Lying:
    """One mail, unread. ``key`` names it for as long as the folder is what it is (RFC 9051, 2.3.1.1)."""

    uid: str
    key: str
    size: int
    came_at: datetime.datetime  # aware; when the server received it (RFC 9051, 2.3.3)


@dataclass(slots=True)
class Inbox:
    """The folder of ``imaps://user@host/FOLDER``. Each method raises MailboxError."""

    place: str
    password: str = field(repr=False)
    box: mailboxes.Imap

    def lying(self) -> list[Lying]:
        """What lies there and is not marked as deleted, newest first."""
        return self._found("UNDELETED")

    def marked(self) -> list[Lying]:
        """What is marked as deleted and lies there still: by a person, or by who was killed before it went."""
        return self._found("DELETED") if self.box.uidplus else []

    def _found(self, which: str) -> list[Lying]:
        with mailboxes.told():
            self.box.server.noop()  # else a server need not say what came since
            validity = self.box.validity
            found = mailboxes.good(self.box.server.uid("SEARCH", which))[0] or b""
            uids = sorted((uid.decode("ascii", "replace") for uid in found.split()), key=_as_number, reverse=True)
            told = []
            for some in _cut(uids):
                said = mailboxes.good(self.box.server.uid("FETCH", ",".join(some), "(UID RFC822.SIZE INTERNALDATE)"))
                told += [made for one in said if (made := _lying(one, validity))]
        return sorted(told, key=lambda one: _as_number(one.uid), reverse=True)

    @property
    def idles(self) -> bool:
        """Whether the server says by itself when something comes."""
        return self.box.idles

    def wait(self, seconds: float, goes_on: Callable[[], bool]) -> None:
        """Until the server says that something changed, or ``seconds`` are over, or no longer ``goes_on``."""
        until = time.monotonic() + seconds

        def waits(line: socket.socket) -> bool:
            left = until - time.monotonic()
            if left <= 0 or not goes_on():
                return False
            heard, _, _ = select.select([line], [], [], min(LISTENS, left))
            return not heard or isinstance(line, ssl.SSLSocket)  # of TLS something came, perhaps no word

        with mailboxes.told():
            self.box.idle(waits)

    def fetched(self, several: Sequence[Lying]) -> Iterator[tuple[Lying, Handed]]:
        """Those of some that still lie there, each in a file of memory that the caller closes."""
        asked = {"place": self.place, "password": self.password, "uids": [one.uid for one in several]}
        by_uid = {one.uid: one for one in several}
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours, _running(theirs):
            try:
                ours.settimeout(SECONDS)
                ours.send(json.dumps(asked).encode())
                while (said := _heard(ours)) is not None:
                    uid, handed = said
                    if uid in by_uid:
                        yield by_uid[uid], handed
                    else:
                        os.close(handed.handle)
            except (OSError, ValueError):
                raise MailboxError(Fault.BROKEN) from None

    def remove(self, one: Lying) -> None:
        """Take it away for good; where the server knows no UIDPLUS it is marked alone (see ``mailboxes``)."""
        with mailboxes.told():
            self.box.remove(one.key)


@contextlib.contextmanager
def opened(place: str, password: str) -> Iterator[Inbox]:
    """The folder, for as long as this lasts. Raises MailboxError."""
    with mailboxes.imap(place, password) as box:
        yield Inbox(place, password, box)


def is_large(one: Lying) -> bool:
    """Whether it is more than a child takes to seal."""
    return one.size > MAX_DATA


def at_once(waiting: Sequence[Lying]) -> list[Lying]:
    """The first of some, none of them large, as many as one child fetches."""
    taken: list[Lying] = []
    room = MAX_DATA
    for one in waiting:
        if taken and (one.size > room or len(taken) == AT_ONCE):
            break
        taken.append(one)
        room -= one.size
    return taken


@contextlib.contextmanager
def _running(line: socket.socket) -> Iterator[None]:
    """The child, with what OpenSSL's own variables say of whom it trusts. It ends with its line."""
    trust = {name: os.environ[name] for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
    with line:
        child = subprocess.Popen(
            [sys.executable, "-I", "-m", CHILD],
            stdin=line.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LANG": "C.UTF-8", **trust},
        )
    try:
        yield
    finally:
        child.kill()
        child.wait()


def _heard(line: socket.socket) -> tuple[str, Handed] | None:
    """The next mail; None at the end. Raises MailboxError, OSError."""
    message, handles, _, _ = socket.recv_fds(line, MAX_TOLD, 1)
    said: Any = json.loads(message) if message else {"fault": str(Fault.BROKEN)}
    match said, handles:
        case {"uid": str() as uid, "size": int() as size}, [handle]:
            return uid, Handed(handle, size)
        case {"end": True}, []:
            return None
        case {"fault": str() as code}, []:
            raise MailboxError(Fault(code))
        case _:
            raise MailboxError(Fault.BROKEN)


def _lying(said: Any, validity: str) -> Lying | None:  # noqa: ANN401 - what the library gives
    if not isinstance(said, bytes):
        return None
    uid, size, came = (pattern.search(said) for pattern in (_NUMBER, _SIZE, _CAME))
    if not (uid and size and came):
        return None
    number = uid[1].decode()
    moment = datetime.datetime.strptime(came[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z")
    return Lying(number, f"{validity}-{number}", int(size[1]), moment)


def _as_number(uid: str) -> int:
    return int(uid) if uid.isdecimal() else 0


def _cut(uids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(uids), 500):
        yield uids[start : start + 500]
