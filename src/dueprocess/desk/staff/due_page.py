"""What the due list shows: whose turn it is, and for each the act that ends it and where that is done."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dueprocess.acts import access
from dueprocess.acts.table import ACTS
from dueprocess.acts.turn import Other, Turn
from dueprocess.case.counsel import WAITS
from dueprocess.demand.codes import Role
from dueprocess.desk.data import queries
from dueprocess.desk.data.models import Duty
from dueprocess.desk.services import talks, turns
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.rosters import who_may
from dueprocess.desk.services.watches import AWAY
from dueprocess.desk.web import words
from dueprocess.desk.web.words import Due, duty
from dueprocess.formats.statement import Act

_ON_THE_PAGE: Final = frozenset(
    {
        *(Act.ARRIVAL_CLASSIFY, Act.DECISION_APPROVE, Act.DECISION_PROPOSE, Act.GATE_ANSWER),
        *(Act.LETTER_SEND, Act.PRESERVE_START),
    }
)
"""Acts that are done on the vault's page of the case, beside its original."""
_RELEASING: Final = frozenset({Act.PRODUCTION_ORDER, Act.PRODUCTION_DEAL, Act.RELEASE_APPROVE, Act.RELEASE_DONE})
"""Acts that only a vault of one's own does, on its page of what is to leave the house."""
_LETTERS: Final[Mapping[str, str]] = {
    "invoice": "&kind=invoice",
    "recall_letter": "&kind=recall",
    "letter_undelivered": "",
}
"""Duties that a letter of their own ends, and how the vault's page of letters is told which."""
_OF_A_CASE: Final = frozenset({Act.DECISION_APPROVE, Act.DECISION_PROPOSE, Act.GATE_ANSWER, Act.LETTER_SEND})
_OF_AN_ITEM: Final = _RELEASING | {Act.OUTSIDE_PROPOSE, Act.OUTSIDE_APPROVE, Act.OUTSIDE_DONE}
"""Acts of which one ends several duties, of a case or of one item: these stand on one line."""


_WAITED: Final[Mapping[Other, Promise | str]] = {
    Other.AUTHORITY: gettext_lazy("the authority's answer"),
    Other.CLOCK: "",
    Other.COUNSEL: gettext_lazy("counsel looks at it; then somebody says that it was done"),
    Other.NOBODY: gettext_lazy("a person who may do it: nobody on the roster may"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """The duties of one case that one act ends, on one line."""

    due: Due
    whats: tuple[str, ...]
    items: tuple[int, ...]
    case: str
    country: str
    authority_kind: str
    emergency: bool
    practice: bool
    rules: tuple[tuple[str, str], ...]  # by which it is due; with the instrument that it stands in, where it is one
    not_before: str
    turn: Turn
    mine: bool  # the reader is asked
    where: str  # of the act in the vault, behind its address; empty: the page of the case
    own: bool  # only a vault of one's own does it
    button: str  # what the reader can do; empty: nothing
    command: str  # by which it is done, where no page of a vault does it
    waits: str = ""  # who else is waited for, and who can mend what is wrong
    later: tuple[tuple[str, str], ...] = ()  # what the same act ends that is due later, and when

    @property
    def dated(self) -> bool:
        """Whether nothing is to be done before its day."""
        return self.turn.other is Other.CLOCK

    @property
    def others(self) -> bool:
        """Whether no person of the desk can end it now."""
        return self.turn.other is not None


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    name: str
    lines: tuple[Line, ...]


def lines_of(
    desk: Desk, rows: Sequence[Duty], person: str, leaves: Mapping[str, datetime.datetime] | None = None
) -> list[Line]:
    """The lines of open duties as ``person`` reads them, what is due first first.

    ``leaves``: when the letter of a case leaves that waits; its line says so.
    """
    whose = turns.turns(turns.house_of(desk.roster, desk.day_of(desk.now), desk.now), rows, desk.now)
    together: dict[tuple[object, ...], list[Duty]] = {}
    for row in sorted(rows, key=lambda one: (one.due_at, one.pk)):
        together.setdefault((row.case_id, *_ended_with(row, whose[row.pk])), []).append(row)
    mends = _Mending(desk)
    return [_line(desk, same, whose[same[0].pk], person, leaves or {}, mends) for same in together.values()]


def _ended_with(row: Duty, turn: Turn) -> tuple[object, ...]:
    """What duties of a case have in common that stand on one line."""
    if turn.over or row.what in _LETTERS:
        return row.what, row.rule, row.due_at, turn
    same = (turn.act, turn.people, turn.other)
    if turn.act in _OF_A_CASE:
        return same
    return (*same, turn.item) if turn.act in _OF_AN_ITEM else (*same, row.what, row.rule, row.due_at)


def groups(lines: Iterable[Line]) -> list[Group]:
    """Whose turn it is: the reader's, then each colleague's by name, then others'.

    What is over stands in none, nor what waits for its day alone.
    """
    named: dict[tuple[int, str], list[Line]] = {}
    for line in lines:
        if not line.turn.over and not line.dated:
            named.setdefault(_heading(line), []).append(line)
    return [Group(name, tuple(of_one)) for (_place, name), of_one in sorted(named.items(), key=lambda one: one[0][0])]


def _heading(line: Line) -> tuple[int, str]:
    if line.mine:
        return 0, _("Waits for you")
    if line.others:
        return 2, _("Waits for others")
    return 1, _("Waits for %(names)s") % {"names": either(line.turn.people)}


def either(names: Sequence[str]) -> str:
    """``birch``, ``birch or cedar``, ``aster, birch or cedar``."""
    if len(names) < 2:  # noqa: PLR2004 - one name, or none
        return "".join(names)
    return _("%(first)s or %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def _line(
    desk: Desk, same: list[Duty], turn: Turn, person: str, leaves: Mapping[str, datetime.datetime], mends: "_Mending"
) -> Line:
    first = same[0]
    case, before = first.case, first.not_before
    says = tuple(dict.fromkeys(_says(row, turn) for row in same if row.due_at == first.due_at))
    later = {duty(row.what): row for row in reversed(same) if row.due_at != first.due_at}
    return Line(
        due=Due.of(first.due_at, desk.now, desk.timezone),
        whats=says,
        items=tuple(sorted({row.item for row in same if row.item})),
        case=first.case_id or "",
        country=case.country if case else "",
        authority_kind=case.authority_kind if case else "",
        emergency=bool(case and case.emergency),
        practice=bool(case and case.practice),
        rules=tuple(dict.fromkeys((row.rule, _law(desk, row.rule)) for row in same)),
        not_before=Due.of(before, desk.now, desk.timezone).clock if before and before > desk.now else "",
        turn=turn,
        mine=turn.other is None and person in turn.people,
        where=address(first.case_id or "", first.what, turn),
        own=turn.act in _RELEASING | talks.ACTS,
        button=_button(desk, turn, person),
        command=command(turn),
        waits=mends.says(first, turn, leaves),
        later=tuple((what, Due.of(row.due_at, desk.now, desk.timezone).clock) for what, row in reversed(later.items())),
    )


def _says(row: Duty, turn: Turn) -> str:
    if not turn.sent_back or row.what != "respond":
        return duty(row.what)
    return _("%(says)s: sent back to %(name)s") % {"says": duty(row.what), "name": turn.sent_back}


def _button(desk: Desk, turn: Turn, person: str) -> str:
    """The reader's button: they are asked, or may say what came of somebody else's part."""
    asked = person in turn.people if turn.other is None else turn.other in {Other.AUTHORITY, Other.COUNSEL}
    if turn.act is None or not asked or not access.may(desk.roles_of(person), turn.act):
        return ""
    return words.button(turn.act)


def _law(desk: Desk, rule: str) -> str:
    name = rule.partition(".")[0]
    return name if name in desk.shelf.instruments else ""


def address(case: str, what: str, turn: Turn) -> str:
    """Where in a vault the act is done that ends the duty: what stands behind the vault's own address."""
    if turn.act in talks.ACTS:
        return "#/talks?record=talk" if turn.act is Act.TALK_RECORD else "#/talks"
    if not case or turn.act is None:
        return ""
    item = f"?item={turn.item}" if turn.item else ""
    if what in _LETTERS and turn.act is Act.LETTER_SEND and turn.item:
        return f"#/letter/{case}?items={turn.item}{_LETTERS[what]}"
    if turn.act in _ON_THE_PAGE:
        return f"#/case/{case}"
    if turn.act in _RELEASING:
        return f"#/release/{case}"
    return "" if command(turn) else f"#/act/{case}/{turn.act}{item}"


def command(turn: Turn) -> str:
    """The command of an act that no page of a vault does; empty for all others."""
    declared = ACTS.get(turn.act) if turn.act is not None and turn.act not in _RELEASING else None
    return declared.elsewhere.command if declared is not None and declared.elsewhere is not None else ""


@dataclass(frozen=True, slots=True)
class _Mending:
    """What is to be said of whoever else is waited for, and who can mend what is wrong with them."""

    desk: Desk

    def says(self, row: Duty, turn: Turn, leaves: Mapping[str, datetime.datetime]) -> str:
        """In words; empty where people are asked and all of them are there."""
        match turn.other:
            case None:
                return self._away(turn)
            case Other.HOST:
                return self._host(row)
            case Other.WORKER:
                return self._worker(row, leaves)
            case Other.COUNSEL if row.what == WAITS:
                return _("counsel's answer")
            case Other.COUNSEL if row.case_id is None:
                return _("counsel reads it; the line goes by itself with its day")
            case Other.CLOCK | Other.COUNSEL | Other.AUTHORITY | Other.NOBODY:
                return str(_WAITED[turn.other])

    def _away(self, turn: Turn) -> str:
        if not turn.away:
            return ""
        names = ", ".join(turn.away)
        return ngettext("%(names)s is away", "%(names)s are away", len(turn.away)) % {"names": names}

    def _host(self, row: Duty) -> str:
        hosts = self._with(Role.PRODUCER)
        if row.due_at >= self.desk.now:
            return _("the extraction host %(names)s makes it ready") % {"names": hosts}
        late = _(
            "the extraction host %(names)s has not made it ready in time. %(people)s can look at it: dueprocess produce"
        )
        return late % {"names": hosts, "people": self._with(Role.OPERATOR) or _("whoever runs that machine")}

    def _worker(self, row: Duty, leaves: Mapping[str, datetime.datetime]) -> str:
        seen, now = queries.seen("letters"), self.desk.now
        leaving = leaves.get(row.case_id or "")
        if leaving is not None and leaving > now:
            clock = Due.of(leaving, now, self.desk.timezone).clock
            names = either(sorted(who_may(self.desk.roster, Act.LETTER_TAKE_BACK)))
            return _("the letter waits until %(clock)s; %(names)s can take it back") % {"clock": clock, "names": names}
        if self.desk.house.practice:
            return _("the sending worker, which in practice sends it to nobody")
        if seen is not None and now - seen <= AWAY:
            return _("the sending worker takes the letter next")
        people = self._with(Role.OPERATOR) or _("whoever runs the desk's machine")
        if seen is None:
            says = _("the sending worker, which was never seen at work. %(people)s can start it: dueprocess worker")
            return says % {"people": people}
        says = _("the sending worker, last seen at work on %(at)s. %(people)s can start it: dueprocess worker")
        return says % {"at": words.clock(seen, self.desk.timezone), "people": people}

    def _with(self, role: Role) -> str:
        return either([one.name for one in self.desk.roster.people if role in one.roles])
