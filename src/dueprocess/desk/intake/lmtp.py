"""Mail that a mail server of the same machine delivers by LMTP (RFC 2033): before it says yes, the mail is registered.

One child a connection; its bytes die with it. Whoever delivers is the house's own server: it listens on this machine
alone, and asks nobody who they are. The desk answers no sender: what it refuses, the server keeps or returns.
"""

import os
import re
import socketserver
from collections.abc import Callable
from pathlib import Path
from typing import Final

from dueprocess.adapters.sandbox import MAX_DATA, Handed
from dueprocess.desk.intake.listener import bound

MAX_LINE: Final = 4096  # bytes of a command; RFC 5321, 4.5.3.1.4 asks for 512
MAX_RECIPIENTS: Final = 100  # RFC 5321, 4.5.3.1.8
MAX_COMMANDS: Final = 10_000
SECONDS: Final = 300  # RFC 5321, 4.5.3.2
CHILDREN: Final = 8
_IDENT: Final = re.compile(r"\bIDENT=([!-~]{1,255})")  # Postfix's XFORWARD: the id of the mail in its queue
_SIZE: Final = re.compile(r"\bSIZE=(\d{1,20})", re.IGNORECASE)
_TOO_LARGE: Final = f"552 5.3.4 More than {MAX_DATA >> 20} MiB: hand it in at the portal, or in parts"

Take = Callable[[Handed, str], None]
"""Registers one mail under the id that its server gave, or none; raises whatever stands in the way."""


class Session(socketserver.StreamRequestHandler):
    """One connection. What is said is RFC 5321 with LHLO; after DATA one line for each recipient."""

    timeout = SECONDS
    server: "TcpServer | UnixServer"
    recipients: int = 0
    sender: bool = False
    named: str = ""

    def handle(self) -> None:
        """Until the other says QUIT, or leaves."""
        self._say("220 Due Process LMTP")
        for _ in range(MAX_COMMANDS):
            line = self.rfile.readline(MAX_LINE)
            if not line.endswith(b"\n"):
                return
            said = line.decode("utf-8", "replace").strip()
            verb = said.partition(" ")[0].upper()
            if verb == "QUIT":
                self._say("221 2.0.0 Bye")
                return
            if not self._heard(verb, said):
                return

    def _heard(self, verb: str, said: str) -> bool:
        match verb:
            case "LHLO":
                self._anew()
                more = ("PIPELINING", "8BITMIME", "SMTPUTF8", "ENHANCEDSTATUSCODES", "XFORWARD IDENT")
                self._say(*(f"250-{one}" for one in more), f"250 SIZE {MAX_DATA}")
            case "XFORWARD":
                found = _IDENT.search(said)
                self.named = found[1] if found else ""
                self._say("250 2.0.0 OK")
            case "MAIL":
                size = _SIZE.search(said)
                self.sender = size is None or int(size[1]) <= MAX_DATA
                self._say("250 2.1.0 OK" if self.sender else _TOO_LARGE)
            case "RCPT":
                good = self.sender and self.recipients < MAX_RECIPIENTS
                self.recipients += good
                self._say("250 2.1.5 OK" if good else "452 4.5.3 Not now" if self.sender else "503 5.5.1 MAIL first")
            case "DATA":
                return self._data()
            case "RSET" | "NOOP" | "VRFY":
                if verb == "RSET":
                    self._anew()
                self._say("252 2.0.0 Nobody is looked up" if verb == "VRFY" else "250 2.0.0 OK")
            case _:
                self._say("500 5.5.2 Not known")
        return True

    def _data(self) -> bool:
        if not self.recipients:
            self._say("503 5.5.1 RCPT first")
            return True
        self._say("354 End with a line that is a dot")
        content = self._mail()
        if content is None:
            return False
        # Whoever registers it closes it; what is refused goes with this process.
        answer = _TOO_LARGE if content.size > MAX_DATA else self._taken(content)
        self._say(*[answer] * self.recipients)
        self._anew()
        return True

    def _taken(self, content: Handed) -> str:
        try:
            self.server.take(content, self.named)
        except Exception:  # noqa: BLE001 - the server keeps it and comes again; why is the operator's (`doctor`)
            return "451 4.3.0 Not taken in now; keep it"
        return "250 2.0.0 Registered"

    def _mail(self) -> Handed | None:
        """What comes until the line that is a dot, its doubled dots single; None where the other left before."""
        size, begins = 0, True
        with os.fdopen(os.memfd_create("mail", os.MFD_CLOEXEC), "wb") as file:
            while part := self.rfile.readline(1 << 16):
                if begins and part in {b".\r\n", b".\n"}:
                    file.flush()
                    return Handed(os.dup(file.fileno()), size)
                if begins and part.startswith(b"."):
                    part = part[1:]  # RFC 5321, 4.5.2
                begins = part.endswith(b"\n")
                size += len(part)
                if size <= MAX_DATA:
                    file.write(part)
        return None

    def _anew(self) -> None:
        self.recipients, self.sender = 0, False

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


class _Forking(socketserver.ForkingMixIn):
    max_children = CHILDREN
    take: Take

    def handle_error(self, request: object, client_address: object) -> None:
        """Who left in the middle is told nothing, and nothing is written about it."""


class TcpServer(_Forking, socketserver.TCPServer):
    """On a port of this machine alone."""


class UnixServer(_Forking, socketserver.UnixStreamServer):
    """On a path."""


def opened(place: str, take: Take) -> "TcpServer | UnixServer":
    """Listening: ``host:port`` of this machine, or a path. ``serve_forever`` answers. Raises ValueError, OSError."""
    made: TcpServer | UnixServer
    if place.startswith("/"):
        Path(place).unlink(missing_ok=True)
        mask = os.umask(0o117)  # for the mail server's group
        try:
            made = UnixServer(place, Session)
        finally:
            os.umask(mask)
    else:
        host, _, port = place.rpartition(":")
        made = TcpServer(("", 0), Session, bind_and_activate=False)
        made.socket.close()
        made.socket = bound(host, int(port), 128)
    made.take = take
    return made
