"""What a person can ask of a case: each command is read from the statement that the person signed, codes only.

How each of its keys is read and called says ``fields.py``; what each act is, ``acts``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Final, TypeAlias

from dueprocess.case import fields as f
from dueprocess.case import less, lists, own_words
from dueprocess.case.fields import Coded, Day, FaceFields, Field, Flag, Lines, Number, Only
from dueprocess.case.state import Line
from dueprocess.demand.codes import ArrivalIs, Outcome
from dueprocess.formats.statement import Act

_PROPOSAL: Final = Field(f.HASH, "The proposal", needed=True, rests=(Act.DECISION_PROPOSE,))
_TAKEN: Final = replace(_PROPOSAL, ever=True)
_GIVEN: Final = Field(f.HASH, "What was given", needed=True, rests=(Act.RELEASE_DONE, Act.OUTSIDE_DONE), ever=True)
_ASKED: Final = FaceFields(of_item=True, asked=("kind", "data", "targets"))
_OF_ITEM: Final = Field(_ASKED, "Facts", option=f.ARGUMENT, start=(), only=Only("op", ("add", "amend")))
_FORBIDS: Final = "forbids"
GROUPS: Final[Mapping[str, str]] = {_FORBIDS: "It forbids"}
"""How a group of flags is called that a command says side by side."""

Command: TypeAlias = object
"""A command of this module, or one that stands beside its declaration (``acts``)."""


class BadCommandError(ValueError):
    """A statement whose content is not that of its act."""


@dataclass(frozen=True, slots=True)
class Classify:
    """What an arrival is; can be undone by saying anew. ``case``: where a supplement or duplicate belongs."""

    says: Annotated[ArrivalIs, Field(Coded(ArrivalIs), "It is", option=f.ARGUMENT, needed=True)]
    case: Annotated[
        str, Field(f.CASE_OR_NONE, "It belongs to the case", "For a supplement or a duplicate: the case's id.", "--of")
    ]
    resembles: Annotated[
        str, Field(f.CASE_OR_NONE, "It repeats the demand of the case", "A case that this one repeats.", "--repeats")
    ]  # a case that this one repeats, filed again
    custodian: Annotated[str, Field(f.PSEUDONYM_OR_NONE, "Kept outside by", page=False)]
    review_on: Annotated[str | None, Field(Day(), "Review on", option="--review", start=None, page=False)]


@dataclass(frozen=True, slots=True)
class Confirm:
    """Claimed values become confirmed."""

    fields: Annotated[Mapping[str, Any], Field(FaceFields(), "Facts", option=f.ARGUMENT, needed=True, page=False)]


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """Add or amend an item; or say that the authority took it back, or that it lapsed, which takes two."""

    op: Annotated[str, Field(lists.OPERATION, "What happens", option=f.ARGUMENT, needed=True)]
    item: Annotated[int, Field(Number(1, f.MAX_ITEM), "Item", option=f.ARGUMENT, needed=True)]
    fields: Annotated[Mapping[str, Any], _OF_ITEM] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merge:
    """Merge this case into another one."""

    into: Annotated[str, Field(f.CASE, "Into the case", option=f.ARGUMENT, needed=True)]


@dataclass(frozen=True, slots=True)
class Split:
    """Items leave for a new case."""

    items: Annotated[tuple[int, ...], f.ITEMS]
    new: Annotated[str, Field(f.CASE, "New case", fresh="c")]
    house: Annotated[str, Field(f.RECIPIENT, "Key of the new case", page=False)]  # public age key (ADR 0082)
    # What was sealed anew to that key, as ``house_key.DrawKey`` says it; nothing before ADR 0106.
    objects: Annotated[tuple[tuple[str, ...], ...], Field(f.SEALED_ANEW, "Sealed anew", page=False, absent=True)] = ()


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing is left to do."""


@dataclass(frozen=True, slots=True)
class Propose:
    """A decision on one item."""

    item: Annotated[int, f.ITEM]
    outcome: Annotated[Outcome, Field(Coded(Outcome), "Outcome", option=f.ARGUMENT, needed=True)]
    ground: Annotated[
        str,
        Field(
            f.RULE,
            "On the ground",
            "To object: a ground that the invoked law opens. To refuse or challenge: counsel, or policy of the house.",
            "--ground",
        ),
    ]
    lines: Annotated[
        tuple[Line, ...],
        Field(
            Lines(),
            "Line by line, for a part only",
            option="--line",
            start=(),
            only=less.IN_PART,
        ),
    ]
    since: Annotated[str | None, less.SINCE] = None
    until: Annotated[str | None, less.UNTIL] = None
    part: Annotated[str, less.PART] = ""
    point: Annotated[str, own_words.POINT] = ""


@dataclass(frozen=True, slots=True)
class Approve:
    """The second person agrees with exactly this proposal."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, _PROPOSAL]  # hash of the proposer's statement
    # Why a demand refused before is now another one.
    differs: Annotated[str, Field(lists.DIFFERS, "Only where we refused this before: what is new?")] = ""


@dataclass(frozen=True, slots=True)
class SendBack:
    """The second person does not agree."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, _TAKEN]
    reason: Annotated[str, Field(lists.REASON, "Not right", needed=True)]


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The proposer takes the proposal back: the one that is named, whatever the desk says of its order (hazard 5.2)."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, _TAKEN]


@dataclass(frozen=True, slots=True)
class Answer:
    """A named person answers one of the three questions (P6)."""

    item: Annotated[int, f.ITEM]
    question: Annotated[str, Field(lists.QUESTION, "Question", option=f.ARGUMENT, needed=True)]
    answer: Annotated[str, Field(lists.ANSWER, "The answer", option=f.ARGUMENT, needed=True)]
    until: Annotated[
        str | None,
        Field(Day(), "Asked again on", "A yes can end on a day; then the question comes back.", start=None),
    ]
    why: Annotated[str, Field(lists.WHY, "Why", absent=True)] = ""


@dataclass(frozen=True, slots=True)
class RecordSecrecy:
    """A duty of silence: source, what it forbids, end or review (P5)."""

    item: Annotated[int, f.ITEM]
    source: Annotated[str, Field(lists.SILENCED_BY, "Imposed by", needed=True)]
    rule: Annotated[str, Field(f.RULE, "The demand rests on")]
    tell: Annotated[bool, Field(Flag(_FORBIDS), "telling the person", start=True)]
    admit: Annotated[bool, Field(Flag(_FORBIDS), "admitting that it exists", start=False)]
    count: Annotated[bool, Field(Flag(_FORBIDS), "counting it", start=False)]
    until: Annotated[str | None, Field(Day(), "Last day of the silence", start=None)]
    review_on: Annotated[
        str | None, Field(Day(), "Reviewed on", "Day of review, where no end is set.", "--review", start=None)
    ]


@dataclass(frozen=True, slots=True)
class EndSecrecy:
    """Duties of silence ended: those that are named, which are all that run on the item."""

    item: Annotated[int, f.ITEM]
    silences: Annotated[tuple[str, ...], f.SILENCES]
    how: Annotated[str, Field(lists.SILENCE_END, "How", needed=True)]


@dataclass(frozen=True, slots=True)
class CallBack:
    """The authority was called back, on a number that the demand did not give."""

    how: Annotated[str, Field(lists.REACHED, "How you reached them", start="call_back")]
    said: Annotated[str, Field(lists.CONFIRMED, "What the authority said", needed=True)]
    phone: Annotated[str, lists.RUNG] = ""
    why: Annotated[str, lists.NOT_RUNG] = ""


@dataclass(frozen=True, slots=True)
class SendLetter:
    """A letter on some items left, or was sealed to the sending worker."""

    items: Annotated[tuple[int, ...], Field(f.Items(), "Items that it answers")]
    kind: Annotated[str, Field(f.LETTER_KIND, "Kind")]
    language: Annotated[str, Field(f.LANGUAGE, "Language")]
    how: Annotated[str, Field(lists.SENT_BY, "How it goes")]
    sealed: Annotated[str, Field(f.SEALED, "Sealed letter")]  # id of the sealed letter
    rests: Annotated[tuple[str, ...], f.DECISIONS]


@dataclass(frozen=True, slots=True)
class TakeBackLetter:
    """A letter that waits for its minutes does not leave: the one that is named."""

    item: Annotated[int, f.ITEM]
    letter: Annotated[str, Field(f.HASH, "The letter", needed=True, rests=(Act.LETTER_SEND,), ever=True)]


@dataclass(frozen=True, slots=True)
class AddNote:
    """A sealed note was added."""

    sealed: Annotated[str, Field(f.SEALED, "Sealed note")]


@dataclass(frozen=True, slots=True)
class ProposePublication:
    """Publication of an item, in a class."""

    item: Annotated[int, f.ITEM]
    detail: Annotated[str, Field(lists.DETAIL, "How much", start="summary")]


@dataclass(frozen=True, slots=True)
class Publish:
    """An item goes to its public register."""

    item: Annotated[int, f.ITEM]
    detail: Annotated[str, Field(lists.DETAIL, "How much", start="summary")]
    row: Annotated[str, Field(f.id_of("r"), "Row of the register", fresh="r")]  # unlinked from the case
    proposal: Annotated[str, Field(f.HASH, "The proposal", needed=True, rests=(Act.PUBLICATION_PROPOSE,))]


@dataclass(frozen=True, slots=True)
class Unpublish:
    """An item is taken out of its public register, where it stands by the proposal that is named."""

    item: Annotated[int, f.ITEM]
    proposal: Annotated[str, Field(f.HASH, "The proposal", needed=True, rests=(Act.PUBLICATION_PROPOSE,), ever=True)]


@dataclass(frozen=True, slots=True)
class DoDuty:
    """A duty was done outside the desk."""

    item: Annotated[int | None, f.ITEM_OR_NONE]
    what: Annotated[str, Field(f.WORD, "Which duty", "The number is its item.", f.ARGUMENT, needed=True)]


@dataclass(frozen=True, slots=True)
class StartPreservation:
    """Data are preserved at once, silently; lapses in 72 hours unless verified."""

    item: Annotated[int, f.ITEM]


@dataclass(frozen=True, slots=True)
class VerifyPreservation:
    """A second person verified a preservation: the one whose start is named; none where a split took it along."""

    item: Annotated[int, f.ITEM]
    start: Annotated[str, Field(f.HASH_OR_NONE, "Begun by", rests=(Act.PRESERVE_START,))]


@dataclass(frozen=True, slots=True)
class RecordCost:
    """Minutes worked on an item, units of a position of the law's tariff, or both."""

    item: Annotated[int, f.ITEM]
    tariff: Annotated[
        str,
        Field(f.RULE, "Position of the law's tariff", "As `cost list` shows it; its last word suffices.", "--position"),
    ]
    units: Annotated[
        int,
        Field(
            f.COUNT,
            "Units",
            "How many of the position; one where a position is named.",
            start=0,
            only=Only("tariff"),
            begins=1,
        ),
    ]
    minutes: Annotated[int, Field(f.COUNT, "Minutes worked", start=0)]


@dataclass(frozen=True, slots=True)
class WithdrawCost:
    """A cost was recorded wrongly."""

    cost: Annotated[str, Field(f.HASH, "The cost", option=f.ARGUMENT, needed=True, rests=(Act.COST_RECORD,), ever=True)]


@dataclass(frozen=True, slots=True)
class ReadTarget:
    """A person read the identifier of a handle from the original; ``mark`` says it to whoever has the case's key."""

    item: Annotated[int, f.ITEM]
    handle: Annotated[str, Field(f.HANDLE, "Target")]
    mark: Annotated[str, Field(f.HASH, "Mark")]


@dataclass(frozen=True, slots=True)
class OrderProduction:
    """What was granted on an item is to be made ready by the extraction host ``producer``."""

    item: Annotated[int, f.ITEM]
    approval: Annotated[str, Field(f.HASH, "On the approval")]  # hash of the statement that approved the decision
    production: Annotated[str, f.PRODUCTION]  # a fresh id
    producer: Annotated[str, Field(f.PSEUDONYM, "Extraction host")]
    sealed: Annotated[str, Field(f.SEALED, "Sealed to the host")]  # id of the order's inside, sealed to the producer


@dataclass(frozen=True, slots=True)
class Deal:
    """The extraction host made a production ready, sealed it to a key of its own, and dealt that key k of n."""

    item: Annotated[int, f.ITEM]
    production: Annotated[str, f.PRODUCTION]
    order: Annotated[str, Field(f.HASH, "On the order")]  # hash of the statement that ordered it
    recipient: Annotated[str, Field(f.RECIPIENT, "Key of the production")]  # public age key of this production alone
    k: Annotated[int, Field(Number(f.MIN_K, f.MAX_K), "Releasers needed")]
    shares: Annotated[tuple[tuple[str, str, str], ...], Field(f.SHARES, "Shares go to")]  # releaser, hash, sealed id
    parts: Annotated[tuple[tuple[str, str], ...], Field(f.PARTS, "Parts")]  # id and hash of each sealed part, in order
    manifest: Annotated[str, Field(f.SEALED, "Sealed manifest")]  # id of the sealed manifest
    manifest_hash: Annotated[str, Field(f.HASH, "Hash of the manifest")]


@dataclass(frozen=True, slots=True)
class DropProduction:
    """A production is not released; it and its shares are destroyed."""

    item: Annotated[int, f.ITEM]
    production: Annotated[str, f.PRODUCTION]


@dataclass(frozen=True, slots=True)
class ApproveRelease:
    """A releaser agrees to exactly this deal, manifest, recipient and way, finished by one person. Nothing is given."""

    item: Annotated[int, f.ITEM]
    production: Annotated[str, f.PRODUCTION]
    deal: Annotated[str, f.DEAL]  # hash of the statement that dealt it
    manifest: Annotated[str, Field(f.HASH, "Hash of the manifest")]
    finisher: Annotated[str, Field(f.PSEUDONYM, "Whoever puts the shares together")]
    way: Annotated[str, Field(lists.RELEASE_WAY, "How it goes to the recipient")]
    recipient: Annotated[str, Field(f.HASH_OR_NONE, "Key of the recipient")]  # empty where the way has none
    share: Annotated[str, Field(f.HASH, "Your share, encrypted to them")]  # SHA-256 of its ciphertext, kept at home


@dataclass(frozen=True, slots=True)
class Veto:
    """A releaser ends a production for ever, without a reason."""

    item: Annotated[int, f.ITEM]
    production: Annotated[str, f.PRODUCTION]
    deal: Annotated[str, Field(f.HASH, "The division of the key that you stop")]


@dataclass(frozen=True, slots=True)
class Release:
    """The last releaser combined the shares and sealed the production to its recipient at once."""

    item: Annotated[int, f.ITEM]
    production: Annotated[str, f.PRODUCTION]
    deal: Annotated[str, f.DEAL]
    how: Annotated[str, Field(lists.RELEASE_WAY, "How it goes to the recipient")]
    key: Annotated[str, Field(f.HASH_OR_NONE, "Key of the recipient")]  # empty where the way has none
    sent: Annotated[tuple[str, ...], Field(f.SENT, "Files, by their hash")]
    agreements: Annotated[tuple[str, ...], f.AGREEMENTS]


@dataclass(frozen=True, slots=True)
class Recall:
    """What was given was wrong (hazard 3.4): by the release that is named, or outside the desk."""

    item: Annotated[int, f.ITEM]
    done: Annotated[str, _GIVEN]
    why: Annotated[str, Field(lists.WRONG, "What was wrong", needed=True)]


@dataclass(frozen=True, slots=True)
class ProposeForget:
    """All that is sealed of the case is to be destroyed. ``how``: of what is restricted, what becomes of it."""

    how: Annotated[str, Field(lists.ENDED_BY, "What became of it", start="", page=False, absent=True)] = ""


@dataclass(frozen=True, slots=True)
class Forget:
    """The second person agrees with exactly this proposal: it is destroyed."""

    proposal: Annotated[str, Field(f.HASH, "The proposal", needed=True, rests=(Act.FORGET_PROPOSE,))]
