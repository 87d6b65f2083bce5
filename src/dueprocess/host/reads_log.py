"""What a database's own log says of who read: statements with their account, session and token. Hostile input.

Whoever reads past the desk writes into this log: names of programs and texts of statements are theirs. So a record is
taken by its place alone, never by what a text looks like, and what cannot be read ends the check, by its line: one that
was passed by could be the one that matters. Limits hold before anything is parsed.
"""

import csv
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Final

MAX_LINE: Final = 1 << 20
MAX_RECORD: Final = 4 << 20  # of a record over several lines
MAX_COLUMNS: Final = 64
MAX_NAME: Final = 256
MAX_THREADS: Final = 1_000_000

_ACCOUNT, _PID, _SESSION, _TAG, _MESSAGE, _APPLICATION = 1, 3, 5, 7, 13, 22  # columns of PostgreSQL's csvlog
_COLUMNS: Final = frozenset({23, 24, 26})  # PostgreSQL 9 to 12, 13, 14 and later
_ZONES: Final = {"UTC": "+00:00", "GMT": "+00:00", "Z": "+00:00"}
_SAID: Final = re.compile(
    r"(?:AUDIT: (?:SESSION|OBJECT),\d+,\d+,(?P<class>[A-Z]+),(?P<audited>[A-Z ]*),"
    r"|statement: |execute [^:\n]{1,256}: |duration: [0-9.]+ ms  (?:statement|execute [^:\n]{1,256}): "
    r"|fastpath function call: )",
)
"""How a message begins that says that something was asked of the database."""
_FIRST_WORD: Final = re.compile(r"\s*([A-Za-z]{1,20})")
_STDERR: Final = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? \S{1,40}) \[(?P<pid>\d{1,10})\]:? "
    r"user=(?P<user>[^,\n]{0,63}),db=(?P<db>[^,\n]{0,63}),app=(?P<app>[^,\n]{0,64}),client=(?P<client>[^\s,]{0,64}) "
    r"(?:session=(?P<session>[0-9a-f.]{1,40}) )?(?P<level>[A-Z0-9]{1,10}):  (?P<message>.*)",
    re.DOTALL,
)
_DATED: Final = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_GENERAL: Final = re.compile(
    r"(?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}(?:Z|[+-]\d\d:\d\d))\t\s*(?P<id>\d{1,19}) "
    r"(?P<verb>[A-Z][A-Za-z ]{1,30})\t(?P<said>.*)",
    re.DOTALL,
)
_WHO: Final = re.compile(r"(?P<user>[^@\s]{1,80})@\S")
_MARIADB: Final = re.compile(
    r"(?P<at>\d{8} \d\d:\d\d:\d\d),(?P<server>[^,]{0,255}),(?P<user>[^,]{0,128}),(?P<host>[^,]{0,255}),"
    r"(?P<id>\d{1,19}),(?P<query>\d{1,19}),(?P<verb>[A-Z_]{1,30}),(?P<said>.*)",
    re.DOTALL,
)
_NAMED: Final = re.compile(r"\s*SELECT\s+'(dueprocess-[0-9a-f]{32})'\s*;?\s*", re.IGNORECASE)
"""How a program of one's own names the token to a database that has no name of a program in its log."""


class LogError(ValueError):
    """A log that cannot be read; the message names the line and quotes nothing of it."""


@dataclass(frozen=True, slots=True)
class Statement:
    """Something was asked of the database: by whom, in which session, under which token; never its words."""

    at: dt.datetime
    account: str
    session: str
    token: str
    command: str


def read(file: IO[bytes], form: str) -> Iterator[Statement]:
    """Statements of a log in the order of its lines. Raises LogError for a line that is none of that form."""
    return FORMS[form](_lines(file))


def _lines(file: IO[bytes]) -> Iterator[tuple[int, str]]:
    number = 0
    while line := file.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise LogError(f"line {number} is longer than {MAX_LINE >> 20} MiB")
        yield number, line.decode("utf-8", "replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def _csvlog(lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    number = size = 0

    def texts() -> Iterator[str]:
        nonlocal number, size
        for at, text in lines:
            number, size = at, size + len(text)
            if size > MAX_RECORD:
                raise LogError(f"the record that ends about line {number} is too long, or its quotes do not end")
            yield text

    limit = csv.field_size_limit(MAX_RECORD)  # of the whole process: it goes back
    try:
        for row in csv.reader(texts(), strict=True):
            size = 0
            if row and len(row) not in _COLUMNS:
                raise LogError(f"line {number} does not have the columns of PostgreSQL's csvlog")
            if row and (said := _SAID.match(row[_MESSAGE])):
                yield _statement(number, row[0], row[_ACCOUNT], row[_SESSION], row[_APPLICATION], said, row[_MESSAGE])
    except csv.Error:
        raise LogError(f"line {number} is no CSV") from None
    finally:
        csv.field_size_limit(limit)


def _jsonlog(lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    for number, text in lines:
        try:
            row = json.loads(text)
        except (ValueError, RecursionError):
            raise LogError(f"line {number} is no JSON") from None
        if not isinstance(row, dict):
            raise LogError(f"line {number} is no record of PostgreSQL's jsonlog")
        message = _text(row, "message", number)
        if said := _SAID.match(message):
            at, account = _text(row, "timestamp", number), _text(row, "user", number)
            session, application = _text(row, "session_id", number), _text(row, "application_name", number)
            yield _statement(number, at, account, session, application, said, message)


def _text(row: dict[str, Any], name: str, number: int) -> str:
    value = row.get(name, "")
    if not isinstance(value, str):
        raise LogError(f"line {number}: {name} is no text")
    return value


def _stderr(lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    """A line that goes on begins with a tab, which PostgreSQL puts there; every other one has the prefix, whole."""
    for number, text in lines:
        if text.startswith("\t") or not text.strip():
            continue
        found = _STDERR.fullmatch(text.rstrip("\n"))
        if found is None:
            raise LogError(
                f"line {number} does not have the prefix '%m [%p] user=%u,db=%d,app=%a,client=%h session=%c '"
                + (", or the name of its program holds a comma" if _DATED.match(text) else "")
            )
        if said := _SAID.match(found["message"]):
            session = found["session"] or found["pid"]
            yield _statement(number, found["at"], found["user"], session, found["app"], said, found["message"])


def _statement(
    number: int, at: str, account: str, session: str, application: str, said: re.Match[str], message: str
) -> Statement:
    if said["class"]:
        command = said["audited"] or said["class"]
    else:
        word = _FIRST_WORD.match(message, said.end())
        command = word[1].upper() if word else "?"
    return Statement(_moment(at, number), account[:MAX_NAME], session[:MAX_NAME], application[:MAX_NAME], command)


def _moment(text: str, number: int) -> dt.datetime:
    """A log's own time. Raises LogError where it says no zone that this program knows: it could be any hour."""
    day, _, zone = text.strip().rpartition(" ")
    try:
        found = dt.datetime.fromisoformat(f"{day}{_ZONES[zone]}" if zone in _ZONES else text)
        if found.utcoffset() is None:
            raise ValueError  # noqa: TRY301 - said below
        return found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise LogError(f"the time of line {number} is none, or not UTC: set log_timezone = 'UTC'") from None


@dataclass(slots=True)
class _Thread:
    accounts: dict[str, None]  # in order; empty: its beginning is not in the log
    token: str = ""


def _mysql(lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    """MySQL's general log. A text of several lines stands raw in it and can look like a line of another thread.

    So a made-up line can add, and never take away: whoever a thread once was stays, whatever a later line says, and its
    statements count for each of them.
    """
    threads: dict[str, _Thread] = {}
    for number, text in lines:
        found = _GENERAL.fullmatch(text.rstrip("\n"))
        if found is None:
            continue  # the head of the file, or a text that goes on
        verb, said = found["verb"], found["said"]
        if verb in {"Connect", "Change user"}:
            who, thread = _WHO.match(said), threads.setdefault(found["id"], _Thread({}))
            thread.accounts[who["user"] if who else ""] = None
            thread.token = ""
        elif verb in {"Query", "Execute", "Prepare"}:
            thread = threads.setdefault(found["id"], _Thread({}))
            yield from _of_thread(number, found["at"], found["id"], thread, said)
        if len(threads) > MAX_THREADS:
            raise LogError(f"more than {MAX_THREADS} sessions until line {number}; take a shorter time")


def _mariadb(lines: Iterator[tuple[int, str]]) -> Iterator[Statement]:
    """MariaDB's server_audit, one line each: the plugin escapes what would end one."""
    threads: dict[str, _Thread] = {}
    for number, text in lines:
        found = _MARIADB.fullmatch(text.rstrip("\n"))
        if found is None:
            if text.strip():
                raise LogError(f"line {number} is none of MariaDB's server_audit")
            continue
        if found["verb"] in {"QUERY", "READ", "WRITE", "QUERY_DML", "QUERY_DDL"}:
            key = f"{found['id']}/{found['user']}"
            thread = threads.setdefault(key, _Thread({found["user"]: None}))
            said = found["said"].partition(",'")[2].rpartition("',")[0].replace("\\'", "'")
            at = found["at"]
            yield from _of_thread(number, f"{at[:4]}-{at[4:6]}-{at[6:]}+00:00", found["id"], thread, said)
        if len(threads) > MAX_THREADS:
            raise LogError(f"more than {MAX_THREADS} sessions until line {number}; take a shorter time")


def _of_thread(number: int, at: str, session: str, thread: _Thread, said: str) -> Iterator[Statement]:
    """A statement of a thread; the first that it ever made may name its token."""
    if not thread.token:
        named = _NAMED.fullmatch(said)
        thread.token = named[1] if named else "-"
    word = _FIRST_WORD.match(said)
    command = word[1].upper() if word else "?"
    for account in thread.accounts or ("",):
        yield Statement(_moment(at, number), account[:MAX_NAME], session, thread.token, command)


FORMS: Final[dict[str, Callable[[Iterator[tuple[int, str]]], Iterator[Statement]]]] = {
    "postgres-csv": _csvlog,
    "postgres-json": _jsonlog,
    "postgres-stderr": _stderr,
    "mysql-general": _mysql,
    "mariadb-audit": _mariadb,
}
"""Forms of logs, by the name of ``--form``."""
