"""A statement as a person's client composes it, from what the interface shows of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dueprocess.case import law_answer
from dueprocess.case.basis import basis_of
from dueprocess.formats import links
from dueprocess.formats.roster import parse
from dueprocess.formats.statement import HANGS_ON_LAW, Act, LawAnswer, Reckoner, Statement, item_of


def statement(get: Callable[[str], Any], by: str, case: str, act: str, says: dict[str, Any]) -> Statement:
    """``get`` answers a path of the interface with its JSON."""
    hello, shown = get("/v1/hello"), get(f"/v1/cases/{case}/evidence")
    relied = shown["relied"]
    # Rosters are shown from the first one on; those that wait stand behind the one in force.
    roster = parse(shown["rosters"][shown["roster"] - 1].encode())[0].mark
    place = (hello["desk"], roster, case, shown["revision"])
    notes = links.of_case(case, [note.encode() for note in shown["notes"]])
    seen = links.follow(hello["desk"], case, notes)
    itself = links.of_case(links.DESK, [note.encode() for note in shown["notes"]])
    beside = [(links.DESK, *links.follow(hello["desk"], links.DESK, itself))]
    into = links.goes_into(Act(act), says)
    if into:
        there = [note.encode() for note in get(f"/v1/cases/{into}/evidence")["notes"]]
        beside.append((into, *links.follow(hello["desk"], into, links.of_case(into, there))))
    item, law = str(item_of(says)), None
    if Act(act) in HANGS_ON_LAW:
        told = get(f"/v1/cases/{case}/law")["law"]
        answers = told["answers"] if told else {}
        law = LawAnswer({item: law_answer.hash_of(answers[item])}, Reckoner.DESK) if item in answers else None
    told = {"seen": seen, "law": law, "beside": tuple(beside)}
    return Statement(*place, Act(act), by, hello["now"], basis_of(relied, int(item)), says, **told)
