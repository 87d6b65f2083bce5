"""A folder of files: ``ROOT/KIND/IDENTIFIER/…``, each file a record, its time that of its last change.

An identifier here is one account's for good. Who had an address of the internet hangs on the moment, and a name is
many people's: neither is a folder's.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Final

from dueprocess.formats import moment
from dueprocess.formats.records import Dropped, Header, safe_name
from dueprocess.formats.selector import Kind
from dueprocess.host.connectors import safe_tree
from dueprocess.host.connectors.request import ConnectorError, Left, Record, Request, Root

_REFUSED: Final = {
    Kind.IP: "a folder does not know who had an address at a moment: take a query that binds %(at)s, or a program",
    Kind.NAME: "a name is not an account's: take a query or a program, or read which account is meant",
}
"""Sorts of identifiers that no folder answers."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A root below which each kind has a folder, and in it each identifier one."""

    root: Root
    answers: ClassVar[None] = None

    def records(self, request: Request) -> Iterator[Record | Left]:
        """The files of each target and kind, sorted by name; links and special files are left out and counted.

        Raises ConnectorError for an address of the internet, and for a name.
        """
        kinds = sorted({kind for kinds in request.scope.kinds.values() for kind in kinds})
        for kind in kinds:
            for handle, selector in request.asked(kind):
                if selector["kind"] in _REFUSED:
                    raise ConnectorError(_REFUSED[Kind(selector["kind"])])
                name = safe_tree.one_part(selector["value"])
                for found in safe_tree.walk(self.root, (kind, name)) if name else ():
                    yield self._record(handle, kind, found) if found.plain else Left(Dropped.UNSAFE)

    def _record(self, handle: str, kind: str, found: safe_tree.Found) -> Record:
        at = moment.write(dt.datetime.fromtimestamp(found.changed, dt.UTC))
        header = Header(handle, kind, at, safe_name("/".join(found.parts[2:])), found.size)
        return Record(header, partial(safe_tree.read, self.root, found), "/".join(found.parts))
