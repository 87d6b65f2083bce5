"""The manifest of a production: what is in it, for whom, by which order (docs/reference/production.md).

Its fields are those that Implementing Regulation (EU) 2025/1550 asks for where evidence goes another way than one
message: sender and recipient, metadata of the order, date and time, means, full file names, sizes, a hash with its
algorithm, and the last day of access, 10 to 45 days on. The extraction host leaves means, sending and last day empty:
the client that sends fills them in with ``sent``. It is always sealed.

Form 2 is form 1 with the conditions on which the data are handed over, by the law that was invoked: they travel with
what is given. Whoever sends writes it where there are some, and form 1 where there are none, as ever.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Final

from dueprocess.formats import moment
from dueprocess.formats.canonical import MAX_INTEGER
from dueprocess.formats.forms import Records
from dueprocess.formats.record import (
    BARE,
    MAYBE,
    Check,
    Hash,
    Moment,
    MomentOrNone,
    Natural,
    an_id,
    between,
    exactly,
    matching,
    sized,
)
from dueprocess.formats.records import Dropped, is_safe

FORM: Final = "dueprocess.manifest/1"
WITH_CONDITIONS: Final = "dueprocess.manifest/2"
MEDIA: Final = "application/vnd.dueprocess.manifest+json"
ALGORITHM: Final = "SHA-512"
MAX_FILES: Final = 4000
MAX_TEXT: Final = 1024
MAX_CONDITIONS: Final = 40
SPOKEN: Final = ("de", "en")
"""Languages in which a law file says a condition."""
ACCESS_DAYS: Final = (10, 45)  # Implementing Regulation (EU) 2025/1550, Annex: end of access
MEANS: Final = frozenset({"cms", "openpgp", "age", "browser", "passphrase", "disk", "paper", "portal"})
_SAFE: Final = Check(is_safe, "a file has a plain name")
_MEANS: Final = Check(lambda means: means in MEANS | {""}, f"the means is one of {', '.join(sorted(MEANS))}, or empty")
_OF_FORM: Final = Check(lambda form: form in {FORM, WITH_CONDITIONS}, "a form of a manifest")
_Text = Annotated[str, sized(1, MAX_TEXT), Check(str.isprintable, "a text on one line")]
_DayOrNone = Annotated[str, Check(lambda day: not day or dt.date.fromisoformat(day), "a day, or empty")]


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """One file of the production, as it is once it is opened: full name, bytes, SHA-512 (hex)."""

    name: Annotated[str, _SAFE]
    size: Natural
    hash: Annotated[str, matching(r"[0-9a-f]{128}", "a hash has 128 lower-case hex digits")]
    algorithm: Annotated[str, exactly(ALGORITHM)] = ALGORITHM


@dataclass(frozen=True, slots=True)
class Count:
    """What there is of one kind for one target; ``first`` and ``last`` are moments, or empty."""

    target: Annotated[str, matching(r"ALL|T[1-9][0-9]{0,3}", "a handle")]
    kind: Annotated[str, matching(r"[a-z][a-z_]{0,31}", "a code")]
    records: Natural
    bytes: Natural
    first: MomentOrNone = ""
    last: MomentOrNone = ""


@dataclass(frozen=True, slots=True)
class Order:
    """Metadata of the order: case, item, production, hash of the ordering and of the approving statement, period."""

    case: Annotated[str, an_id("c")]
    item: Annotated[int, between(1, MAX_INTEGER)]
    production: str
    order: Hash
    approval: Hash
    authority: str  # id in the directory
    instruments: tuple[str, ...]
    period_from: _DayOrNone
    period_to: _DayOrNone
    part: Annotated[str, matching(r"[a-z_]{0,32}", "a code, or empty"), MAYBE, BARE] = ""  # of subscriber data


@dataclass(frozen=True, slots=True)
class Condition:
    """On what the data are handed over: code and provision of the invoked law, and what it says, by language."""

    code: Annotated[str, matching(r"[a-z][a-z0-9_]{0,63}", "a code")]
    act: _Text
    section: _Text
    says: Annotated[Mapping[str, _Text], Check(lambda says: tuple(sorted(says)) == SPOKEN, "German and English")]


@dataclass(frozen=True, slots=True, repr=False)
class Manifest:
    """See the module. ``dropped`` counts what exceeded the grant, by why."""

    sender: _Text
    recipient: _Text
    order: Order
    made_at: Moment
    files: Annotated[tuple[File, ...], sized(1, MAX_FILES)]
    counts: tuple[Count, ...]
    dropped: Mapping[Dropped, Natural]
    means: Annotated[str, _MEANS] = ""
    sent_at: MomentOrNone = ""
    access_ends: _DayOrNone = ""
    form: Annotated[str, _OF_FORM] = FORM
    conditions: Annotated[tuple[Condition, ...], sized(0, MAX_CONDITIONS), MAYBE, BARE] = ()

    def encoded(self) -> bytes:
        """Canonical bytes. Raises DeniedError ``manifest.form`` where a value breaks the form."""
        return _FORM.encode(self)

    def file(self, name: str) -> File | None:
        """The file of that name."""
        return next((one for one in self.files if one.name == name), None)


def parse(data: bytes) -> Manifest:
    """The manifest of its canonical bytes. Raises DeniedError ``manifest.form``."""
    return _FORM.decode(data)


def sent(
    manifest: Manifest, means: str, at: dt.datetime, access_ends: dt.date, conditions: tuple[Condition, ...] = ()
) -> Manifest:
    """The manifest that goes with what is sent. Raises DeniedError ``manifest.form``, ``manifest.access``."""
    days = (access_ends - at.date()).days
    if not ACCESS_DAYS[0] <= days <= ACCESS_DAYS[1]:
        _refuse("access", f"access ends {ACCESS_DAYS[0]} to {ACCESS_DAYS[1]} days after sending, not {days}")
    filled = replace(manifest, means=means, sent_at=moment.write(at), access_ends=access_ends.isoformat())
    if conditions:
        filled = replace(filled, form=WITH_CONDITIONS, conditions=conditions)
    _FORM.check(filled)
    return filled


def _check(manifest: Manifest) -> None:
    if len({one.name for one in manifest.files}) != len(manifest.files):
        _refuse("form", "a manifest lists each file once")
    if (manifest.form == WITH_CONDITIONS) is not bool(manifest.conditions):
        _refuse("form", "a manifest of form 2 says conditions, and one of form 1 none")


_FORM: Final = Records(Manifest, "manifest", "form", also=_check)
_refuse = _FORM.refuse
