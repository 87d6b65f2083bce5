"""What the vault on a person's own machine asks about the law: reckoned again, held against the desk's word."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import astuple
from typing import Any

from dueprocess.adapters.law_library import LIBRARY
from dueprocess.case.state import GRANTS
from dueprocess.client import own_law
from dueprocess.client.vault_questions import looked_of, told
from dueprocess.formats.note import Verify
from dueprocess.formats.statement import Act
from dueprocess.release import house_keys
from dueprocess.release.evidence import Evidence, refuse
from dueprocess.release.law_again import Agreement, Checker


def answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    """What this machine reckons, where the desk's word differs, and who signed on another answer; or what refuses it.

    Args:
        question: as ``vault_questions.answer`` has it, and ``relied`` (what will be signed for, as it is hashed),
            ``law`` (what the desk handed out: ``GET /v1/cases/{case}/law``, its answers those after the acts of a
            look), ``items`` (numbers of those about which something is to be signed), ``compared`` (cases of which
            the page compared the key; null or missing where nobody agrees to a decision).
        check: Ed25519 verification.
        now: this machine's time, aware.
    """
    return told(lambda: _answer(question, check, now))


def _answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    if not isinstance(question, Mapping):
        refuse("counter.form", "the question is no object")
    items = [int(item) for item in question["items"]]
    looked, handed = looked_of(question, check, now), question["law"]
    if question.get("compared") is not None and _gives(looked.seen, items):
        house_keys.check_former(looked.seen, [str(case) for case in question["compared"]])
    law = own_law.law_of(looked.seen, handed)
    reckoned = own_law.reckon(law, question["relied"], handed["law"], now)
    reckoned.check(items)
    again = Checker.of(looked.seen, looked.shown, LIBRARY).again()
    odd = [one for one in again if one.how is Agreement.DIFFERS and one.item in items]
    named = reckoned.signed([one.item for one in reckoned.made.items])
    return {
        "answer": dict(named.answer) if named else {},
        "files": [list(astuple(one)[1:]) for one in reckoned.distinct],
        "answers": [list(astuple(one)) for one in reckoned.answers],
        "signed": [[one.item, one.stated.by, one.what[0] if one.what else ""] for one in odd],
        "since": reckoned.first[1] if reckoned.first else "",
        "hangs_on": sorted({path for one in reckoned.made.items if one.item in items for path in one.hangs_on}),
    }


def _gives(seen: Evidence, items: Collection[int]) -> bool:
    """Whether what was proposed last on one of these items gives something: objecting waits for no call (P9)."""
    last = {one.says.get("item"): one.says.get("outcome") for _, one in seen.all(Act.DECISION_PROPOSE)}
    return any(last.get(item) in GRANTS for item in items)
