"""Whether somebody may be told, by what people signed, whatever a desk shows and wherever it says that it sits."""

import datetime as dt
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from dueprocess.adapters.texts import of_map
from dueprocess.case.law_answer import By, assessed
from dueprocess.case.notice_calendar import calendars
from dueprocess.case.state import CaseState
from dueprocess.formats.statement import Act, Statement
from dueprocess.release.evidence import Evidence
from dueprocess.release.looked import Looked
from dueprocess.release.origins import ways_into

_OF_SILENCE: Final = frozenset({Act.SECRECY_RECORD, Act.SECRECY_AGREE, Act.SECRECY_END})


def is_closed(looked: Looked, number: int, today: str, at: dt.datetime, question: str = "tell") -> bool:
    """Whether people signed otherwise, whatever events a desk hides: the last answer is no yes, or a silence stands.

    ``today``: the day where the desk says that it sits. On that of this machine (``at``: its time) it must be open,
    too: a desk that says it sits where tomorrow has begun would have a silence broken on its last day.
    """
    days = {today, at.astimezone().date().isoformat()}
    return any(_is_closed_on(looked, number, day, question) for day in days)


def soon(law: By, case: CaseState, number: int, at: dt.datetime) -> dt.datetime | None:
    """When the data of an item leave, where fewer than 72 hours are left; None: more are, or no time runs."""
    made = assessed(law, case.face, at.astimezone(ZoneInfo(law.timezone)).date(), of_map("en"))
    found = (one for one in calendars(case, made, at, law.timezone) if one.item == number and one.is_soon(at))
    return next((dt.datetime.fromisoformat(one.release_by) for one in found if one.release_by), None)


def _is_closed_on(looked: Looked, number: int, today: str, question: str) -> bool:
    came = _came_along(looked.seen)
    signed = {**came, **looked.seen.past, **looked.seen.statements}
    mine = {name: one for name, one in signed.items() if one.says.get("item") == number}
    # Whoever recorded it does not lift it; that its day came is seen by the day alone.
    lifts = [one for one in mine.values() if one.act is Act.SECRECY_END and one.says["how"] == "lifted"]
    names = [(name, one.by) for one in lifts if isinstance(found := one.says["silences"], list) for name in found]
    ended: set[object] = {name for name, by in names if name in mine and mine[name].by != by}
    # What a split took along has no name here: it is lifted where none is named.
    bare = {one.by for one in lifts if one.says["silences"] == []}
    ended |= {name for name in came if name in mine and bare - {mine[name].by}}
    answered = [one for one in mine.values() if one.act is Act.SECRECY_AGREE]
    # What nobody agreed to yet can be refused, by whoever recorded it too; what two signed ends by its end alone.
    two = {one.says["record"] for one in answered if one.says["answer"] == "agreed" and _is_second(one, signed)}
    ended |= {one.says["record"] for one in answered if one.says["answer"] != "agreed"} - two
    for name, one in mine.items():
        runs = one.act is Act.SECRECY_RECORD and one.says[question] and name not in ended
        if runs and str(one.says["until"] or today) >= today:
            return True
    answers = {name: one for name, one in mine.items() if one.act is Act.GATE_ANSWER and name not in ended}
    asked = [one for one in answers.values() if one.says["question"] == question]
    last = max(asked, key=lambda one: (one.revision, one.number, one.at), default=None)
    return last is None or last.says["answer"] != "yes" or str(last.says["until"] or today) < today


def _came_along(seen: Evidence) -> dict[str, Statement]:
    """What was signed of silences where splits took the items from, as it is said of the case, by its name there.

    A split takes each silence along; a desk could leave out the event by which it says so.
    """
    found: dict[str, Statement] = {}
    for case, left in ways_into(seen):
        for name, one in seen.origins.items():
            here = left.here(one, seen.case) if one.case == case and one.act in _OF_SILENCE else None
            if here is not None:
                found[name] = here
    return found


def _is_second(one: Statement, signed: Mapping[str, Statement]) -> bool:
    said = signed.get(str(one.says["record"]))
    return said is not None and said.by != one.by
