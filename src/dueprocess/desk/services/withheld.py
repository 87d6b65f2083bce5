"""What a letter says of data that are not there, cannot be read, or go out in part: by decision and by map."""

from collections.abc import Iterator

from dueprocess.case.state import CaseState, Line
from dueprocess.demand.codes import Kind, LineAnswer
from dueprocess.desk.services.desk import Desk
from dueprocess.holdings.judge import UNDOING, Told, classed, told
from dueprocess.law.finding import Effect, ItemAssessment
from dueprocess.letter.about import about
from dueprocess.letter.facts import ItemFacts, Said
from dueprocess.letter.held import given_parts, no_key, reasons
from dueprocess.letter.kinds import LetterKind


def not_there(desk: Desk, case: CaseState, kind: LetterKind, number: int, judged: ItemAssessment) -> tuple[Said, ...]:
    """What is not there or cannot be done, with the reason that the map of services gives; else what it is about."""
    data = case.face.get(f"items.{number}.data")
    said = reasons(kind, _told(desk, case, number)) or (about(data if isinstance(data, tuple) else ()),)
    undoing = next((one for one in judged.findings if one.rule == UNDOING), None)
    if kind is LetterKind.NO_DATA or undoing is None:
        return said
    return (*said, no_key(undoing.citation if undoing.effect is Effect.INFO else None))


def by_lines(desk: Desk, case: CaseState, number: int) -> tuple[ItemFacts, ...]:
    """The granted and the withheld points of a decision, as its lines say; none where nothing is decided.

    A category that is granted for one target and not for another stands in both lists, bare: no target is named.
    """
    item = case.item(number)
    kind = Kind(str(case.face.get(f"items.{number}.kind") or Kind.DISCLOSURE))
    each = {str(one.category): one for one in _told(desk, case, number)}
    granted, withheld = list[Said](), list[Said]()
    for category, answers in _answers(item.lines if item else ()):
        rest = answers - {LineAnswer.GRANTED}
        mixed = bool(rest) and LineAnswer.GRANTED in answers
        one = None if mixed else each.get(category)
        if LineAnswer.GRANTED in answers:
            granted += given_parts((one,)) if one else (_bare(category),)
        if rest:
            withheld += _withheld(category, one, rest)
    facts = (ItemFacts(number, kind, tuple(granted), granted=True), ItemFacts(number, kind, tuple(withheld)))
    return tuple(one for one in facts if one.said)


def _answers(lines: tuple[Line, ...]) -> Iterator[tuple[str, set[str]]]:
    for category in dict.fromkeys(line.category for line in lines):
        yield category, {str(line.answer) for line in lines if line.category == category}


def _withheld(category: str, one: Told | None, answers: set[str]) -> tuple[Said, ...]:
    kinds = {LineAnswer.NO_DATA: LetterKind.NO_DATA, LineAnswer.NOT_EXECUTABLE: LetterKind.NOT_EXECUTABLE}
    kind = next((letter for answer, letter in kinds.items() if answers == {answer}), None)
    return reasons(kind, (one,)) if one and kind else (_bare(category),)


def _bare(category: str) -> Said:
    return about((category,) if category else ())


def _told(desk: Desk, case: CaseState, number: int) -> tuple[Told, ...]:
    face = classed(case.face, desk.holdings)
    return told({**face.case, **face.items[number - 1]}, desk.holdings, desk.today)
