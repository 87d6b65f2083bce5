"""Bodies and answers as the OpenAPI document has them. Names never change; new ones may be added to answers."""

from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import ConfigDict, Field

from dueprocess.release.desk_client import Production

MAX_KEY: Final = 88 << 10  # of base64, for 64 KiB
Code = Annotated[str, Field(max_length=64)]


class Asked(Schema):
    """A body: nothing beside what is named."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Fault(Schema):
    """What was refused."""

    rule: str = Field(description="stable name of the rule; docs/reference/api.md and rules.md list them")
    says: str = Field(description="what happened and why")
    do: str = Field(description="what to do next")


class Refused(Schema):
    """Every refusal has this form."""

    error: Fault


class Hello(Schema):
    """What everybody may know."""

    desk: str = Field(description="id of the desk: SHA-256 (hex) of its founding roster")
    provider: str
    version: str
    now: str


class Note(Asked):
    """A session note."""

    note: str = Field(max_length=4096)


class Session(Schema):
    """A bearer, seen once."""

    token: str
    person: str
    roles: list[str]
    until: str


class RosterChain(Schema):
    """Every roster of the desk; a client checks them from its own pin."""

    number: int
    notes: list[str]


class Place(Schema):
    """An address of the desk; empty where it serves none."""

    origin: str


class DeskAbout(Schema):
    """What a client needs to know of the desk."""

    desk: str
    provider: str
    country: str
    timezone: str
    languages: list[str]
    practice: bool
    roster: RosterChain
    worker: str | None
    recovery: str
    shelf: str
    contact: str
    address: list[str]
    help: list[dict[str, str]]
    site: str
    person: str
    onion: str
    vault: Place
    staff: Place


class DutyRow(Schema):
    """One open duty."""

    duty: str
    case: str | None
    item: int | None
    what: str
    due: str
    not_before: str | None
    rule: str


class DueList(Schema):
    """The due list, the nearest first. ``after`` is handed in for the next page; null at the end."""

    rows: list[DutyRow]
    after: str | None


class ItemRow(Schema):
    """An item in the queue."""

    item: int
    kind: str
    outcome: str | None


class CaseRow(Schema):
    """A case in the queue."""

    case: str
    revision: int
    received_on: str | None
    country: str
    authority_kind: str
    emergency: bool
    kinds: list[str]
    items: list[ItemRow]
    closed_on: str | None


class CaseList(Schema):
    """The queue, the newest first."""

    rows: list[CaseRow]
    after: str | None


class CaseWhole(Schema):
    """One case without particulars, as ``show --json`` prints it."""

    case: str
    revision: int
    phase: str
    says: str
    face: dict[str, Any]
    items: list[dict[str, Any]]
    duties: list[dict[str, Any]]
    costs: dict[str, Any] = Field(description="what was recorded, sums, invoices")
    assessment: dict[str, Any] | None


class EventRow(Schema):
    """One event: kind, version and body as docs/reference/event-kinds.md has them; its day; its first statement."""

    kind: str = Field(description="empty where its opening was destroyed, or this desk does not know it")
    version: int
    body: dict[str, Any]
    day: str
    statement: str = Field(description="SHA-256 (hex) of the statement behind it; empty where there is none")


class EventList(Schema):
    """What happened on a case, oldest first. A client believes what it has checked."""

    case: str
    events: list[EventRow]


class Choice(Schema):
    """A code and what it means."""

    code: str
    meaning: str


class FormField(Schema):
    """One field of the face."""

    path: str
    section: str
    meaning: str
    class_: str = Field(alias="class")
    type: str
    form: str
    pattern: str | None
    codes: list[Choice] | None
    value: bool | int | str | list[str] | None
    claimed: bool | int | str | list[str] | None
    confirmed: bool
    unsure: bool


class Form(Schema):
    """The face as a form, what needs eyes first."""

    case: str
    revision: int
    says: str
    items: int
    fields: list[FormField]


class Thing(Schema):
    """A sealed object: id, kind, who can open it, bytes of its ciphertext."""

    id: str
    kind: str
    reader: str
    size: int


class Material(Schema):
    """What is sealed of a case, and the caller's envelope of its key."""

    case: str
    recipient: str
    revision: int
    envelope: str = Field(description="base64")
    committed: list[str]
    objects: list[Thing]


class Done(Schema):
    """What an act wrote."""

    case: str
    revision: int
    events: list[str]


class ActChoice(Schema):
    """One value that a field can take on this case."""

    value: str
    words: str = Field(description="what the desk calls it; empty where it is a code of a closed list")
    marks: list[str] = Field(description="what stands behind the words, as that the law suggests it")
    start: bool
    says: dict[str, Any] = Field(description="other keys of the statement that follow from it")


class LawFinding(Schema):
    """What the law data find about an item."""

    effect: str
    says: str
    claimed: bool
    cited: str


class LawRisk(Schema):
    """What a wrong refusal risks."""

    says: str
    cited: str


class LawSays(Schema):
    """What the law that is invoked suggests. It is the desk's word."""

    suggests: str
    findings: list[LawFinding]
    risk: LawRisk | None


class ActAsked(Schema):
    """What an act can say on a case now. A client composes the statement, and believes what it has checked."""

    case: str
    act: str
    item: int = Field(description="0: the case as a whole")
    choices: dict[str, list[ActChoice]]
    filled: dict[str, str] = Field(description="keys that follow from the case, as the statement on which it rests")
    same: list[str] = Field(description="other cases of the same authority, where the act names another case")
    law: LawSays | None


class Wish(Asked):
    """An act that nobody signed yet."""

    act: Code
    says: dict[str, Any]


class Would(Schema):
    """What would be written."""

    events: list[str]


class AttachedThing(Asked):
    """A ciphertext that comes with the act that names it."""

    id: Annotated[str, Field(pattern=r"^s-[a-z2-7]{24}$")]
    kind: Code
    reader: Code
    bytes: str = Field(max_length=24 << 20, description="base64")


class Act(Asked):
    """A signed statement."""

    note: str = Field(max_length=64 << 10)
    attached: list[AttachedThing] = Field(default=[], max_length=260)


class Merge(Schema):
    """What the client puts in."""

    reference: bool


class Letter(Schema):
    """A letter, form ``dueprocess.letter/1`` (docs/reference/letters.md), and what is needed to send it."""

    form: str
    kind: str
    items: list[int]
    binding: str
    reviewed: list[str]
    sheets: list[dict[str, Any]]
    merge: Merge
    worker: str | None
    contact: str
    sealed_id: str
    media: str


class FreezeRow(Schema):
    """A freeze that nobody signed; whoever believes it stops."""

    name: str
    by: str
    since: str


class Evidence(Schema):
    """All that a release of a case rests on. A client believes what it has checked."""

    case: str
    revision: int
    rosters: list[str]
    notes: list[str]
    relied: dict[str, Any]
    attested: list[FreezeRow]
    productions: list[Production]
    key: str = Field(description="the recipient's key, base64; empty where none was verified")
    contact: str


class Kept(Schema):
    """A part that was handed in: SHA-256 (hex) and length of what was kept."""

    sealed: str
    hash: str
    size: int


class VerificationRow(Schema):
    """A verification that waits for a second person: what the first one signed, and what that names by its hash."""

    contact: str
    note: str
    key: str = Field(description="the recipient's key, base64; empty where none was signed")


class DeskItself(Schema):
    """What waits at the desk itself. A client believes what it has checked."""

    rosters: list[str]
    notes: list[str] = Field(description="statements that stop the desk, lift that, or retire a key")
    attested: list[FreezeRow]
    authorities: list[str] = Field(description="ids of the directory")
    verifications: list[VerificationRow]
    shelf: str = Field(description="SHA-256 of the law data, on which statements of the desk itself rest")
    next: str = Field(description="the roster that waits for signatures, and those that stand on it; empty: none")


class Verified(Schema):
    """What people signed of an authority's contact."""

    contact: str
    key: str = Field(description="the recipient's key, base64; empty where none was signed")
    until: str = Field(description="last day on which it holds")
    first: str = Field(description="the statement of the person who verified it")
    second: str = Field(description="the statement of the person who confirmed it; empty: nobody did yet")


class AuthorityRow(Schema):
    """One authority of the directory."""

    id: str
    country: str
    kind: str
    name: str
    own: bool = Field(description="whether this desk added it")
    verified: Verified | None = Field(description="what holds today, by two people")
    waiting: Verified | None = Field(description="the newest that waits for a second person")


class Directory(Schema):
    """The directory. A client believes what it has checked."""

    shelf: str
    rows: list[AuthorityRow]


class DeskLaw(Schema):
    """The law of the desk. Who signs reads the provision in their own copy of it."""

    shelf: str = Field(description="SHA-256 of law and signatures: the basis of what is signed now")
    law: str = Field(
        description="SHA-256 of the law data alone; a client whose own copy has another one reads other law"
    )
    notes: list[str] = Field(description="what counsel signed, oldest first")


class ReportRow(Schema):
    """A draft that waits for signatures; the edition of its period that readers know, and who signed."""

    draft: str
    before: str = Field(description="the last published edition of the period; empty where there is none")
    published: str = Field(description="the statement that published it")
    signatures: list[str]


class DeskReports(Schema):
    """Drafts of the report. A client believes what it has checked."""

    rosters: list[str]
    notes: list[str]
    shelf: str
    reports: list[ReportRow]


class SignatureRow(Schema):
    """A signature under an edition, and the name that a reader from outside wants to be known by."""

    name: str
    note: str


class CorrectionRow(Schema):
    """A public line about an edition, and the statement that names it."""

    says: str
    note: str


class EditionRow(Schema):
    """A published edition and what was signed about it."""

    period: str
    number: int
    edition: str = Field(description="SHA-256 of its bytes: what people signed")
    made_on: str
    published: str = Field(description="the statement that published it")
    signatures: list[SignatureRow]
    corrections: list[CorrectionRow]
    bytes: str = Field(description="the edition itself, where one is asked for by period and number; else empty")


class DeskEditions(Schema):
    """Published editions, the oldest first. A client believes what it has checked."""

    shelf: str
    rows: list[EditionRow]


class DeskAct(Asked):
    """A signed statement on the desk itself, with what it names by hash: contact, key, name or public line."""

    note: str = Field(max_length=8 << 10)
    contact: str = Field("", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    key: str = Field("", max_length=MAX_KEY)
    name: str = Field("", max_length=80)
    line: str = Field("", max_length=400)


class RosterSignature(Asked):
    """One's own signature under the roster that waits."""

    person: Code = Field("", description="whose it is; only where no session says it")
    roster: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of its text")
    signature: str = Field(max_length=400, description="the signature's line of a signed note")


class Agreed(Schema):
    """What became of the signature."""

    number: int
    entered: bool
    missing: list[str] = Field(description="who is still asked")
    later: list[str] = Field(description="whose envelopes are to be deleted once the roster is in force")


REFUSALS: Final = frozenset({400, 401, 403, 404, 409, 411, 413, 415, 422, 429, 503})


def answers(model: Any, status: int = 200) -> dict[Any, Any]:  # noqa: ANN401 - a Schema or None
    """What a route answers: the model, or a refusal."""
    return {status: model, REFUSALS: Refused}
