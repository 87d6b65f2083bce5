"""A draft of the report, as a person's own machine reads it before it is signed (ADR 0046, 0047).

The vault's page asks the process that serves it. What comes in was said by a desk and is hostile; what the answer holds
follows from the draft's own bytes, whose hash is signed, and from an earlier edition that somebody signed as published.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final, NoReturn

from dueprocess.acts import access
from dueprocess.formats import chain
from dueprocess.formats.canonical import encode
from dueprocess.formats.chain import Pin
from dueprocess.formats.errors import StatementError
from dueprocess.formats.note import Verify
from dueprocess.formats.questions import refused, told
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Roster
from dueprocess.formats.standing import standing_of
from dueprocess.formats.statement import Act, Statement, parse, verify
from dueprocess.report import changes, identities, stored
from dueprocess.report.cells import Cell
from dueprocess.report.edition import Edition

MAX_DRAFT: Final = 4 << 20
"""Bytes of a draft that a page shows; a larger one goes by `report ask`."""
SHOWN: Final = 40
"""Changes that are told one by one; the digest is over all of them."""

Plain = Mapping[str, Any]


def answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    """What a signature would stand under, draft by draft, or the rule by which it is refused.

    Args:
        question: ``pin`` (desk, number, hash) and ``shown`` (``rosters``, ``notes``, ``reports``: rows of ``draft``,
            ``before``, ``published``, ``signatures``).
        check: Ed25519 verification.
        now: this machine's time, aware.
    """
    return told(lambda: _answer(question, check, now), "desk.form")


def _answer(asked: Any, check: Verify, now: dt.datetime) -> dict[str, Any]:  # noqa: ANN401 - JSON
    shown = asked["shown"]
    texts = [str(one).encode() for one in shown["rosters"]]
    rosters = chain.walk(Pin.read(asked["pin"]), texts, check, now)
    notes = [str(one).encode() for one in shown["notes"]]
    standing = standing_of({one.number: one for one in rosters}, notes, check, at=now, now=rosters.strict)

    def said(note: object) -> Statement:
        number = parse(str(note).encode())[0].roster[0]
        roster = next((one for one in rosters if one.number == number), None)
        if roster is None:
            _refuse("statement.wrong-roster", f"roster {number} is not in the checked chain")
        statement = verify(str(note).encode(), roster, check)
        standing.check(statement, roster, str(note).encode())
        _may(statement, roster)
        return statement

    return {"roster": rosters.in_force.number, "reports": [_row(one, said) for one in shown["reports"]]}


def _may(statement: Statement, roster: Roster) -> None:
    person = roster.person(statement.by)
    if person is None or not access.may(access.roles_of(person.roles), statement.act):
        _refuse("access.role", f"{statement.by} may not do {statement.act}")


def _row(one: Plain, said: Any) -> dict[str, Any]:  # noqa: ANN401 - what verifies a note
    try:
        return _draft(one, said)
    except DeniedError as fault:
        return refused(fault)
    except stored.StoredError as fault:
        return {"rule": "report.form", "reason": str(fault)}


def _draft(one: Plain, said: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    data = str(one["draft"]).encode()
    edition, hash_ = stored.decode(data), stored.hash_of(data)
    held = _held(edition)
    against, found = _compared(edition, one, said)
    rows = [_change(each) for each in found]
    return {
        "text": data.decode(),
        "edition": hash_,
        "number": edition.number,
        "period": edition.period,
        "provider": edition.provider.name,
        "made_on": edition.made_on.isoformat(),
        "cells": len(edition.cells),
        "withheld": len(changes.withheld(edition.cells)),
        "held": held,
        "gaps": len(edition.gaps),
        "against": against,
        "changes": rows[:SHOWN],
        "differ": len(rows),
        "digest": hashlib.sha256(encode(rows)).hexdigest(),
        "signed": _signed(edition, hash_, one["signatures"], said),
    }


def _held(edition: Edition) -> int:
    """How many identities hold, reckoned here: a desk that changed a number, or left one out, would say them all."""
    try:
        held = identities.hold(edition.cells, security=edition.security, period=edition.period)
    except identities.ContradictionError as fault:
        _refuse("report.contradiction", str(fault))
    if lacking := identities.left_out(edition.cells):
        _refuse("report.left-out", f"this draft says nowhere: {'; '.join(lacking)}")
    return held


def _compared(edition: Edition, one: Plain, said: Any) -> tuple[str, Sequence[changes.Change]]:  # noqa: ANN401
    """Against the edition that readers know, where the desk shows it with the statement that published it."""
    if one["before"]:
        data = str(one["before"]).encode()
        last, statement = stored.decode(data), said(one["published"])
        named = {"edition": stored.hash_of(data), "number": last.number, "period": last.period}
        if statement.act is not Act.REPORT_PUBLISH or dict(statement.says) != named or last.period != edition.period:
            _refuse("report.changed", "the earlier edition that the desk shows is not one that somebody published")
        return f"{last.period}, {last.number}", changes.changes(last.cells, edition.cells)
    return changes.since_the_period_before(edition)


def _signed(edition: Edition, hash_: str, notes: Sequence[object], said: Any) -> list[str]:  # noqa: ANN401 - as above
    """Who signed these very bytes; what does not count is passed over."""
    found = set()
    for note in notes:
        try:
            statement = said(note)
        except StatementError:
            continue
        named = {name: statement.says.get(name) for name in ("edition", "number", "period")}
        wanted = {"edition": hash_, "number": edition.number, "period": edition.period}
        if statement.act is Act.REPORT_SIGN and named == wanted:
            found.add(statement.by)
    return sorted(found)


def _change(one: changes.Change) -> list[str]:
    return [str(one.place), as_it_stands(one.was), as_it_stands(one.now), str(one.why)]


def as_it_stands(cell: Cell | None) -> str:
    """A number, a band or a blank with its reason, as it stands in the bytes."""
    if cell is None:
        return ""
    if cell.value is not None:
        return str(cell.value) if cell.of == 1 else f"{cell.value}/{cell.of}"
    return str(cell.why) if cell.low is None else f"{cell.low}-{cell.high} {cell.why}"


def _refuse(rule: str, reason: str) -> NoReturn:
    raise DeniedError.because(rule, reason) from None
