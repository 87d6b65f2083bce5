"""A letter's answer in the sender's own form: a message of ETSI TS 103 120, and Annex III of Regulation (EU) 2023/1543.

Written from the decision that two people took and from the letter that says it; nobody types anything again. The desk
says no state that nobody signed: where it does not know whether data are kept, section G stays open.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from dueprocess.case.state import CaseState, ItemState, Preserving
from dueprocess.demand.codes import LineAnswer
from dueprocess.formats import hi1
from dueprocess.formats.hi1 import Asked, Element, Task, entry, make
from dueprocess.letter.blocks import Block, LetterSet, Paragraph, Points, Sheet, plain
from dueprocess.letter.kinds import LetterKind

Words: TypeAlias = Mapping[str, Mapping[str, str]]
FILE: Final = "answer"  # .xml or .json
ANNEX: Final = "annex-iii.pdf"
MEDIA: Final = {"xml": "application/xml", "json": "application/json"}
SILENT: Final = frozenset({LetterKind.INVOICE, LetterKind.RECALL})
"""Letters that the standard has no message for."""

REASONS: Final = (
    "INCOMPLETE",
    "CONTAINS_MANIFEST_ERRORS",
    "INSUFFICIENT_INFORMATION",
    "NOT_STORED_AT_THE_TIME_OF_THE_RECEIPT",
    "OTHER_REASONS_OF_DE_FACTO_IMPOSSIBILITY",
    "NOT_ISSUED_OR_VALIDATED_AS_DEFINED_BY_REGULATION",
    "TRAFFIC_DATA_REQUESTED_NOT_FOR_IDENTIFYING_USER",
    "SERVICE_NOT_COVERED_BY_REGULATION",
    "DATA_REQUESTED_IS_PROTECTED_BY_IMMUNITIES",
    "CONFLICT_OF_LAWS",
)
"""Annex III, section D(a), in its order; the shelf's grounds (law/EU) have the same names in small letters."""

_WAITS: Final = {
    "LD": "AwaitingDisclosure",
    "LP": "AwaitingPreservation",
    "TD": "Pending",
    "LI": "AwaitingProvisioning",
}
_DONE: Final = {"LD": "Disclosed", "LP": "Preserved", "TD": "Resolved", "LI": "Active"}
_NOT: Final = {"LD": "DisclosureNotAvailable", "LP": "PreservationNotAvailable", "TD": "Error", "LI": "Error"}
_REFUSED: Final = dict.fromkeys(_WAITS, "Rejected")
_STATES: Final = {
    LetterKind.CORRECTION: _WAITS,
    LetterKind.CONFIRM_IN_WRITING: _WAITS,
    LetterKind.OBJECTION: _REFUSED,
    LetterKind.REFUSAL_POLICY: _REFUSED,
    LetterKind.WRONG_ADDRESSEE: _REFUSED,
    LetterKind.NO_DATA: _NOT,
    LetterKind.NOT_EXECUTABLE: _NOT,
    LetterKind.PARTIAL: _WAITS,
    LetterKind.COMPLY_NOTICE: _WAITS,
    LetterKind.CARRIED_OUT: _DONE,
}
"""State of a task after each letter (dictionaries LDTaskStatus, LPTaskStatus, TDTaskStatus, TaskStatus)."""
_STATUS: Final = {"LD": "LDTaskStatus", "LP": "LPTaskStatus", "TD": "TDTaskStatus", "LI": "TaskStatus"}
_IMPOSSIBLE: Final = {
    LetterKind.CORRECTION: "INCOMPLETE",
    LetterKind.NO_DATA: "NOT_STORED_AT_THE_TIME_OF_THE_RECEIPT",
    LetterKind.NOT_EXECUTABLE: "OTHER_REASONS_OF_DE_FACTO_IMPOSSIBILITY",
}
_OF_LINES: Final = {
    LineAnswer.NO_DATA: _IMPOSSIBLE[LetterKind.NO_DATA],
    LineAnswer.NOT_EXECUTABLE: _IMPOSSIBLE[LetterKind.NOT_EXECUTABLE],
}
_NOT_EXECUTED: Final = frozenset(
    {*_IMPOSSIBLE, LetterKind.OBJECTION, LetterKind.REFUSAL_POLICY, LetterKind.WRONG_ADDRESSEE, LetterKind.PARTIAL}
)
"""Letters with which Annex III goes: not, not wholly, or not in time (Art. 10(5) to (8), 11(4) to (7))."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a letter answers: the case as it was decided, the letter, its items, and what the message said of itself."""

    case: CaseState
    letter: LetterSet
    items: tuple[int, ...]
    asked: Asked

    @property
    def decided(self) -> tuple[ItemState, ...]:
        """The items as they stand."""
        return tuple(one for number in self.items if (one := self.case.item(number)) is not None)

    @property
    def sheet(self) -> Sheet:
        """The text that binds."""
        return next(one for one in self.letter.sheets if one.language == self.letter.binding)

    @property
    def said(self) -> str:
        """The letter's own sentences."""
        return "\n".join(_sentences(self.sheet.body))[: hi1.MAX_WORDS]

    @property
    def is_european(self) -> bool:
        """Whether Annex III goes with it."""
        return bool(self.asked.kind) and self.letter.kind in _NOT_EXECUTED

    def reasons(self) -> tuple[str, ...]:
        """Codes of section D(a), in its order: the decision's ground, else what the letter's kind says."""
        found = {one.ground.upper() for one in self.decided}
        if self.letter.kind is LetterKind.PARTIAL:
            lines = [line.answer for one in self.decided for line in one.lines]
            found |= {reason for answer, reason in _OF_LINES.items() if str(answer) in lines}
        named = [reason for reason in REASONS if reason in found]
        return tuple(named or filter(None, [_IMPOSSIBLE.get(self.letter.kind, "")]))

    def preserved(self) -> str:
        """Section G, as far as somebody signed it."""
        states = {one.preserving for one in self.decided}
        if states and states <= {Preserving.STARTED, Preserving.VERIFIED}:
            return "PRESERVED"
        return "NOT_PRESERVED" if self.letter.kind is LetterKind.NO_DATA else ""


def message(answered: Answered, seed: str, at: str) -> bytes | None:
    """The answer as the standard writes it, in the form in which was asked; None where it has none.

    Args:
        answered: what it answers.
        seed: a random id; the same one gives the same bytes.
        at: moment of the letter, YYYY-MM-DDTHH:MM:SSZ.
    """
    asked, kind = answered.asked, answered.letter.kind
    if kind in SILENT:
        return None
    moment = f"{at.removesuffix('Z')}.000000Z"
    if kind is LetterKind.ACKNOWLEDGEMENT:
        return hi1.written(hi1.response(asked, moment), asked.form)
    objects = [_notification(answered, seed, at)]
    if answered.is_european:
        objects.append(_form3(answered, seed))
    return hi1.written(hi1.request(asked, moment, objects, seed), asked.form)


def _notification(answered: Answered, seed: str, at: str) -> Element:
    sort = ("EPOCNotificationType", "NonExecution") if answered.is_european else ("NotificationType", "General")
    return make(
        "HI1Object",
        *_base(answered, seed, "notification"),
        Element("notify:NotificationDetails", answered.said),
        entry("notify:NotificationType", "ETSI", *sort),
        Element("notify:NewNotification", inside=True),
        Element("notify:NotificationTimestamp", at),
        _states(answered),
        sort="notify:NotificationObject",
    )


def _base(answered: Answered, seed: str, what: str) -> tuple[Element, ...]:
    """What each object of ours begins with. It belongs to the order, and where there is none to the tasks."""
    asked = answered.asked
    about = [asked.order] if asked.order else [one.id for one in asked.tasks]
    return (
        Element("ObjectIdentifier", hi1.drawn(seed, what)),
        Element("CountryCode", asked.receiver.country),
        Element("OwnerIdentifier", asked.receiver.id),
        make("AssociatedObjects", *(Element("AssociatedObject", one) for one in about)),
    )


def _states(answered: Answered) -> Element | None:
    states = _STATES[answered.letter.kind]
    rows = [
        make(
            "notify:AssociatedObjectStatus",
            Element("notify:AssociatedObject", task.id),
            entry("notify:Status", "ETSI", _STATUS[task.sort], states[task.sort]),
            Element("notify:Details", f"until {task.until}, as asked")
            if task.until and states[task.sort] == "Preserved"
            else None,
        )
        for task in _answered_tasks(answered)
    ]
    return make("notify:StatusOfAssociatedObjects", *rows) if rows else None


def _answered_tasks(answered: Answered) -> tuple[Task, ...]:
    """Tasks of the letter's items, as the message's tasks became items in its order.

    Where a person made others, none is named unless the letter answers all of them.
    """
    tasks, count = answered.asked.tasks, len(answered.case.items)
    if len(answered.items) == count:
        return tasks
    return tuple(tasks[number - 1] for number in answered.items) if len(tasks) == count else ()


def _form3(answered: Answered, seed: str) -> Element:
    reasons, kept = answered.reasons(), answered.preserved()
    asks = answered.letter.kind is LetterKind.CORRECTION
    return make(
        "HI1Object",
        *_base(answered, seed, "form3"),
        make(
            "form3:NonExecutionReasons",
            *(Element("form3:Reasons", one) for one in reasons),
            Element("form3:ExplanationOrOtherReason", answered.said),
        ),
        make("form3:RequestForClarification", Element("form3:InformationRequiredFromIssuingAuthority", answered.said))
        if asks
        else None,
        Element("form3:PreservationStatus", kept) if kept else None,
        sort="form3:Form3Information",
    )


def _sentences(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield plain(block.runs)
        elif isinstance(block, Points):
            yield from (f"{number}. {plain(point)}" for number, point in enumerate(block.points, block.start))


def annex(answered: Answered, words: Words, signed: str) -> dict[str, Any] | None:
    """Annex III as data for the typesetter (``form.typ``); None where it does not go with the letter.

    Args:
        answered: what it answers.
        words: those of ``texts/annex`` in the language of the text that binds.
        signed: day on which it is written.
    """
    if not answered.is_european:
        return None
    asked, sheet, label = answered.asked, answered.sheet, words["label"]
    reasons, kept = answered.reasons(), answered.preserved()
    details = [(one.label, plain(one.value)) for one in sheet.details]
    rows: dict[str, Sequence[tuple[str, str]]] = {
        "A": [("", words["II" if asked.kind == "EPOCPR" else "I"]["title"])],
        "B": [
            (label["authority"], asked.authority or asked.sender.id),
            (label["number"], asked.number),
            (label["validator"], asked.validator),
            (label["validator_number"], asked.validator_number),
            (label["issued"], asked.issued),
            (label["reference"], asked.reference),
        ],
        "C": [(label["addressee"], plain(sheet.sender[0])), *details],
        "D": [*((_TICKED, words["reason"][one]) for one in reasons), (label["explained"], answered.said)],
        "E": [(label["conflict"], "")] if "CONFLICT_OF_LAWS" in reasons else [],
        "F": [("", answered.said)] if answered.letter.kind is LetterKind.CORRECTION else [],
        "G": [(_TICKED if kept == code else _OPEN, says) for code, says in words["kept"].items()],
        "H": [
            (label["name"], ", ".join(map(plain, sheet.sender))),
            (label["person"], ", ".join(map(plain, sheet.signature))),
            (label["signature"], signed),
        ],
    }
    return form("III", words, rows, sheet.language, label["note"])


def form(
    which: str, words: Words, rows: Mapping[str, Sequence[tuple[str, str]]], language: str, note: str
) -> dict[str, Any]:
    """A form of the Regulation as data for the typesetter: each section with its rows, a section without them too."""
    titles, label = words[which], words["label"]
    return {
        "title": titles["title"],
        "head": f"{label['annex']} {which}",
        "language": language,
        "note": note,
        "sections": [
            {"head": f"{label['section']} {name}: {title}", "rows": [list(row) for row in rows.get(name, ())]}
            for name, title in titles.items()
            if name != "title"
        ],
    }


_TICKED: Final = "[x]"
_OPEN: Final = "[  ]"
