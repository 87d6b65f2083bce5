"""What a person can ask of a case. Each is read from the statement that the person signed: codes only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from dueprocess.domain.case.state import Line
from dueprocess.domain.demand.codes import ArrivalIs, Outcome
from dueprocess.domain.sealed.statement import Act


class BadCommandError(ValueError):
    """A statement whose content is not that of its act."""


@dataclass(frozen=True, slots=True)
class Classify:
    """What an arrival is; can be undone by saying anew. ``case``: where a supplement or duplicate belongs."""

    says: ArrivalIs
    case: str
    resembles: str  # a case that this one repeats, filed again
    custodian: str
    review_on: str | None


@dataclass(frozen=True, slots=True)
class Confirm:
    """Claimed values become confirmed."""

    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Add, amend, withdraw (by the authority) or lapse an item."""

    op: str  # add | amend | withdraw | lapse
    item: int
    fields: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """This case goes into another one."""

    into: str


@dataclass(frozen=True, slots=True)
class Split:
    """Items leave for a new case."""

    items: tuple[int, ...]
    new: str


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Propose:
    """A decision on one item."""

    item: int
    outcome: Outcome
    ground: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Approve:
    """The second person agrees with exactly this proposal."""

    item: int
    proposal: str  # hash of the proposer's statement
    differs: str = ""  # why a demand refused before is now another one


@dataclass(frozen=True, slots=True)
class SendBack:
    """The second person does not agree."""

    item: int
    proposal: str
    reason: str  # closed: facts | law | scope | ground | words


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The proposer takes the proposal back."""

    item: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A named person answers one of the three questions (P6)."""

    item: int
    question: str  # tell | admit | count
    answer: str  # yes | no
    until: str | None


@dataclass(frozen=True, slots=True)
class RecordSecrecy:
    """A duty of silence: source, what it forbids, end or review (P5)."""

    item: int
    source: str
    rule: str
    tell: bool
    admit: bool
    count: bool
    until: str | None
    review_on: str | None


@dataclass(frozen=True, slots=True)
class EndSecrecy:
    """A duty of silence ended."""

    item: int
    how: str  # lifted | expired


@dataclass(frozen=True, slots=True)
class CallBack:
    """The authority was called back, on a number that the demand did not give."""

    how: str  # call_back | contact_point | court_database | consulate


@dataclass(frozen=True, slots=True)
class SendLetter:
    """A letter on some items left, or was sealed to the sending worker."""

    items: tuple[int, ...]
    kind: str
    language: str
    how: str  # mail | post | fax | hand | portal
    sealed: str  # id of the sealed letter


@dataclass(frozen=True, slots=True)
class AddNote:
    """A sealed note was added."""

    sealed: str


@dataclass(frozen=True, slots=True)
class ProposePublication:
    """Publication of an item, in a class."""

    item: int
    detail: str  # aggregate | summary | full


@dataclass(frozen=True, slots=True)
class Publish:
    """An item goes to its public register."""

    item: int
    detail: str
    row: str  # id of the register row, unlinked from the case


@dataclass(frozen=True, slots=True)
class Unpublish:
    """An item is taken out of its public register."""

    item: int


@dataclass(frozen=True, slots=True)
class DoDuty:
    """A duty was done outside the desk."""

    item: int | None
    what: str


@dataclass(frozen=True, slots=True)
class StartHold:
    """Data are preserved at once, silently; lapses in 72 hours unless verified."""

    item: int


@dataclass(frozen=True, slots=True)
class VerifyHold:
    """A second person verified a preservation."""

    item: int


@dataclass(frozen=True, slots=True)
class RecordCost:
    """Minutes worked on an item, units of a position of the law's tariff, or both."""

    item: int
    tariff: str  # id of the position; empty for minutes alone
    units: int
    minutes: int


@dataclass(frozen=True, slots=True)
class WithdrawCost:
    """A cost was recorded wrongly."""

    seq: int  # number of the event that recorded it


Command: TypeAlias = (
    Classify
    | Confirm
    | ChangeItem
    | Merge
    | Split
    | Close
    | Propose
    | Approve
    | SendBack
    | Withdraw
    | Answer
    | RecordSecrecy
    | EndSecrecy
    | CallBack
    | SendLetter
    | AddNote
    | ProposePublication
    | Publish
    | Unpublish
    | DoDuty
    | StartHold
    | VerifyHold
    | RecordCost
    | WithdrawCost
)

OF_ACT: Mapping[Act, type] = {
    Act.ARRIVAL_CLASSIFY: Classify,
    Act.FACE_CONFIRM: Confirm,
    Act.ITEM_CHANGE: ChangeItem,
    Act.CASE_MERGE: Merge,
    Act.CASE_SPLIT: Split,
    Act.CASE_CLOSE: Close,
    Act.DECISION_PROPOSE: Propose,
    Act.DECISION_APPROVE: Approve,
    Act.DECISION_SEND_BACK: SendBack,
    Act.DECISION_WITHDRAW: Withdraw,
    Act.GATE_ANSWER: Answer,
    Act.SECRECY_RECORD: RecordSecrecy,
    Act.SECRECY_END: EndSecrecy,
    Act.AUTHORITY_CALL_BACK: CallBack,
    Act.LETTER_SEND: SendLetter,
    Act.NOTE_ADD: AddNote,
    Act.PUBLICATION_PROPOSE: ProposePublication,
    Act.PUBLICATION_PUBLISH: Publish,
    Act.PUBLICATION_WITHDRAW: Unpublish,
    Act.DUTY_DONE: DoDuty,
    Act.PRESERVE_START: StartHold,
    Act.PRESERVE_VERIFY: VerifyHold,
    Act.COST_RECORD: RecordCost,
    Act.COST_WITHDRAW: WithdrawCost,
}

CLOSED: Mapping[tuple[Act, str], frozenset[str]] = {
    (Act.ITEM_CHANGE, "op"): frozenset({"add", "amend", "withdraw", "lapse"}),
    (Act.DECISION_APPROVE, "differs"): frozenset(
        {"", "new_order", "new_facts", "other_target", "other_period", "other_law"}
    ),
    (Act.DECISION_SEND_BACK, "reason"): frozenset({"facts", "law", "scope", "ground", "words"}),
    (Act.GATE_ANSWER, "question"): frozenset({"tell", "admit", "count"}),
    (Act.GATE_ANSWER, "answer"): frozenset({"yes", "no"}),
    (Act.SECRECY_RECORD, "source"): frozenset({"statute", "order", "request"}),
    (Act.SECRECY_END, "how"): frozenset({"lifted", "expired"}),
    (Act.AUTHORITY_CALL_BACK, "how"): frozenset({"call_back", "contact_point", "court_database", "consulate"}),
    (Act.LETTER_SEND, "how"): frozenset({"mail", "post", "fax", "hand", "portal"}),
    (Act.PUBLICATION_PROPOSE, "detail"): frozenset({"aggregate", "summary", "full"}),
    (Act.PUBLICATION_PUBLISH, "detail"): frozenset({"aggregate", "summary", "full"}),
}
