"""A host, a source and a task for the tests of the extraction host."""

from __future__ import annotations

import datetime as dt
import io
import json
import tarfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from dueprocess.adapters import crypto
from dueprocess.formats.manifest import Order
from dueprocess.formats.records import Header, Scope
from dueprocess.host.connectors.config_file import Source
from dueprocess.host.connectors.request import Left, Record, Request
from dueprocess.host.production import Task

LIMIT = 2 << 20
NOW = "2026-11-25T10:00:00Z"
ORDER = "1" * 64
AT = "2026-03-05T12:00:00Z"
MAIL = {"at": "", "kind": "email", "offset": "", "port": 0, "value": "kim@fennel.example"}
SCOPE = Scope(
    {"T1": frozenset({"content", "traffic"})},
    dt.datetime(2026, 3, 1, tzinfo=dt.UTC),
    dt.datetime(2026, 4, 1, tzinfo=dt.UTC),
)
HOST = crypto.new_case_key()
RELEASERS = {name: crypto.new_case_key() for name in ("aster", "birch", "cedar")}


def record(
    name: str,
    data: bytes,
    *,
    line: bool = False,
    kind: str = "content",
    at: str = AT,
    target: str = "T1",
    part: str = "",
) -> Record:
    header = Header(target, kind, at, name, len(data), line, part)
    chunks = lambda: (data[n : n + 100_000] for n in range(0, len(data), 100_000))  # noqa: E731
    return Record(header, chunks, data[:20].hex())


@dataclass
class Listed:
    """A connector that gives a list, and may break after some records."""

    given: Sequence[Record | Left]
    breaks_at: int | None = None
    asked: list[Request] = field(default_factory=list)

    def records(self, request: Request) -> Iterator[Record | Left]:
        self.asked.append(request)
        for number, one in enumerate(self.given):
            if number == self.breaks_at:
                raise KeyboardInterrupt
            yield one


def source(connector: Any, max_bytes: int = 1 << 40) -> Source:
    return Source("test", connector, "Fennel Mail", ZoneInfo("Europe/Berlin"), max_bytes, None)


def task(**changes: Any) -> Task:
    order = Order(
        case="c-" + "a" * 24,
        item=1,
        production="x-" + "b" * 24,
        order=ORDER,
        approval="2" * 64,
        authority="DE-PP-TALBACH",
        instruments=("DE-STPO-100J",),
        period_from="2026-03-01",
        period_to="2026-03-31",
    )
    given: dict[str, Any] = {
        "order": order,
        "request": Request({"T1": MAIL}, SCOPE),
        "recipient": "post@talbach.example",
        "k": 2,
        "releasers": {name: recipient for name, (_, recipient) in RELEASERS.items()},
        "source_hash": "3" * 64,
    }
    return Task(**{**given, **changes})


def opened(parts: Sequence[Any], secret: str) -> dict[str, bytes]:
    """Every file of the parts, as a stranger's program sees them: each part is a whole tar."""
    found: dict[str, bytes] = {}
    for path, _ in parts:
        clear = io.BytesIO()
        with path.open("rb") as file:
            crypto.decrypt_stream(file, clear, [secret])
        clear.seek(0)
        with tarfile.open(fileobj=clear) as tar:
            for member in tar:
                inside = tar.extractfile(member)
                assert inside is not None
                assert member.name not in found
                assert (member.mtime, member.uname, member.uid) == (0, "", 0)
                found[member.name] = inside.read()
    return found


def listed(files: dict[str, bytes]) -> list[dict[str, Any]]:
    lists = [data for name, data in sorted(files.items()) if name.startswith("contents-")]
    return [json.loads(line) for data in lists for line in data.splitlines()]
