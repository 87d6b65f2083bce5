"""Other people's lists of offices, and marks of fraud: ``lists.json`` in the home. Hints; none gives trust (ADR 0116).

A list is an official one (a court database, a place register, a sheet) or what another desk signed. No number in use
comes from here: a person looks an office up, finds a number, and two people verify it. A mark is shown and refuses
nothing by itself; it names a number or a domain, a reason, a day and the desk that marked it, and no case (hazard 2.5).
"""

import datetime
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final

from dueprocess.adapters import crypto, durable
from dueprocess.formats import canonical
from dueprocess.formats.desk_acts import is_phone
from dueprocess.formats.note import Key, MalformedNoteError, Sign, parse, signed, verified_names
from dueprocess.operate.home import Home
from dueprocess.report.history import plain

FILE: Final = "lists.json"
FORM: Final = "dueprocess.directory/1"
MAX_BYTES: Final = 32 << 20
MAX_ROWS: Final = 50_000
MAX_TEXT: Final = 200
MAX_MARKS: Final = 5_000
FOUND: Final = 20
WHY: Final[Mapping[str, str]] = {
    "forged": "a forged demand named it",
    "stolen": "a real mailbox or line in other hands",
    "denied": "the office said that it is not theirs",
}
_DOMAIN: Final = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8}")
_DAY: Final = re.compile(r"20\d\d-[01]\d-[0-3]\d")

_HEADERS: Final = {
    "name": "name, court, court name, authority, bezeichnung, gericht, behorde, dienststelle, nom, juridiction, wert",
    "code": "code, id, key, schlussel, xjustiz id, ags, kennung",
    "country": "country, country code, land, staat, pays, mitgliedstaat",
    "state": "state, region, bundesland, province, departement",
    "place": "city, town, place, ort, ortsname, sitz, ville, commune",
    "phone": "phone, telephone, tel, telefon, telephone number",
    "mail": "email, e mail, mail, courriel",
}
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {name: tuple(words.split(", ")) for name, words in _HEADERS.items()}
"""How official lists head their columns, without accents."""


class ListError(ValueError):
    """A list or a mark that cannot be used; says what to do."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One row of somebody's list, as it stands there: nothing in it is verified."""

    name: str
    code: str = ""
    country: str = ""
    state: str = ""
    place: str = ""
    phone: str = ""
    mail: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its name, where it is from, the day of its edition; ``by``: the key that signed it, of another desk."""

    name: str
    source: str
    on: str
    rows: tuple[Listed, ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A number or domain that a desk marked; ``by``: empty for this one."""

    value: str
    why: str
    on: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Lists:
    """All that stands in the file."""

    listings: tuple[Listing, ...] = ()
    marks: tuple[Mark, ...] = ()

    def find(self, words: str) -> Iterator[tuple[Listing, Listed]]:
        """Rows that have each of the words."""
        asked = plain(words).split()
        for listing in self.listings:
            for row in listing.rows:
                said = plain(" ".join(astuple(row)))
                if asked and all(word in said for word in asked):
                    yield listing, row

    def marked(self, *values: str) -> tuple[Mark, ...]:
        """Marks on a number, a domain or an address' domain."""
        wanted = {value.rpartition("@")[2].strip().lower() for value in values} - {""}
        return tuple(mark for mark in self.marks if mark.value in wanted)


def read(home: Home) -> Lists:
    """What stands there. Raises ListError for a damaged file."""
    path = home.path / FILE
    if not path.exists():
        return Lists()
    try:
        told = json.loads(path.read_bytes()[:MAX_BYTES])
        listings = tuple(_listing(one) for one in told["lists"])
        return Lists(listings, tuple(_mark(one) for one in told["marks"]))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        message = f"{path} is damaged; restore it from the backup, or remove it and import the lists again"
        raise ListError(message) from fault


def _listing(told: Mapping[str, Any]) -> Listing:
    rows = tuple(Listed(*map(_line, row)) for row in told["rows"])
    return Listing(_line(told["name"]), _line(told["source"]), _day(told["on"]), rows, _line(told["by"]))


def _mark(told: Sequence[Any]) -> Mark:
    value, why, on, by = map(_line, told)
    if why not in WHY or not is_value(value):
        raise ListError(f"{value[:40]!r} is no mark")
    return Mark(value, why, _day(on), by)


def _line(text: object) -> str:
    if not isinstance(text, str) or len(text) > MAX_TEXT or not (text.isprintable() or not text):
        raise ListError("a value is no line of text")
    return text


def _day(text: object) -> str:
    if not isinstance(text, str) or not _DAY.fullmatch(text):
        raise ListError("a day is written YYYY-MM-DD")
    return text


def is_value(text: str) -> bool:
    """Whether it can be marked: a number as +49…, or a domain; never an address of a person."""
    return is_phone(text) or bool(_DOMAIN.fullmatch(text))


def keep(home: Home, listing: Listing, marks: Iterable[Mark] = ()) -> None:
    """Keep a list in the place of one of the same name and signer. Raises ListError for an older edition."""
    known = read(home)
    before = next((one for one in known.listings if (one.name, one.by) == (listing.name, listing.by)), None)
    if before is not None and before.on > listing.on:
        raise ListError(f"{listing.name!r} stands here in an edition of {before.on}; this one is of {listing.on}")
    others = tuple(one for one in known.listings if one is not before)
    theirs = tuple(one for one in known.marks if listing.by == "" or one.by != listing.by)
    _write(home, Lists((*others, listing), tuple(dict.fromkeys((*theirs, *marks)))))


def mark(home: Home, value: str, why: str, on: datetime.date, *, take_back: bool = False) -> None:
    """Mark a number or a domain, or take this desk's own marks of it back. Raises ListError."""
    if not is_value(value) or why not in WHY:
        raise ListError(f"{value!r}: a number as +493055501, or a domain; the reason is one of {', '.join(WHY)}")
    known = read(home)
    others = tuple(one for one in known.marks if one.by or one.value != value)
    _write(home, Lists(known.listings, others if take_back else (*others, Mark(value, why, on.isoformat()))))


def _write(home: Home, lists: Lists) -> None:
    plainly = {
        "lists": [
            {"name": one.name, "source": one.source, "on": one.on, "by": one.by, "rows": [astuple(r) for r in one.rows]}
            for one in lists.listings
        ],
        "marks": [astuple(one) for one in lists.marks],
    }
    data = f"{json.dumps(plainly, ensure_ascii=False)}\n".encode()
    if len(data) > MAX_BYTES or len(lists.marks) > MAX_MARKS:
        raise ListError(f"the lists would be larger than {MAX_BYTES >> 20} MiB, or have too many marks")
    durable.replace(home.path / FILE, data)


def mapped(header: Sequence[str]) -> dict[str, int]:
    """Which column of an official list is which, by its header; whole words only."""
    names, found = [plain(cell) for cell in header], dict[str, int]()
    for name, words in COLUMNS.items():
        place = next((at for at, said in enumerate(names) if said in words and at not in found.values()), None)
        if place is not None:
            found[name] = place
    return found


def of_sheet(rows: Iterator[Sequence[str]], columns: Mapping[str, int], country: str) -> tuple[tuple[Listed, ...], int]:
    """Rows of an official list, and how many had no name. Raises ListError for too many."""
    found, left = [], 0
    for row in rows:
        said = {name: row[place][:MAX_TEXT] if place < len(row) else "" for name, place in columns.items()}
        texts = {name: "".join(c for c in text if c.isprintable()) for name, text in said.items()}
        if not texts.get("name"):
            left += 1
            continue
        found.append(Listed(**{"country": country, **{name: text for name, text in texts.items() if text}}))
        if len(found) > MAX_ROWS:
            raise ListError(f"more than {MAX_ROWS} rows: split the list by country")
    return tuple(found), left


def write_note(rows: Iterable[Listed], marks: Iterable[Mark], on: datetime.date, signer: tuple[Key, Sign]) -> bytes:
    """What this desk hands to another one, signed by one of its people: public facts, and its own marks."""
    says = {
        "form": FORM,
        "marks": [[one.value, one.why, one.on] for one in marks if not one.by],
        "on": on.isoformat(),
        "rows": [list(astuple(one)) for one in rows],
    }
    return signed(f"{canonical.encode(says).decode()}\n", [signer]).encode()


def read_note(data: bytes, key: Key) -> tuple[Listing, tuple[Mark, ...]]:
    """What another desk handed over, signed by ``key``. Raises ListError; nothing of it is verified here."""
    try:
        note = parse(data[:MAX_BYTES])
        if not verified_names(note, [key], crypto.verify):
            raise ListError(f"it is not signed by {key.vkey}: nothing was taken")
        told: Any = canonical.decode(note.text.removesuffix("\n").encode())
        if told["form"] != FORM or len(told["rows"]) > MAX_ROWS or len(told["marks"]) > MAX_MARKS:
            raise ListError("it is of a form that this program does not know, or too long")
        rows = tuple(Listed(*map(_line, row)) for row in told["rows"])
        marks = tuple(_mark([*row, key.vkey]) for row in told["marks"])
        return Listing(f"directory of {key.name}", "another desk", _day(told["on"]), rows, key.vkey), marks
    except (MalformedNoteError, ValueError, KeyError, TypeError) as fault:
        if isinstance(fault, ListError):
            raise
        raise ListError("it is no signed directory: nothing was taken; ask for it again") from None
