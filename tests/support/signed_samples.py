"""What people signed at the desk of ``case_builders``, as a client holds it: statements without their signatures."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from case_builders import ACT_OF, CASE, HOUSE_KEY, Desk
from dueprocess.case import commands as c
from dueprocess.case.basis import basis_of
from dueprocess.case.house_key import DrawKey
from dueprocess.case.outcome import Decided
from dueprocess.formats.refusal import Denied
from dueprocess.formats.roster import Own, Person, Roster
from dueprocess.formats.statement import Act, Statement, item_of
from dueprocess.release.evidence import Evidence

ROWS = {
    "lines": ("handle", "category", "answer"),
    "objects": ("cipher", "commitment", "kind", "sealed"),
    "parts": ("sealed", "hash"),
    "shares": ("to", "share", "sealed"),
}

TAKEN = (("a" * 64, "b" * 64, "original", "s-" + "a" * 24),)


def says_of(command: c.Command) -> dict[str, Any]:
    """What a statement says, of the command that is read out of it."""
    return {one.name: plain(one.name, getattr(command, one.name)) for one in dataclasses.fields(command)}


def plain(name: str, value: Any) -> Any:
    if name in ROWS:
        rows = [dataclasses.astuple(one) if dataclasses.is_dataclass(one) else one for one in value]  # type: ignore[call-overload]
        return [dict(zip(ROWS[name], map(str, row), strict=True)) for row in rows]
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else str(value) if isinstance(value, str) else value


class Signed:
    """A desk that keeps what was signed at it, and all that it ever said it relied on."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        known = desk.case.face
        authority = known.get("authority")
        read = {path: plain(path, known.get(path)) for path in sorted(known.confirmed)}
        verified = {"authority": authority, "contact": "8" * 64, "key": "9" * 64, "key_kind": "age"}
        self.notes: dict[str, Statement] = {}
        self.notes |= {
            "6" * 64: self.stated("aster", Act.AUTHORITY_VERIFY, verified, None),
            "7" * 64: self.stated("birk", Act.AUTHORITY_CONFIRM, {"verification": "6" * 64}, None),
            "9" * 64: self.stated("aster", Act.FACE_CONFIRM, {"fields": read}, revision=0),
            "4" * 64: self.stated("aster", Act.CASE_KEY, says_of(DrawKey(HOUSE_KEY, "3" * 64, TAKEN)), revision=0),
            "5" * 64: self.stated("birk", Act.CASE_KEY_SEEN, {"key": "4" * 64}, revision=0),
        }
        self.said: list[dict[str, Any]] = []

    def stated(self, by: str, act: Act, says: Mapping[str, Any], case: str | None = CASE, **more: Any) -> Statement:
        at = self.desk.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        revision = self.desk.case.revision if case else 0
        basis = basis_of(self.relied(), item_of(says))
        made = Statement("d" * 64, (self.desk.roster, "0" * 64), case, revision, act, by, at, basis, says)
        place = len(self.notes)  # each in a note of its own, by who saw all that were signed before
        return dataclasses.replace(made, **{"seen": (place, "0" * 64), "link": place, **more})

    def tries(self, by: str, command: c.Command, **more: Any) -> Decided | Denied:
        """Do it; where the desk allows it, it is kept."""
        stated = self.stated(by, ACT_OF[type(command)], says_of(command))
        answer = self.desk.tries(by, command, **more)
        if isinstance(answer, Decided):
            self.notes[hashlib.sha256(f"{self.desk.count}".encode()).hexdigest()] = stated
            if self.relied() not in self.said:
                self.said.append(self.relied())
        return answer

    def does(self, by: str, command: c.Command, **more: Any) -> Decided:
        answer = self.tries(by, command, **more)
        assert isinstance(answer, Decided), answer
        return answer

    def relied(self) -> dict[str, Any]:
        return self.desk.relied()

    def roster(self) -> Roster:
        people = tuple(
            Person(name, tuple(sorted(map(str, roles))), "", "", Own("", ""))
            for name, roles in sorted(self.desk.roles.items())
        )
        return Roster("d" * 64, self.desk.roster, "0" * 64, people, 2, "", None, "0" * 64, "", "")

    def seen(self, relied: Mapping[str, Any] | None = None, **more: Any) -> Evidence:
        """Everything that was signed; ``relied`` as the desk tells it."""
        roster, told = self.roster(), self.relied() if relied is None else relied
        made = Evidence(CASE, roster, roster, dict(self.notes), told)
        return dataclasses.replace(made, **more)

    @property
    def now(self) -> datetime.datetime:
        return self.desk.at
