"""One case as somebody looks at it: rebuilt and judged on their own machine, or read where the home lies."""

import datetime
import json
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dueprocess.cli.clients import Options, client, looking, now
from dueprocess.cli.homes import Clock

if TYPE_CHECKING:
    from dueprocess.case.law_answer import By, First
    from dueprocess.case.state import CaseState
    from dueprocess.demand.face import Face
    from dueprocess.law.finding import Assessment
    from dueprocess.law.plain import Turning


@dataclass(frozen=True, slots=True)
class Case:
    """A case without particulars.

    Attributes:
        state: rebuilt from what happened on it.
        told: the case as the desk shows it: what ``show --json`` prints.
        clock: the time, and where the provider sits.
        law: judges it: day (None: today) and language to its assessment, and what would turn its findings.
        same_law: whether that is the desk's own law, and its answer the same.
        differs: where this machine and the desk differ, or a colleague's signed answer, each in a line.
    """

    state: "CaseState"
    told: Mapping[str, Any]
    clock: Clock
    law: "Callable[[datetime.date | None, str], tuple[Assessment, Turning]]"
    same_law: bool = True
    differs: tuple[str, ...] = ()


def look_at(person: Options, text: str) -> Case:
    """The case that ``text`` names or begins. Raises DeniedError."""
    if person["desk_url"]:
        return _far(person, text)
    with looking(person) as far:
        whole = far.find(text)
        told = far.get(f"/v1/cases/{whole}")
    from dueprocess.cli.homes import place_of
    from dueprocess.desk.services.assessments import first_of
    from dueprocess.desk.services.cases import state_of
    from dueprocess.operate.desk_of_home import current_desk

    desk, state = current_desk(place_of(person["home"])), state_of(whole)
    clock = Clock(desk.now, desk.timezone)
    return Case(state, told, clock, judging(desk, state.face, clock, first_of(state)))


def _far(person: Options, text: str) -> Case:
    from dueprocess.adapters.law_library import LIBRARY
    from dueprocess.client.fetched_case import fetch, reckoned_of
    from dueprocess.release.law_again import Agreement, Checker

    with client(person) as (who, material):
        whole = material.find(text)
        told, fetched = material.far.get(f"/v1/cases/{whole}"), fetch(who, whole)
        law, reckoned = reckoned_of(fetched, material, who.now)
        again = Checker.of(fetched.looked.seen, who.desk.shown(whole, texts=True), LIBRARY).again() if reckoned else ()
    first = reckoned.first if reckoned else None
    lines = [*reckoned.lines, *(one.line for one in again if one.how is not Agreement.AGREES)] if reckoned else []
    same = reckoned is not None and not reckoned.files and not reckoned.answers
    clock = Clock(now(), law.timezone)
    return Case(
        fetched.case, told, clock, judging(law, fetched.case.face, clock, first), same_law=same, differs=tuple(lines)
    )


def judging(
    law: "By", face: "Face", clock: Clock, first: "First | None" = None
) -> "Callable[[datetime.date | None, str], tuple[Assessment, Turning]]":
    """What judges a face, of a case or in a file, as a desk does: by the day where the provider sits, by its map."""

    def judged(on: datetime.date | None, language: str) -> "tuple[Assessment, Turning]":
        from dueprocess.adapters.texts import of_map
        from dueprocess.case.law_answer import assessed, since
        from dueprocess.holdings.judge import classed
        from dueprocess.law.turning import turning

        day = on or clock.now.astimezone(zoneinfo.ZoneInfo(clock.timezone)).date()
        turns = turning(law.shelf, classed(face, law.holdings), law.country)
        return assessed(law, since(face, first), day, of_map(language)), turns

    return judged


def evidence_of(person: Options, text: str) -> bytes:
    """All that the decisions of a case rest on, with the law files that judge it, as JSON. Raises DeniedError."""
    from dueprocess.release.desk_client import SHOWN

    with client(person) as (_, material):
        shown = material.far.shown(material.find(text), texts=True)
    return (json.dumps(SHOWN.plain(shown), indent=1, sort_keys=True) + "\n").encode()
