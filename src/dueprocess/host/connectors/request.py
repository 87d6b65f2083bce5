"""What a connector is asked, and what it hands over. Every connector answers the same request with the same records."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Final, Protocol

from dueprocess.formats import moment
from dueprocess.formats.record import MAYBE, Check, Written, between
from dueprocess.formats.records import FORM, Dropped, Header, Scope

CHUNK: Final = 1 << 18
MAX_TIMEOUT: Final = 3600

# What stands in a connector's file (``config_file``).
Word = Annotated[str, Check(str.strip, "a text that is not empty")]
Root = Annotated[Path, Written(Path, str), Check(lambda root: root.is_absolute(), "a whole path, from /")]
Seconds = Annotated[int, between(1, MAX_TIMEOUT), MAYBE]


class ConnectorError(RuntimeError):
    """The connector cannot go on; the message says what to mend and quotes no record."""


@dataclass(frozen=True, slots=True, repr=False)
class Request:
    """Selectors by handle (kind, value, at, offset, port), and what was granted."""

    targets: Mapping[str, Mapping[str, Any]]
    scope: Scope
    token: str = ""  # what this reading is called towards the source: a random number (``host.reads``)

    def asked(self, kind: str) -> list[tuple[str, Mapping[str, Any]]]:
        """Handles for which ``kind`` was granted, with their selectors, in order."""
        kinds = self.scope.kinds
        return [(handle, self.targets[handle]) for handle in sorted(self.targets) if kind in kinds.get(handle, ())]

    def line(self) -> bytes:
        """The request as a program reads it: one line of JSON."""
        scope = self.scope
        plain = {
            "form": FORM,
            "from": moment.write(scope.since) if scope.since else "",
            "kinds": {handle: sorted(kinds) for handle, kinds in scope.kinds.items()},
            # A program that does not know it may answer all the same: what keeps to no part is dropped.
            **({"part": scope.part} if scope.part else {}),
            **({"token": self.token} if self.token else {}),
            "targets": {handle: dict(selector) for handle, selector in self.targets.items()},
            "to": moment.write(scope.until) if scope.until else "",
        }
        return json.dumps(plain, sort_keys=True, ensure_ascii=False).encode() + b"\n"


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its header; its bytes, which are read once or not at all; what tells it from others at its source.

    A run that resumes knows by ``origin`` that it meets the same records, without reading them again.
    """

    header: Header
    chunks: Callable[[], Iterator[bytes]] = field(repr=False)
    origin: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Left:
    """Something that was found and cannot be handed over. It is counted."""

    why: Dropped


class Connector(Protocol):
    """A source of records. The same request finds the same records in the same order, or the run begins anew."""

    def records(self, request: Request) -> Iterator[Record | Left]:
        """What there is for the request. Raises ConnectorError."""


def line_of(header: Header, data: bytes) -> Record:
    """A record that is held in memory."""
    return Record(header, lambda: iter((data,)))
