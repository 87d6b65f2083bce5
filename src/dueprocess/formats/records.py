"""Records that a connector hands over, and what of them a grant covers (P10, hazard 11.1; reference/connectors.md).

A record says its target, its kind and its time; what exceeds the grant is dropped and counted by why, never in silence.
Kinds are the data categories of the face. The words of the grant come from signatures (``release``); here they
are values.
"""

import datetime as dt
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from dueprocess.formats import moment
from dueprocess.formats.forms import Records
from dueprocess.formats.record import BARE, MAYBE, Check, MomentOrNone, Natural, Rule, matching
from dueprocess.formats.refusal import DeniedError

FORM: Final = "dueprocess.connector/1"
MAX_LINE: Final = 4096
MAX_NAME: Final = 180
TIMELESS: Final = frozenset({"subscriber", "identification", "access_codes"})
"""Kinds of which a record may stand without a time: they say who, not when."""
SUBSCRIBER: Final = "subscriber"
"""The kind of which a part may be granted."""
_FORBIDDEN: Final = frozenset('\\:*?"<>|')
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class RecordError(DeniedError):
    """A record that is none; the connector is broken, or is no connector. Never quotes it."""


class Dropped(StrEnum):
    """Why a record is not in the production. Never renamed."""

    TARGET = "target"  # of nobody who was granted
    KIND = "kind"  # of a kind, or of a part of it, that was not granted for that target
    TIME = "time"  # it says no time, and its kind needs one; or no period was granted
    PERIOD = "period"  # outside the period
    UNSAFE = "unsafe"  # no plain file: a link, a pipe, a device


def is_safe(name: str) -> bool:
    """Whether a name stays below the folder that it is put into, and looks like what it is, on any system."""
    if not name or len(name.encode(errors="replace")) > MAX_NAME or unicodedata.normalize("NFC", name) != name:
        return False
    if any(one in _FORBIDDEN or unicodedata.category(one) in _HIDDEN for one in name):
        return False
    return all(part.strip(" .") for part in name.split("/"))


_SAFE: Final = Check(is_safe, f"a name is a relative path of plain parts, at most {MAX_NAME} bytes")


@dataclass(frozen=True, slots=True, repr=False)
class Header:
    """What a record says of itself.

    Attributes:
        target: the handle that the request gave, as ``T1``.
        kind: data category.
        at: ``YYYY-MM-DDTHH:MM:SSZ``, or empty.
        name: file name, or the list that a line belongs to; a relative path of plain parts.
        length: bytes that follow.
        line: whether the bytes are one line of a list, which is written as one file with its neighbours.
        part: the part of subscriber data to which it keeps, as ``name_address``; empty: it keeps to none.
    """

    target: str
    kind: str
    at: MomentOrNone
    name: Annotated[str, _SAFE, Rule("name")]
    length: Natural
    line: bool = False
    part: Annotated[str, matching(r"[a-z_]{0,32}", "a code, or empty"), MAYBE, BARE] = ""

    def __repr__(self) -> str:
        return f"<Header {self.kind}>"  # a file name is particulars


@dataclass(frozen=True, slots=True)
class Scope:
    """What was granted: kinds by handle, and the period as a half-open span (None: no period was granted).

    ``part``: of subscriber data, where less than all of it was granted.
    """

    kinds: Mapping[str, frozenset[str]]
    since: dt.datetime | None = None
    until: dt.datetime | None = None
    part: str = ""

    @property
    def wanted(self) -> frozenset[str]:
        """What a source must answer: kinds, ``subscriber/name_address`` where a part was granted."""
        return frozenset(asked_as(kind, self.part) for kinds in self.kinds.values() for kind in kinds)


def asked_as(kind: str, part: str) -> str:
    """How a source names what it answers: the kind, and of subscriber data the part to which it keeps."""
    return f"{kind}/{part}" if part and kind == SUBSCRIBER else kind


def parse_header(line: bytes) -> Header:
    """Header from its line of canonical JSON. Raises RecordError ``record.header``, ``record.name``."""
    return _FORM.decode(line)


def check(header: Header) -> Header:
    """The header, where its form is right. Raises RecordError ``record.header``, ``record.name``."""
    _FORM.check(header)
    return header


def safe_name(name: str) -> str:
    """A name like ``name`` that ``is_safe``: what cannot be kept becomes an underscore, what is too long is cut."""
    text = unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode())
    kept = "".join("_" if one in _FORBIDDEN or unicodedata.category(one) in _HIDDEN else one for one in text)
    parts = [part if part.strip(" .") else "_" for part in kept.split("/")]
    data = "/".join(parts).encode()
    return "/".join(parts) if len(data) <= MAX_NAME else safe_name(data[-MAX_NAME:].decode(errors="ignore"))


def judge(scope: Scope, header: Header) -> Dropped | None:
    """Why the record exceeds what was granted; None where it does not."""
    kinds = scope.kinds.get(header.target)
    if kinds is None:
        return Dropped.TARGET
    if header.kind not in kinds or asked_as(header.kind, scope.part) != asked_as(header.kind, header.part):
        return Dropped.KIND
    if not header.at:
        return None if header.kind in TIMELESS else Dropped.TIME
    if scope.since is None or scope.until is None:
        return None if header.kind in TIMELESS else Dropped.TIME
    # Who somebody is does not change with the day on which the row was written.
    if header.kind in TIMELESS or scope.since <= moment.parse(header.at) < scope.until:
        return None
    return Dropped.PERIOD


_FORM: Final = Records(Header, "record", "header", RecordError, most=MAX_LINE)
