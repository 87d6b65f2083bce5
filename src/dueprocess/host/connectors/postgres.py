"""PostgreSQL by declared queries: read only, values bound and never written into the text, one snapshot.

The role that reads needs SELECT on what the queries name, and nothing else; the transaction is read only besides.
"""

import base64
import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from dueprocess.demand.codes import DataCategory
from dueprocess.formats import moment
from dueprocess.formats.record import MAYBE
from dueprocess.formats.records import Header, asked_as, is_safe
from dueprocess.formats.selector import Kind
from dueprocess.host.connectors.request import ConnectorError, Left, Record, Request, Word, line_of

VALUES: Final = frozenset({"value", "at", "port", "since", "until"})
"""What a query may bind: the identifier; moment and port of an address; the period."""
FETCH: Final = 500
TIMEOUT: Final = 300  # seconds for each fetch
_BOUND: Final = re.compile(r"%(?:%|\(([a-z]+)\)s|(.))", re.DOTALL)
_ORDERED: Final = re.compile(r"\border\s+by\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Query:
    """One declared query: what it answers, for identifiers of which sort, and the column that holds a row's time.

    Raises ConnectorError where it binds what there is not, does not say in which order, or asks for an address of the
    internet without the moment: that would answer by everybody who ever had it. The port is bound where addresses are
    shared.
    """

    name: Word
    kind: DataCategory
    selector: Word
    sql: Word
    time: Annotated[Word, MAYBE] = ""  # empty: rows have no time; only kinds that need none may
    part: Annotated[Word, MAYBE] = ""  # of subscriber data: its columns are those of that part and no others

    def __post_init__(self) -> None:
        wrong = [bound for bound in _BOUND.finditer(self.sql) if bound[0] != "%%" and bound[1] not in VALUES]
        if wrong:
            names = ", ".join(f"%({name})s" for name in sorted(VALUES))
            message = f"query {self.name}: a query binds {names} and nothing else; a percent sign is written %%"
            raise ConnectorError(message)
        if self.selector == Kind.IP and all(bound[1] != "at" for bound in _BOUND.finditer(self.sql)):
            message = f"query {self.name}: an address is somebody else's at another moment: bind %(at)s, and %(port)s"
            raise ConnectorError(f"{message} where several people share one")
        if not is_safe(self.name) or "/" in self.name or not _ORDERED.search(self.sql):
            raise ConnectorError(
                f"query {self.name}: it needs a plain name and an ORDER BY: a run that resumes finds the same rows"
            )


@dataclass(frozen=True, slots=True)
class Postgres:
    """The declared queries and the address of the database, which may hold a password."""

    queries: Sequence[Query]
    address: str = field(repr=False)
    timeout: int = TIMEOUT

    @property
    def answers(self) -> frozenset[str]:
        """What the queries answer (``formats.records.asked_as``)."""
        return frozenset(asked_as(query.kind, query.part) for query in self.queries)

    def records(self, request: Request) -> Iterator[Record | Left]:
        """A line of JSON a row, in the order of queries, targets and rows. Raises ConnectorError without values."""
        import psycopg

        try:
            name = request.token or "dueprocess"  # a random number: the log of a database names no order (11.1)
            with psycopg.connect(self.address, application_name=name, connect_timeout=30) as connection:
                connection.read_only = True
                connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                self._limit(connection)
                for query in self._wanted(request.scope.part):
                    for handle, selector in request.asked(query.kind):
                        if selector["kind"] == query.selector:
                            yield from _rows(connection, query, handle, _values(request, selector))
        except psycopg.Error as fault:
            # Its own words quote rows and values.
            message = f"PostgreSQL refused (SQLSTATE {fault.sqlstate or 'none'}); run the query by hand to see why"
            raise ConnectorError(message) from None

    def _wanted(self, part: str) -> Iterator[Query]:
        """The queries that answer: where a part of subscriber data was granted, those that keep to it."""
        return (query for query in self.queries if asked_as(query.kind, part) == asked_as(query.kind, query.part))

    def _limit(self, connection: Any) -> None:  # noqa: ANN401 - psycopg comes late
        for name, seconds in (("statement_timeout", self.timeout), ("lock_timeout", 10)):
            connection.execute("SELECT set_config(%s, %s, true)", (name, f"{seconds}s"))


def _values(request: Request, selector: Mapping[str, Any]) -> dict[str, Any]:
    scope = request.scope
    return {
        "value": selector["value"],
        "at": moment.parse(selector["at"]) if selector.get("at") else None,
        "port": selector.get("port") or None,
        "since": scope.since,
        "until": scope.until,
    }


def _rows(connection: Any, query: Query, handle: str, values: Mapping[str, Any]) -> Iterator[Record]:  # noqa: ANN401
    # A cursor of the server's: rows come a few at a time, however many there are.
    with connection.cursor(name="production") as cursor:
        cursor.itersize = FETCH
        cursor.execute(query.sql, values)
        names = [column.name for column in cursor.description or ()]
        if len(set(names)) != len(names) or (query.time and query.time not in names):
            message = f"query {query.name}: each column has a name of its own, and one is {query.time or 'named'}"
            raise ConnectorError(message)
        for row in cursor:
            told = dict(zip(names, row, strict=True))
            at = _time(query, told[query.time]) if query.time else ""
            data = json.dumps(told, default=_plain, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            name = f"{query.name}.jsonl"
            yield line_of(Header(handle, query.kind, at, name, len(data), line=True, part=query.part), data)


def _time(query: Query, value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, dt.datetime) or value.utcoffset() is None:
        raise ConnectorError(f"query {query.name}: {query.time} is no timestamptz; say AT TIME ZONE '…' in the query")
    return moment.write(value)


def _plain(value: object) -> object:
    match value:
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case bytes() | memoryview():
            return base64.b64encode(value).decode()
        case _:
            return str(value)  # numeric, uuid, inet, interval: as PostgreSQL writes them
