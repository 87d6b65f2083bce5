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


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """A person read the identifier of a handle from the original; ``mark`` says it to whoever has the case's key."""

    item: int
    handle: str
    mark: str


@dataclass(frozen=True, slots=True)
class OrderProduction:
    """What was granted on an item is to be made ready by the extraction host ``producer``."""

    item: int
    approval: str  # hash of the statement that approved the decision
    production: str  # a fresh id
    producer: str
    sealed: str  # id of the order's inside, sealed to the producer


@dataclass(frozen=True, slots=True)
class Deal:
    """The extraction host made a production ready, sealed it to a key of its own, and dealt that key k of n."""

    item: int
    production: str
    order: str  # hash of the statement that ordered it
    recipient: str  # public age key of this production alone
    k: int
    shares: tuple[tuple[str, str, str], ...]  # releaser, hash of the share, id of the sealed share
    parts: tuple[tuple[str, str], ...]  # id and hash of each sealed part, in order
    manifest: str  # id of the sealed manifest
    manifest_hash: str


@dataclass(frozen=True, slots=True)
class DropProduction:
    """A production is not released; it and its shares are destroyed."""

    item: int
    production: str


@dataclass(frozen=True, slots=True)
class ApproveRelease:
    """A releaser agrees to exactly this deal; their share goes to the other releasers, each sealed to one."""

    item: int
    production: str
    deal: str  # hash of the statement that dealt it
    shares: tuple[tuple[str, str], ...]  # releaser, id of the sealed share


@dataclass(frozen=True, slots=True)
class Veto:
    """A releaser ends a production for ever, without a reason."""

    item: int
    production: str
    deal: str


@dataclass(frozen=True, slots=True)
class Release:
    """The last releaser combined the shares and sealed the production to its recipient at once."""

    item: int
    production: str
    deal: str
    how: str  # cms | openpgp | age | passphrase | disk | paper | portal
    key: str  # SHA-256 (hex) of the recipient's verified key; empty where the way has none
    sent: tuple[str, ...]  # SHA-256 (hex) of each ciphertext that left


@dataclass(frozen=True, slots=True)
class Recall:
    """What was released was wrong (hazard 3.4)."""

    item: int
    production: str
    why: str  # wrong_target | too_wide | wrong_recipient | not_received


@dataclass(frozen=True, slots=True)
class ProposeForget:
    """All that is sealed of the case is to be destroyed."""


@dataclass(frozen=True, slots=True)
class Forget:
    """The second person agrees with exactly this proposal: it is destroyed."""

    proposal: str  # hash of the proposer's statement


OfForgetting: TypeAlias = ProposeForget | Forget
OfRelease: TypeAlias = ReadTarget | OrderProduction | Deal | DropProduction | ApproveRelease | Veto | Release | Recall

OnPaper: TypeAlias = (
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
Command: TypeAlias = OnPaper | OfRelease | OfForgetting

OF_ACT: Mapping[Act, type] = {
    Act.ARRIVAL_CLASSIFY: Classify,
    Act.FACE_CONFIRM: Confirm,
    Act.ITEM_CHANGE: ChangeItem,
    Act.CASE_MERGE: Merge,
    Act.CASE_SPLIT: Split,
    Act.CASE_CLOSE: Close,
    Act.FORGET_PROPOSE: ProposeForget,
    Act.FORGET_APPROVE: Forget,
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
    Act.TARGET_READ: ReadTarget,
    Act.PRODUCTION_ORDER: OrderProduction,
    Act.PRODUCTION_DEAL: Deal,
    Act.PRODUCTION_DROP: DropProduction,
    Act.RELEASE_APPROVE: ApproveRelease,
    Act.RELEASE_VETO: Veto,
    Act.RELEASE_DONE: Release,
    Act.RELEASE_RECALL: Recall,
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
    (Act.RELEASE_DONE, "how"): frozenset({"cms", "openpgp", "age", "passphrase", "disk", "paper", "portal"}),
    (Act.RELEASE_RECALL, "why"): frozenset({"wrong_target", "too_wide", "wrong_recipient", "not_received"}),
}
