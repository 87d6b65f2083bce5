"""The manifest of a production: what is in it, for whom, by which order (docs/reference/production.md).

Its fields are those that Implementing Regulation (EU) 2025/1550 asks for where evidence goes another way than one
message: sender and recipient, metadata of the order, date and time, means, full file names, sizes, a hash with its
algorithm, and the last day of access, 10 to 45 days on. The extraction host leaves means, sending and last day empty:
the client that sends fills them in with ``sent``. It is always sealed.
"""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, NoReturn

from dueprocess.formats import ids, moment
from dueprocess.formats.canonical import MAX_INTEGER, NotCanonicalError, decode, encode
from dueprocess.formats.records import Dropped, is_safe
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import HEX

FORM: Final = "dueprocess.manifest/1"
MEDIA: Final = "application/vnd.dueprocess.manifest+json"
ALGORITHM: Final = "SHA-512"
MAX_FILES: Final = 4000
MAX_TEXT: Final = 1024
ACCESS_DAYS: Final = (10, 45)  # Implementing Regulation (EU) 2025/1550, Annex: end of access
MEANS: Final = frozenset({"cms", "openpgp", "age", "passphrase", "disk", "paper", "portal"})
_SHA512: Final = re.compile(r"[0-9a-f]{128}")
_HANDLE: Final = re.compile(r"ALL|T[1-9][0-9]{0,3}")
_CODE: Final = re.compile(r"[a-z][a-z_]{0,31}")


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """One file of the production, as it is once it is opened: full name, bytes, SHA-512 (hex)."""

    name: str
    size: int
    hash: str


@dataclass(frozen=True, slots=True)
class Count:
    """What there is of one kind for one target; ``first`` and ``last`` are moments, or empty."""

    target: str
    kind: str
    records: int
    bytes: int
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Metadata of the order: case, item, production, hash of the ordering and of the approving statement, period."""

    case: str
    item: int
    production: str
    order: str
    approval: str
    authority: str  # id in the directory
    instruments: tuple[str, ...]
    period_from: str  # YYYY-MM-DD, or empty
    period_to: str


@dataclass(frozen=True, slots=True, repr=False)
class Manifest:
    """See the module. ``dropped`` counts what exceeded the grant, by why."""

    sender: str
    recipient: str
    order: Order
    made_at: str
    files: tuple[File, ...]
    counts: tuple[Count, ...]
    dropped: tuple[tuple[str, int], ...]
    means: str = ""
    sent_at: str = ""
    access_ends: str = ""

    def encoded(self) -> bytes:
        """Canonical bytes. Raises DeniedError ``manifest.form`` where a value breaks the form."""
        _check(self)
        try:
            return encode(_plain(self))
        except NotCanonicalError as fault:
            _refuse("form", str(fault), fault)

    def file(self, name: str) -> File | None:
        """The file of that name."""
        return next((one for one in self.files if one.name == name), None)


def parse(data: bytes) -> Manifest:
    """The manifest of its canonical bytes. Raises DeniedError ``manifest.form``."""
    try:
        value = decode(data)
        manifest = _from_plain(value)
        _check(manifest)
    except (AttributeError, KeyError, TypeError, ValueError) as fault:
        if isinstance(fault, DeniedError):
            raise
        _refuse("form", "these are no canonical bytes of a manifest", fault)
    return manifest


def sent(manifest: Manifest, means: str, at: dt.datetime, access_ends: dt.date) -> Manifest:
    """The manifest that goes with what is sent. Raises DeniedError ``manifest.form``, ``manifest.access``."""
    days = (access_ends - at.date()).days
    if not ACCESS_DAYS[0] <= days <= ACCESS_DAYS[1]:
        _refuse("access", f"access ends {ACCESS_DAYS[0]} to {ACCESS_DAYS[1]} days after sending, not {days}")
    filled = replace(manifest, means=means, sent_at=moment.write(at), access_ends=access_ends.isoformat())
    _check(filled)
    return filled


def _plain(manifest: Manifest) -> dict[str, Any]:
    plain = asdict(manifest)
    plain["form"] = FORM
    plain["dropped"] = dict(manifest.dropped)
    plain["files"] = [{"algorithm": ALGORITHM, **asdict(one)} for one in manifest.files]
    return plain


def _from_plain(value: Any) -> Manifest:  # noqa: ANN401 - JSON
    given = dict(value)
    if given.pop("form") != FORM:
        _refuse("form", f"the form is not {FORM}")
    given["order"] = _typed(Order, {**given["order"], "instruments": tuple(given["order"]["instruments"])})
    given["files"] = tuple(_file(one) for one in given["files"])
    given["counts"] = tuple(_typed(Count, one) for one in given["counts"])
    given["dropped"] = tuple(sorted(given["dropped"].items()))
    manifest: Manifest = _typed(Manifest, given)
    return manifest


def _file(value: Mapping[str, Any]) -> File:
    if value["algorithm"] != ALGORITHM:
        _refuse("form", f"the hash is not made with {ALGORITHM}")
    file: File = _typed(File, {name: inner for name, inner in value.items() if name != "algorithm"})
    return file


def _typed(kind: Any, value: Mapping[str, Any]) -> Any:  # noqa: ANN401 - one of this module's dataclasses
    wrong = [
        one.name
        for one in fields(kind)
        if one.type in {str, int} and type(value[one.name]) is not one.type  # a bool is no int here
    ]
    if wrong:
        _refuse("form", "a value of the manifest has the wrong type")
    return kind(**value)


def _check(manifest: Manifest) -> None:
    order = manifest.order
    texts = (manifest.sender, manifest.recipient)
    fine = (
        all(0 < len(text) <= MAX_TEXT and text.isprintable() for text in texts)
        and ids.is_id(order.case, "c")
        and all(HEX.fullmatch(one) for one in (order.order, order.approval))
        and 1 <= order.item <= MAX_INTEGER
        and manifest.means in MEANS | {""}
        and all(isinstance(one, str) for one in order.instruments)
    )
    if not fine:
        _refuse("form", "sender, recipient, order or means break the form")
    _check_times(manifest)
    _check_files(manifest)
    for one in manifest.counts:
        if not (_HANDLE.fullmatch(one.target) and _CODE.fullmatch(one.kind)) or one.records < 0 or one.bytes < 0:
            _refuse("form", "a count names a target, a kind, and how many")
    if any(why not in list(Dropped) or type(count) is not int or count < 0 for why, count in manifest.dropped):
        _refuse("form", "what was dropped is counted by a reason of the closed list")


def _check_times(manifest: Manifest) -> None:
    moments = [manifest.sent_at, *(one for count in manifest.counts for one in (count.first, count.last))]
    days = (manifest.order.period_from, manifest.order.period_to, manifest.access_ends)
    try:
        moment.parse(manifest.made_at)
        for text in filter(None, moments):
            moment.parse(text)
        for text in filter(None, days):
            dt.date.fromisoformat(text)
    except ValueError as fault:
        _refuse("form", f"a time of the manifest: {fault}", fault)


def _check_files(manifest: Manifest) -> None:
    names = [one.name for one in manifest.files]
    if not 1 <= len(names) <= MAX_FILES or len(set(names)) != len(names):
        _refuse("form", f"a manifest lists 1 to {MAX_FILES} files, each once")
    for one in manifest.files:
        if not is_safe(one.name) or one.size < 0 or not _SHA512.fullmatch(one.hash):
            _refuse("form", "a file has a plain name, a size and a hash")


def _refuse(rule: str, reason: str, cause: Exception | None = None) -> NoReturn:
    name = f"manifest.{rule}"
    raise DeniedError.because(name, reason) from cause
