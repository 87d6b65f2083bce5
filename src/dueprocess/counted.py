"""What a report still takes from a case that was purged, and the hash by which two people signed it (ADR 0078). Pure.

Facts go, and what follows from them for counts stays: columns of the case and of its items, and until when it may be
counted and admitted. Both people reckon it from the events and statements that they still have; ever after it is held
against the rows of the tables.
"""

import datetime
import hashlib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from dueprocess.acts.evolve import rebuild
from dueprocess.case.events import Happened
from dueprocess.case.state import CaseState
from dueprocess.formats.canonical import encode
from dueprocess.formats.purges import Purge, Purges
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.evidence import Evidence, refuse, suspect
from dueprocess.release.purging import forgotten_by
from dueprocess.report.facts import OF
from dueprocess.rows import Minute, Receipt, Rows, own_receipt, rows

BLANK: Final[Mapping[str, Mapping[str, Any]]] = {
    "case": {"face": "", "authority": "", "shelf": ""},
    "items": {"data": ""},
    "arrivals": {"custodian": "", "answers": ""},
}
"""Columns that a report does not take, and what a purge leaves in them."""
_NOT_OWN: Final = frozenset({"case_id"})
"""Of an arrival: told by other cases too (``rowstore.Table.family``)."""
_QUESTIONS: Final = ("admit", "count")
Answers = Iterable[tuple[int, str, str]]
"""Item, question, and the last day of a yes; empty for one without an end."""


def hash_of(stands: Rows, answers: Answers) -> str:
    """SHA-256 (hex) of what stays. ``stands``: rows of the case, as ``rows.py`` gives them or the tables hold them."""
    return hash_of_plain(plain(stands, answers))


def hash_of_plain(told: Mapping[str, Any]) -> str:
    """The same of what ``plain`` gave. Raises NotCanonicalError for what has no canonical bytes."""
    return hashlib.sha256(b"dueprocess/counted/1\0" + encode(told)).hexdigest()


def receipt_of(told: Mapping[str, Any]) -> Receipt | None:
    """The first receipt that ``plain`` says. Raises ValueError for what it never gave."""
    case = told["case"]
    if "received_at" not in case:
        return None
    return Receipt(
        datetime.datetime.fromisoformat(case["received_at"]), datetime.date.fromisoformat(case["received_on"])
    )


def plain(stands: Rows, answers: Answers) -> dict[str, Any]:
    """What stays, as it is hashed. What says nothing is left out: a column of a later program changes no hash."""
    return {
        "answers": sorted([item, question, until] for item, question, until in answers),
        "arrivals": [_row("arrivals", row) for row in stands["arrivals"].values()],
        "case": _row("case", stands["case"][()]),
        "items": {str(number): _row("items", row) for (number,), row in stands["items"].items()},
    }


def yes_of(case: CaseState, signed: Mapping[str, Statement]) -> list[tuple[int, str, str]]:
    """Until when each item of a case may be counted and admitted, by the last answer that its person signed.

    ``signed``: statements of the case by hash, verified, whoever has left since.
    """
    found = []
    for item in case.items:
        for question in _QUESTIONS:
            given = [one for one in item.given_answers if one.question == question]
            said = signed.get(given[-1].statement) if given else None
            if said is None or item.moved or said.act is not Act.GATE_ANSWER or said.case != case.id:
                continue
            last = given[-1]
            same = {
                "answer": last.answer,
                "item": item.number,
                "question": question,
                "until": last.until,
                "why": last.why,
            }
            if last.answer == "yes" and {"why": "", **said.says} == same:
                found.append((item.number, question, last.until or ""))
    return found


def says_of(
    seen: Evidence, mark: str, case: CaseState, family: Mapping[str, Receipt | None], waits: Purge | None = None
) -> dict[str, Any]:
    """What a person signs who purges a case, reckoned from what they were shown of it.

    Args:
        seen: its evidence, checked.
        mark: head of its chain, as this client reckoned it.
        case: as its events make it.
        family: first receipt of each case from which it was split off, or that went into it, by its id.
        waits: what a colleague signed.

    Raises ReleaseError ``case.not-finished`` where two people did not forget it; ``purge.wrong`` where a colleague
    signed something else of it than this machine reckons.
    """
    gone = forgotten_by(seen)
    if gone is None or not case.forgotten:
        refuse("case.not-finished", f"no two people forgot case {case.id}: that comes first")
    came = {case.origin, *links_before(seen)} - {""}
    if not came <= family.keys():
        suspect("counter.form", "the desk does not show every case from which this one came")
    received = [one for one in (own_receipt(case), *family.values()) if one is not None]
    signed = {**seen.past, **seen.statements}
    said = {
        "case": case.id,
        "counted": hash_of(rows(case, min(received, default=None)), yes_of(case, signed)),
        "forget": gone[0],
        "mark": mark,
    }
    if waits is not None and dict(waits.says) != said:
        other = next(key for key, value in said.items() if waits.says[key] != value)
        suspect("purge.wrong", f"{waits.both} signed another `{other}` of case {case.id} than this machine reckons")
    return said


def receipts_of(
    told: Mapping[str, Any], purges: Purges, events: Callable[[str], tuple[Happened, ...]]
) -> dict[str, Receipt | None]:
    """First receipts of a case's family, by the events of each; of one that was purged, by what two people signed.

    Args:
        told: ``family`` and ``kept`` as the desk hands them out (``GET /v1/cases/…/purge``).
        purges: what people purged.
        events: what happened on a case, as the desk says.

    Raises ReleaseError ``counter.form``, ``chain.purged`` where what is left of one is not what was signed.
    """
    found = dict[str, Receipt | None]()
    try:
        for one in told["family"]:
            stands = purges.stand.get(one)
            if stands is None:
                found[one] = own_receipt(rebuild(one, events(one)))
                continue
            kept = told["kept"][one]
            if hash_of_plain(kept) != stands.counted:
                suspect("chain.purged", f"what the desk shows of case {one} is not what {stands.both} signed")
            found[one] = receipt_of(kept)
    except DeniedError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError):
        suspect("counter.form", "what the desk hands out for a purge is of no known form")
    return found


def links_before(seen: Evidence) -> set[str]:
    """Cases from which the case was split off, by what was signed there."""
    return {str(stated.case) for stated in seen.origins.values() if stated.case}


def _row(table: str, row: Mapping[str, Any]) -> dict[str, Any]:
    told = {name: _value(value) for name, value in row.items() if name not in {*BLANK[table], *_NOT_OWN}}
    return {name: value for name, value in told.items() if not _is_nothing(name, value)}


def _is_nothing(name: str, value: object) -> bool:
    number = name in OF and OF[name].type is int and value == 0
    return value is None or value is False or value == "" or number


def _value(value: object) -> object:
    match value:
        case Minute():
            return value.day.isoformat()
        case datetime.datetime():
            return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%MZ")
        case datetime.date():
            return value.isoformat()
        case _:
            return value
