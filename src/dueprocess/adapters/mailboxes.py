"""Where bounces are read: a folder of an IMAP server, or a Maildir. Bytes are handed on unread; nothing is parsed here.

Only what looks like a report, or was sent to an address that we gave out, is handed on; a message is removed when its
reader says so and never by itself, so that what is no bounce of ours stays where people find it.
"""

import contextlib
import imaplib
import os
import re
import socket
import ssl
import stat
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol, cast
from urllib.parse import SplitResult, unquote, urlsplit

from dueprocess.adapters.smtp import is_this_machine

if TYPE_CHECKING:
    import io

MAX_MESSAGE: Final = 512 << 10  # bytes; a report stands at the beginning, the mail that it returns may be cut
MAX_A_ROUND: Final = 500
TIMEOUT: Final = 30.0
OURS: Final = b"+o-"  # in every address that the worker gives out
REPORT: Final = b"multipart/report"
_HEAD: Final = 64 << 10
_PORTS: Final = {"imaps": 993, "imap": 143}
_LISTED: Final = re.compile(rb'\(([^)]*)\) (?:"[^"]*"|NIL) ("[^"]*"|[^ "]+)')
_KEEPS: Final = re.compile(rb"\\(All|Archive|Trash|Junk)\b", re.IGNORECASE)
_MESSAGES: Final = re.compile(rb"MESSAGES (\d{1,10})")
_FOLDER: Final = re.compile(r'[^\x00-\x1f"\\\x7f]{1,200}')


class Fault(StrEnum):
    """Why a mailbox cannot be read now. Closed."""

    PLACE = "bounces.place"  # [mail] bounces is neither an IMAP address nor an absolute path
    UNREACHABLE = "bounces.unreachable"
    TLS = "bounces.tls"
    LOGIN = "bounces.login"
    BROKEN = "bounces.broken"


class MailboxError(Exception):
    """The mailbox cannot be read or written; never the server's words (P2)."""

    def __init__(self, code: Fault) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """A message as it lies there; ``key`` names it for as long as the mailbox is what it is."""

    key: str
    data: bytes


class Mailbox(Protocol):
    """What a reader of bounces needs."""

    def letters(self, looked: Collection[str]) -> Iterator[Letter]:
        """Candidates that are not in ``looked``, oldest first, at most 500. Raises MailboxError."""

    def remove(self, key: str) -> None:
        """Take one away for good. Raises MailboxError."""


@contextlib.contextmanager
def opened(place: str, password: str) -> Iterator[Mailbox]:
    """The mailbox of ``[mail] bounces``: ``imaps://user@host/FOLDER``, ``imap://…``, or the path of a Maildir.

    ``imap`` begins TLS before it logs in; in clear it goes to this machine alone. Raises MailboxError.
    """
    if place.startswith("/"):
        yield Maildir(Path(place))
        return
    with imap(place, password) as box:
        yield box


@contextlib.contextmanager
def imap(place: str, password: str) -> Iterator["Imap"]:
    """The same of a server alone. Raises MailboxError."""
    with told(), _connected(_address(place), password) as box:
        yield box


def is_place(place: str) -> bool:
    """Whether ``opened`` would understand it."""
    if place.startswith("/"):
        return True
    try:
        _address(place)
    except MailboxError:
        return False
    return True


def _address(place: str) -> SplitResult:
    try:
        parts = urlsplit(place)
        good = parts.scheme in _PORTS and parts.hostname and parts.username and (parts.port or 1) > 0
    except ValueError:
        good = False
    if not good or parts.password or parts.query or parts.fragment or not _FOLDER.fullmatch(_folder(parts)):
        raise MailboxError(Fault.PLACE)
    return parts


def _folder(parts: SplitResult) -> str:
    return unquote(parts.path.lstrip("/")) or "INBOX"


@contextlib.contextmanager
def _connected(parts: SplitResult, password: str) -> Iterator["Imap"]:
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, port, ssl_context=ssl.create_default_context(), timeout=TIMEOUT)
    else:
        server = imaplib.IMAP4(host, port, timeout=TIMEOUT)
    try:
        if parts.scheme == "imap" and not is_this_machine(host):
            server.starttls(ssl.create_default_context())
        try:
            server.login(unquote(parts.username or ""), password)
        except imaplib.IMAP4.error:
            raise MailboxError(Fault.LOGIN) from None
        good(server.select(f'"{_folder(parts)}"'))
        # What it could before the log-in is less than what it can now.
        can = b" ".join(one for one in good(server.capability()) if one).upper().split()
        # The library hands this answer out once; numbers hold under it until the folder is selected anew.
        validity = (server.response("UIDVALIDITY")[1] or [None])[0]
        if not validity:
            raise MailboxError(Fault.BROKEN)
        yield Imap(
            server, uidplus=b"UIDPLUS" in can, idles=b"IDLE" in can, validity=validity.decode("ascii", "replace")
        )
    finally:
        # Not CLOSE, which would expunge what others marked.
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            server.logout()
        with contextlib.suppress(OSError):  # where the other left first, logging out closes nothing
            server.shutdown()


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What the library and the system raise, as a MailboxError."""
    try:
        yield
    except ssl.SSLError:
        raise MailboxError(Fault.TLS) from None
    except imaplib.IMAP4.error:
        raise MailboxError(Fault.BROKEN) from None
    except OSError:
        raise MailboxError(Fault.UNREACHABLE) from None


def good(answer: tuple[str, list[Any]]) -> list[Any]:
    """What the server answered. Raises MailboxError for anything but OK."""
    if answer[0] != "OK":
        raise MailboxError(Fault.BROKEN)
    return answer[1]


_WANTED: Final = (
    "UNDELETED",
    *("OR", "HEADER", "To", '"+o-"'),
    *("OR", "HEADER", "Delivered-To", '"+o-"'),
    *("OR", "HEADER", "X-Original-To", '"+o-"', "HEADER", "Content-Type", '"multipart/report"'),
)


@dataclass(frozen=True, slots=True)
class Imap:
    """A selected folder. The server looks for candidates; only they come over the line."""

    server: imaplib.IMAP4
    uidplus: bool
    idles: bool
    validity: str  # under which the folder's numbers hold (RFC 9051, 2.3.1.1)

    def letters(self, looked: Collection[str]) -> Iterator[Letter]:
        """See ``Mailbox``."""
        validity = self.validity
        found = good(self.server.uid("SEARCH", *_WANTED))
        uids = [uid.decode("ascii", "replace") for uid in (found[0] or b"").split()]
        fresh = [uid for uid in uids if f"{validity}-{uid}" not in looked][:MAX_A_ROUND]
        for uid in fresh:
            parts = good(self.server.uid("FETCH", uid, f"(BODY.PEEK[]<0.{MAX_MESSAGE}>)"))
            data = next((part[1] for part in parts if isinstance(part, tuple)), None)
            if data is not None:
                yield Letter(f"{validity}-{uid}", data[:MAX_MESSAGE])

    def remove(self, key: str) -> None:
        """See ``Mailbox``. Without UIDPLUS it is marked alone: a plain EXPUNGE takes what others marked, too."""
        uid = key.rpartition("-")[2]
        self.mark(uid)
        if self.uidplus:
            good(self.server.uid("EXPUNGE", uid))

    def mark(self, uid: str) -> None:
        """Mark one as deleted; it lies there still."""
        good(self.server.uid("STORE", uid, "+FLAGS.SILENT", r"(\Deleted)"))

    def idle(self, waits: Callable[[socket.socket], bool]) -> None:
        """Let the server say when something changes (RFC 2177), for as long as ``waits`` lets it; imaplib has no such.

        ``waits`` is asked again and again with the line to look at, and says whether to go on. Raises MailboxError.
        """
        server = self.server
        tag = server._new_tag()  # noqa: SLF001 - as the library's own commands do
        server.send(tag + b" IDLE\r\n")
        while (line := self._line()).startswith(b"*"):
            pass
        if not line.startswith(b"+"):
            raise MailboxError(Fault.BROKEN)
        while not self._said() and waits(server.sock):
            pass
        server.send(b"DONE\r\n")
        while not self._line().startswith(tag):
            pass

    def _line(self) -> bytes:
        line = self.server.readline()
        if not line:  # the other left
            raise MailboxError(Fault.UNREACHABLE)
        return line

    def _said(self) -> bool:
        """Whether the server said something that nobody read yet, or left. Takes nothing off the line."""
        sock = self.server.sock
        sock.setblocking(False)
        try:
            found = cast("io.BufferedReader", self.server.file).peek(1)
            return bool(found) or isinstance(sock, ssl.SSLSocket)
        except (ssl.SSLWantReadError, BlockingIOError):
            return False
        finally:
            sock.settimeout(TIMEOUT)

    def copies(self) -> dict[str, int]:
        """Folders of this login in which servers and programs leave copies (RFC 6154), and how many mails lie there.

        Raises MailboxError.
        """
        found: dict[str, int] = {}
        for line in good(self.server.list()):
            named = _LISTED.fullmatch(line) if isinstance(line, bytes) else None
            if named and _KEEPS.search(named[1]) and b"\\" not in (name := named[2].strip(b'"')):
                told = _MESSAGES.search(
                    good(self.server.status(f'"{name.decode("ascii", "replace")}"', "(MESSAGES)"))[0]
                )
                found[name.decode("ascii", "replace")] = int(told[1]) if told else 0
        return found


@dataclass(frozen=True, slots=True)
class Maildir:
    """Files in ``new`` and ``cur``. Links are not followed; names are the mail system's, unlike one another."""

    folder: Path

    def letters(self, looked: Collection[str]) -> Iterator[Letter]:
        """See ``Mailbox``."""
        count = 0
        for path in self._files():
            key = path.name.partition(":")[0]
            if key in looked:
                continue
            data = _read(path)
            if data is not None and (OURS in data[:_HEAD] or REPORT in data[:_HEAD].lower()):
                yield Letter(key, data)
                count += 1
                if count >= MAX_A_ROUND:
                    return

    def remove(self, key: str) -> None:
        """See ``Mailbox``."""
        try:
            for path in self._files():
                if path.name.partition(":")[0] == key:
                    path.unlink(missing_ok=True)
        except OSError:
            raise MailboxError(Fault.BROKEN) from None

    def _files(self) -> list[Path]:
        try:
            found = [path for name in ("new", "cur") for path in (self.folder / name).iterdir()]
        except OSError:
            raise MailboxError(Fault.UNREACHABLE) from None
        return sorted(found, key=lambda path: path.name)


def _read(path: Path) -> bytes | None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError:
        return None  # a link, or it has gone meanwhile
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        return None
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_MESSAGE)
