"""The court's mail server, as far as the leak scan needs one: takes what is handed over, on loopback, and keeps it."""

import socketserver
import threading
from types import TracebackType
from typing import Final, Self

HOST: Final = "127.0.0.1"
_SAYS: Final = {b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class Post:
    """A server of RFC 5321's smallest size. ``taken``: each message as it came."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []
        self.came = threading.Event()
        self._server = socketserver.ThreadingTCPServer((HOST, 0), self._handler())
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._server.server_address[1])

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _fault: BaseException | None, _: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[socketserver.StreamRequestHandler]:
        post = self

        class Handler(socketserver.StreamRequestHandler):
            timeout = 30

            def handle(self) -> None:
                self._say(b"220 court.example")
                while line := self.rfile.readline(4096):
                    verb = line[:4].upper()
                    self._say(_SAYS.get(verb, b"250 OK"))
                    if verb == b"DATA":
                        self._take()
                    elif verb == b"QUIT":
                        return

            def _say(self, words: bytes) -> None:
                self.wfile.write(words + b"\r\n")

            def _take(self) -> None:
                lines = []
                while (line := self.rfile.readline(1 << 20)) not in {b".\r\n", b""}:
                    lines.append(line)
                post.taken.append(b"".join(lines))
                post.came.set()
                self._say(b"250 taken")

        return Handler
