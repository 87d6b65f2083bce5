"""Whether a connector would answer, without reading anything of anybody: for ``produce --check``."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dueprocess.demand.codes import SubscriberPart
from dueprocess.formats.records import SUBSCRIBER, asked_as
from dueprocess.host.connectors.config_file import Source
from dueprocess.host.connectors.folder import Folder
from dueprocess.host.connectors.maildir import Maildir
from dueprocess.host.connectors.postgres import Postgres
from dueprocess.host.connectors.program import Program
from dueprocess.host.connectors.request import ConnectorError

_WRITES: Final = """
SELECT count(*) FROM information_schema.role_table_grants
WHERE grantee IN (current_user, 'PUBLIC') AND privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'TRUNCATE')
  AND table_schema NOT IN ('pg_catalog', 'information_schema')
"""


@dataclass(frozen=True, slots=True)
class Probe:
    """How it stands: ``good``, ``caution``, ``wrong``; in words, and what to do."""

    mark: str
    says: str
    do: str = ""


def probe(source: Source) -> Probe:
    """How a connector stands. Never raises for what is wrong with it."""
    connector = source.connector
    try:
        if isinstance(connector, Postgres):
            return _postgres(connector)
        if isinstance(connector, Folder | Maildir):
            return _folder(connector.root)
        if isinstance(connector, Program):
            return _program(Path(connector.command[0]))
    except ConnectorError as fault:
        return Probe("wrong", str(fault))
    return Probe("caution", "this sort of connector is not tried")


def parts(source: Source) -> Iterator[Probe]:
    """Whether a source can give name and address alone, to which an order keeps that asks for no more (ADR 0093)."""
    part = asked_as(SUBSCRIBER, SubscriberPart.NAME_ADDRESS)
    if isinstance(source.connector, Program):
        do = 'It reads "part" in the request, and says it of each record: docs/reference/connectors.md.'
        yield Probe("info", "only the program knows whether it answers name and address alone", do)
    elif isinstance(source.connector, Folder):
        if (source.connector.root / SUBSCRIBER).is_dir():
            do = "Have such a demand answered by a program or a query; what keeps to no part is left out."
            yield Probe("caution", "files in a folder keep to no part: name and address alone are not given", do)
    elif SUBSCRIBER in (source.answers or ()) and part not in (source.answers or ()):
        do = 'Declare a query with kind = "subscriber", part = "name_address": its columns are these and no others.'
        yield Probe("caution", "an order for name and address alone is refused (production.kinds)", do)
    elif part in (source.answers or ()):
        yield Probe("good", "name and address alone are answered by a query of their own")


def _postgres(connector: Postgres) -> Probe:
    """Each declared query is planned, not run, in a transaction that can only read."""
    import psycopg

    nothing = dict.fromkeys(("value", "since", "until", "at", "port"))
    try:
        with psycopg.connect(
            connector.address, connect_timeout=10, autocommit=True, cursor_factory=psycopg.ClientCursor
        ) as line:
            line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            for query in connector.queries:
                line.execute(f"EXPLAIN {query.sql}".encode(), nothing)
            super_ = line.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
            writes = line.execute(_WRITES).fetchone()
    except psycopg.Error as fault:
        # The server's own words may quote a value of a table.
        says = f"the database refuses ({fault.sqlstate or type(fault).__name__})"
        return Probe("wrong", says, "Check the address file, the role's SELECT, and each query.")
    if (super_ and super_[0]) or (writes and writes[0]):
        return Probe("caution", "the role may write", "Give it SELECT on what the queries name, and nothing else.")
    return Probe("good", f"{len(connector.queries)} queries can be planned; the role may only read")


def _folder(root: Path) -> Probe:
    if not root.is_dir() or not os.access(root, os.R_OK | os.X_OK):
        return Probe("wrong", f"{root} is no folder that can be read", "Check root and its rights.")
    if os.geteuid() != 0 and os.access(root, os.W_OK):
        return Probe("caution", f"{root} may be written by this host", "Mount it read-only, or take the right away.")
    return Probe("good", f"{root} can be read")


def _program(path: Path) -> Probe:
    if not path.is_file() or not os.access(path, os.X_OK):
        return Probe("wrong", f"{path} is no program", "Check command.")
    if path.stat().st_mode & 0o022:
        return Probe("wrong", f"others may write {path}", f"chmod go-w {path}")
    return Probe("good", f"{path} can be started; it was not")
