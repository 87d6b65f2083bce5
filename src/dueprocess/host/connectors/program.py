"""A program of the operator's own: the request on its standard input, records on its standard output.

Of each record a line of canonical JSON, then as many bytes as it says. What the program is told is what was granted;
what it hands over is held against that all the same.
"""

import contextlib
import os
import selectors
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Annotated, ClassVar, Final

from dueprocess.formats.record import Check
from dueprocess.formats.records import MAX_LINE, RecordError, parse_header
from dueprocess.host.connectors.request import CHUNK, ConnectorError, Left, Record, Request, Seconds, Word

SILENCE: Final = 600  # seconds in which it must say something


@dataclass(frozen=True, slots=True)
class Program:
    """Command and arguments, started without a shell and with an environment of three names."""

    command: Annotated[
        tuple[Word, ...],
        Check(lambda words: words and words[0].startswith("/"), "the program's whole path, then its arguments"),
    ]
    silence: Seconds = SILENCE
    answers: ClassVar[None] = None

    def records(self, request: Request) -> Iterator[Record | Left]:
        """What the program writes. Raises ConnectorError where it breaks the protocol, is silent, or fails."""
        environ = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": "C.UTF-8", "TZ": "UTC"}
        try:
            running = subprocess.Popen(
                list(self.command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ, cwd="/"
            )
        except OSError as fault:
            raise ConnectorError(f"the connector's program does not start: {fault.strerror}") from fault
        try:
            _ask(running, request)
            yield from _Reader(running.stdout, self.silence).records()
            if running.wait(self.silence):
                message = f"the connector's program ended with {running.returncode}: what it found may not be whole"
                raise ConnectorError(message)
        except subprocess.TimeoutExpired as fault:
            raise ConnectorError("the connector's program does not end") from fault
        finally:
            running.kill()
            running.wait()
            for stream in filter(None, (running.stdin, running.stdout)):
                with contextlib.suppress(OSError):
                    stream.close()


def _ask(running: subprocess.Popen[bytes], request: Request) -> None:
    if running.stdin is not None:
        with contextlib.suppress(BrokenPipeError):  # it has its answer ready, or ended: its output says which
            running.stdin.write(request.line())
            running.stdin.close()


class _Reader:
    def __init__(self, stream: IO[bytes] | None, silence: float) -> None:
        if stream is None:
            raise ConnectorError
        self._stream, self._silence = stream, silence
        self._held = b""
        self._left = 0  # bytes of the record whose header was read
        self._watch = selectors.DefaultSelector()
        self._watch.register(stream, selectors.EVENT_READ)

    def records(self) -> Iterator[Record]:
        with self._watch:
            while True:
                for _ in self._body():
                    pass  # what nobody wanted
                line = self._line()
                if line is None:
                    return
                try:
                    header = parse_header(line)
                except RecordError as fault:
                    raise ConnectorError(f"the connector's program broke the protocol: {fault.reason}") from fault
                self._left = header.length
                yield Record(header, self._body)

    def _body(self) -> Iterator[bytes]:
        while self._left:
            piece = self._take(min(self._left, CHUNK))
            self._left -= len(piece)
            yield piece

    def _take(self, most: int) -> bytes:
        if not self._held and not self._more():
            raise ConnectorError("the connector's program ended within a record")
        piece, self._held = self._held[:most], self._held[most:]
        return piece

    def _line(self) -> bytes | None:
        while b"\n" not in self._held:
            if len(self._held) > MAX_LINE:
                message = f"the connector's program broke the protocol: a first line of more than {MAX_LINE} bytes"
                raise ConnectorError(message)
            if self._more():
                continue
            if self._held:
                raise ConnectorError("the connector's program ended within a line")
            return None
        line, _, self._held = self._held.partition(b"\n")
        return line

    def _more(self) -> bool:
        if not self._watch.select(self._silence):
            raise ConnectorError(f"the connector's program was silent for {self._silence:g} seconds")
        piece = os.read(self._stream.fileno(), CHUNK)
        self._held += piece
        return bool(piece)
