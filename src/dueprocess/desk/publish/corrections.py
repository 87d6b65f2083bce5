"""Corrections of single rows: on the row, in both feeds, and as a file where there are some."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dueprocess.desk.publish.feed import Entry, as_json, cited
from dueprocess.desk.publish.texts import Texts
from dueprocess.report.snapshot import Corrected, PublicRow, Snapshot

FILE: Final = "data/corrections.json"
SCHEMA: Final = "dueprocess/corrections/1"
_LABELS: Final = {
    "country": "from",
    "authority_kind": "from",
    "kinds": "asked",
    "instruments": "law",
    "week": "received",
    "outcome": "did",
    "ground": "did",
}


def of_row(snapshot: Snapshot, row: PublicRow, texts: Texts) -> list[str]:
    """Sentences below a row: its newest correction; all of them stand in the file."""
    last = next((one for one in snapshot.corrected if one.now.id == row.id), None)
    return [] if last is None else [_lead(last, texts), *_changes(last, texts)]


def feed_entries(snapshot: Snapshot, texts: Texts, where: Mapping[str, str]) -> Iterator[Entry]:
    """One entry a correction, at the place of its row."""
    for one in snapshot.corrected:
        row = one.now
        yield Entry(
            f"urn:dueprocess:register:{row.id}:correction:{one.number}",
            texts("corrections", "title", country=texts.country(row.country)),
            one.on,
            " ".join([_lead(one, texts), *_changes(one, texts)]),
            where[row.id],
            [str(kind) for kind in row.kinds],
            [str(row.register), "correction"],
            {
                "_gov_correction": {"about": "A correction of one row: what it said, what it says, as codes."}
                | _plain(one)
            },
        )


def corrections_json(snapshot: Snapshot) -> bytes:
    """``data/corrections.json``: what each row said and says, as codes."""
    return as_json({"schema": SCHEMA, "corrections": [_plain(one) for one in snapshot.corrected]})


def _plain(one: Corrected) -> dict[str, Any]:
    return {
        "row": str(one.now.id),
        "number": one.number,
        "on": one.on.isoformat(),
        "why": str(one.why),
        "was": {field: _codes(one.was, field) for field in one.fields},
        "now": {field: _codes(one.now, field) for field in one.fields},
    }


def _codes(row: PublicRow, field: str) -> str | list[str]:
    match field:
        case "kinds":
            return [str(kind) for kind in row.kinds]
        case "instruments":
            return [cited(one) for one in row.instruments]
        case _:
            return str(getattr(row, field) or "")


def _lead(one: Corrected, texts: Texts) -> str:
    return texts("corrections", str(one.why), day=texts.day(one.on))


def _changes(one: Corrected, texts: Texts) -> list[str]:
    return [
        texts(
            "corrections",
            "change",
            what=texts("registers", _LABELS[field]),
            was=_words(one.was, field, texts),
            now=_words(one.now, field, texts),
        )
        for field in one.fields
    ]


def _words(row: PublicRow, field: str, texts: Texts) -> str:
    many = {
        "kinds": [texts("kinds", kind) for kind in row.kinds],
        "instruments": [cited(one) for one in row.instruments] or [texts("registers", "no_law")],
        "ground": [texts("grounds", row.ground) if row.ground else texts("corrections", "no_ground")],
        "outcome": [texts("outcomes", row.outcome or "open")],
        "country": [texts.country(row.country)],
        "authority_kind": [texts("authorities", row.authority_kind)],
        "week": [texts.week(row.week)],
    }
    return "; ".join(many[field])
