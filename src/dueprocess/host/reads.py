"""Which reads of the database a production explains: the host's journal, held against the database's own log (11.1).

Each time that the host asks a connector it draws a token, writes it down durably, and names it to the database: one
session, one token. A vendor or a log learns a random number, never an order or a person (hazard 11.1). A session of the
account that reads for demands is explained by a token of the journal, once, within the time in which the host read.
"""

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Final

from dueprocess.adapters import crypto
from dueprocess.formats import moment
from dueprocess.formats.record import FormError, Written, matching, way
from dueprocess.host.connectors.request import Request
from dueprocess.host.reads_log import LogError, Statement

JOURNAL: Final = "reads"
PREFIX: Final = "dueprocess-"
SKEW: Final = dt.timedelta(minutes=5)
"""Clocks of the host and of the database may differ by so much."""
LONGEST: Final = dt.timedelta(days=1)
"""A reading of which no end was written down, as after a crash, explains nothing later than that."""
SHOWN_IN_LOG: Final = frozenset({"postgres"})
"""Sources whose database names the token in its log; another one may read no database."""
MAX_SESSIONS: Final = 100_000
MAX_JOURNAL: Final = 64 << 20

_Token = Annotated[str, matching(PREFIX + "[0-9a-f]{32}", "a token")]
_Hash = Annotated[str, matching("[0-9a-f]{64}", "a hash")]
_What = Annotated[str, matching("begun|ended", "begun or ended")]


@dataclass(frozen=True, slots=True)
class Noted:
    """A line of the journal."""

    at: Annotated[dt.datetime, Written(moment.parse, moment.write)]
    order: _Hash
    token: _Token
    type: str
    what: _What


@dataclass(frozen=True, slots=True)
class Reading:
    """One time that the host asked a connector."""

    token: str
    order: str
    type: str
    begun: dt.datetime
    ended: dt.datetime | None

    def covers(self, at: dt.datetime) -> bool:
        """Whether the host was reading then."""
        return self.begun - SKEW <= at <= (self.ended or self.begun + LONGEST) + SKEW


@dataclass(slots=True)
class Session:
    """A session of the account, as the log has it; ``why`` no production explains it, empty where one does."""

    id: str
    token: str
    first: dt.datetime
    last: dt.datetime
    statements: int = 0
    commands: dict[str, int] = field(default_factory=dict)
    why: str = ""
    order: str = ""  # of the production that explains it

    @property
    def plain(self) -> dict[str, object]:
        """For machines. No statement's words: they may name a person (P2)."""
        span = {"first": moment.write(self.first), "last": moment.write(self.last)}
        return {"session": self.id, "why": self.why, "statements": self.statements, "commands": self.commands} | span


@dataclass(frozen=True, slots=True)
class Found:
    """What the log shows: sessions of the account, productions that it does not show, and from when to when."""

    sessions: tuple[Session, ...]
    absent: tuple[Reading, ...]
    first: dt.datetime | None
    last: dt.datetime | None
    others: int  # statements of other accounts

    @property
    def unexplained(self) -> tuple[Session, ...]:
        """Sessions that no production explains."""
        return tuple(one for one in self.sessions if one.why)


def begun(root: Path, order: str, type_: str, request: Request, now: dt.datetime) -> Request:
    """Note that this host now asks its connector; the request with the token of this reading."""
    token = PREFIX + crypto.random_bytes(16).hex()
    _note(root, Noted(now, order, token, type_, "begun"))
    return replace(request, token=token)


def ended(root: Path, order: str, type_: str, request: Request, now: dt.datetime) -> None:
    """Note that this reading is over."""
    _note(root, Noted(now, order, request.token, type_, "ended"))


def _note(root: Path, one: Noted) -> None:
    line = json.dumps(way(Noted)[1](one), sort_keys=True).encode() + b"\n"
    handle = os.open(root / JOURNAL, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def journal(path: Path) -> dict[str, Reading]:
    """Readings of a host by token. Raises LogError for a file that is none, OSError."""
    with path.open("rb") as file:
        data = file.read(MAX_JOURNAL + 1)
    if len(data) > MAX_JOURNAL:
        raise LogError(f"the journal is larger than {MAX_JOURNAL >> 20} MiB")
    found: dict[str, Reading] = {}
    for number, line in enumerate(data.splitlines(), 1):
        try:
            one: Noted = way(Noted)[0](json.loads(line))
        except (FormError, ValueError, RecursionError):
            raise LogError(f"line {number} of the journal is none of a host") from None
        before = found.get(one.token)
        if one.what == "begun":
            if before is not None:
                raise LogError(f"line {number} of the journal begins a reading twice")
            found[one.token] = Reading(one.token, one.order, one.type, one.at, None)
        elif before is None or before.ended is not None or before.order != one.order:
            raise LogError(f"line {number} of the journal ends a reading that did not begin")
        else:
            found[one.token] = replace(before, ended=one.at)
    return found


def judge(statements: Iterable[Statement], readings: Mapping[str, Reading], account: str) -> Found:
    """Hold what the log has of ``account`` against the readings. Raises LogError as the log's reader does."""
    sessions: dict[tuple[str, str], Session] = {}
    first = last = None
    others = 0
    for one in statements:
        first = one.at if first is None else min(first, one.at)
        last = one.at if last is None else max(last, one.at)
        if one.account not in {account, ""}:
            others += 1
            continue
        key = (one.session, one.token)
        if key not in sessions and len(sessions) == MAX_SESSIONS:
            raise LogError(f"the log has more than {MAX_SESSIONS} sessions of that account; take a shorter time")
        seen = sessions.setdefault(key, Session(one.session, one.token, one.at, one.at))
        seen.first, seen.last = min(seen.first, one.at), max(seen.last, one.at)
        seen.statements += 1
        seen.why = seen.why or ("" if one.account else "unknown-account")
        seen.commands[one.command] = seen.commands.get(one.command, 0) + 1
    every = sorted(sessions.values(), key=lambda one: (one.first, one.id))
    _explain(every, readings)
    absent = tuple(_absent(every, readings, first, last))
    return Found(tuple(every), absent, first, last, others)


def _explain(sessions: Iterable[Session], readings: Mapping[str, Reading]) -> None:
    used: dict[str, Session] = {}
    for one in sessions:
        reading = readings.get(one.token)
        if one.why:
            continue
        if not one.token.startswith(PREFIX):
            one.why = "no-token"
        elif reading is None:
            one.why = "unknown-token"
        elif one.token in used:
            # Which of the two is the host's cannot be said: whoever saw the token in the log may have come first.
            one.why = used[one.token].why = "token-twice"
        elif not (reading.covers(one.first) and reading.covers(one.last)):
            one.why = "other-time"
        else:
            one.order = reading.order
        used.setdefault(one.token, one)


def _absent(
    sessions: Iterable[Session], readings: Mapping[str, Reading], first: dt.datetime | None, last: dt.datetime | None
) -> Iterator[Reading]:
    """Readings in the time of the log that it does not show: it is not whole, or another database's."""
    shown = {one.token for one in sessions}
    for one in readings.values():
        # Moments of the journal are cut to the second.
        inside = first is not None and last is not None and first.replace(microsecond=0) <= one.begun <= last
        if inside and one.type in SHOWN_IN_LOG and one.token not in shown:
            yield one
