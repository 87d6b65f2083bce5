"""Bodies (classes: each field has limits) and answers (lines of fields) of the OpenAPI document. Names never change."""

from typing import Annotated, Any, Final

from ninja import Schema
from pydantic import ConfigDict, Field, create_model

from dueprocess.release.desk_client import Production

MAX_KEY: Final = 88 << 10  # of base64, for 64 KiB
MAX_CARD: Final = 4 << 20
MAX_TALK: Final = 256 << 10  # base64
Code = Annotated[str, Field(max_length=64)]
CaseId = Annotated[str, Field(pattern=r"^c-[a-z2-7]{24}$")]
SealedId = Annotated[str, Field(pattern=r"^s-[a-z2-7]{24}$")]
PageId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Signed = Annotated[str, Field(max_length=256 << 10)]
Moment = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9:]{5})$")]


class Asked(Schema):
    """A body: nothing beside what is named."""

    model_config = ConfigDict(extra="forbid", strict=True)


KINDS: Final[dict[str, Any]] = {
    "str": str,
    "int": int,
    "bool": bool,
    "object": dict[str, Any],
    "texts": dict[str, str],
    "said": bool | int | str | list[str],
    "Production": Production,
}
"""What a field of an answer may be; each shape joins them under its name."""
HEAD: Final = "line of the newest head of the day, for what leaves the house; empty where none was signed"


def shape(name: str, says: str, fields: str, /, **meaning: str) -> Any:  # noqa: ANN401 - a Schema that is made here
    """What a route answers. ``meaning``: what the document says of a field.

    ``fields``: ``duty, item: int?, rows: [DutyRow]``. No kind: text; ``?``: or null; ``[]``: a list; ``{}``: by texts.
    """
    typed: dict[str, Any] = {}
    for field in fields.split(", "):
        key, _, said = field.partition(": ")
        kind: Any = KINDS[said.strip("{[]}?") or "str"]
        kind = list[kind] if "[" in said else kind
        kind = dict[str, kind] if "{" in said else kind
        typed[key.rstrip("?")] = (kind | None if field.endswith("?") else kind, Field(description=meaning.get(key)))
    KINDS[name] = create_model(name, __base__=Schema, __doc__=says, **typed)
    return KINDS[name]


class Note(Asked):
    """A session note."""

    note: str = Field(max_length=4096)


class WishedAct(Asked):
    """An act that nobody signed yet."""

    act: Code
    says: dict[str, Any]


class AskedAct(Asked):
    """An act of which one wants to know what it could say."""

    act: Code
    item: int = Field(0, ge=0, le=99)


class WishedLetter(Asked):
    """The letter that would be needed. Nothing named: what the case itself needs."""

    items: list[Annotated[int, Field(ge=1, le=99)]] = Field(default=[], max_length=99)
    kind: str = Field("", pattern=r"^[a-z_]{0,32}$")
    languages: list[Annotated[str, Field(pattern=r"^[a-z]{2}$")]] = Field(default=[], max_length=4)


class Wish(Asked):
    """The acts of a look that nobody signed yet, in their order, and what is asked after them."""

    acts: list[WishedAct] = Field(default=[], max_length=40)
    asked: list[AskedAct] = Field(default=[], max_length=40)
    letter: WishedLetter | None = None


class AttachedThing(Asked):
    """A ciphertext that comes with the act that names it."""

    id: SealedId
    kind: Code
    reader: Code
    bytes: str = Field(max_length=24 << 20, description="base64")


class SplitEnvelope(Asked):
    """A new key of a case for one reader."""

    person: Code
    bytes: str = Field(max_length=16 << 10, description="base64")


class Act(Asked):
    """A signed statement."""

    note: Signed
    attached: list[AttachedThing] = Field(default=[], max_length=760)
    envelopes: list[SplitEnvelope] = Field(default=[], max_length=500, description="of a new key of the case")


class DeskAct(Asked):
    """A signed statement on the desk itself, with what it names by hash: contact, numbers, key, name, line, card."""

    note: str = Field(max_length=64 << 10)  # counsel's reading names each rule that was read
    contact: str = Field("", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    phone: str = Field("", pattern=r"^(\+[1-9][0-9]{4,14})?$")
    night: str = Field("", pattern=r"^(\+[1-9][0-9]{4,14})?$")
    source: str = Field("", max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
    key: str = Field("", max_length=MAX_KEY)
    name: str = Field("", max_length=80)
    line: str = Field("", max_length=400)
    card: str = Field("", max_length=MAX_CARD)
    sealed: str = Field("", max_length=MAX_TALK)
    words: str = Field("", max_length=MAX_TALK)


class RosterSignature(Asked):
    """One's own signature under the roster that waits."""

    person: Code = Field("", description="whose it is; only where no session says it")
    roster: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of its text")
    signature: str = Field(max_length=400, description="the signature's line of a signed note")


class Plan(Asked):
    """A watch to be planned."""

    person: Code
    starts_at: Moment
    ends_at: Moment
    rank: int = Field(1, ge=1, le=9)


class OnWatch(Asked):
    """One will be there; or, with ``to``, somebody else is asked to."""

    to: Code = ""


class Way(Asked):
    """A way to reach somebody."""

    person: Code
    channel: str = Field(pattern=r"^(mail|webhook)$")
    address: str = Field(max_length=400)


class Acknowledge(Asked):
    """One page, by its id or by the code of a call; neither: all that people are being called for."""

    page: Code = ""
    call: Code = ""


class SplitObject(Asked):
    """An object of the new case, handed in before."""

    id: SealedId
    kind: Code


class Split(Asked):
    """A signed split, and what makes the new case: its public key, envelopes for all who may read, its objects."""

    note: Signed
    recipient: str = Field(max_length=100)
    envelopes: list[SplitEnvelope] = Field(max_length=500)
    objects: list[SplitObject] = Field(max_length=500)


class NamedPage(Asked):
    """A page as the case's sealed note names it: its id, and the word that takes it away."""

    id: PageId
    word: PageId


class Page(Asked):
    """A person's page under its code, and the signed, sealed note that names it.

    ``bound``: SHA-256 (hex) over case, page and the word in that note (``page_locks.bound``).
    """

    note: Signed
    attached: list[AttachedThing] = Field(max_length=1)
    item: int = Field(ge=1, le=99)
    id: PageId
    bound: str = Field(pattern=r"^[0-9a-f]{64}$")
    until: str = Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
    bytes: str = Field(max_length=64 << 10, description="base64")


class NoPage(Asked):
    """Pages that are taken away, and the signed, sealed note that says so."""

    note: Signed
    attached: list[AttachedThing] = Field(max_length=1)
    pages: list[NamedPage] = Field(max_length=100)


class Forget(Asked):
    """Proposals and agreements, one a record; persons' pages that go with them."""

    notes: list[Signed] = Field(min_length=1, max_length=50)
    pages: list[NamedPage] = Field(default=[], max_length=100)


class NewEnvelope(Asked):
    """An open case's key, sealed to somebody."""

    case: CaseId
    bytes: str = Field(max_length=16 << 10, description="base64")


class Share(Asked):
    """Envelopes for somebody."""

    person: Code
    envelopes: list[NewEnvelope] = Field(max_length=100)


Fault = shape(
    "Fault",
    "What was refused.",
    "rule, says, do",
    rule="stable name of the rule; docs/reference/api.md and rules.md list them",
    says="what happened and why",
    do="what to do next",
)
Refused = shape("Refused", "Every refusal has this form.", "error: Fault")
Hello = shape(
    "Hello",
    "What everybody may know.",
    "desk, provider, version, now",
    desk="id of the desk: SHA-256 (hex) of its founding roster",
)
Session = shape("Session", "A bearer, seen once.", "token, person, roles: [str], until")
RosterChain = shape(
    "RosterChain", "Every roster of the desk; a client checks them from its own pin.", "number: int, notes: [str]"
)
Place = shape("Place", "An address of the desk; empty where it serves none.", "origin")
TextBlock = shape("TextBlock", "Paragraphs of desk.toml for own words.", "name, language, outcomes: [str], text")
DeskAbout = shape(
    "DeskAbout",
    "What a client needs to know of the desk.",
    "desk, provider, country, timezone, languages: [str], practice: bool, roster: RosterChain, worker?, recovery, "
    "shelf, contact, address: [str], help: [texts], text_blocks: [TextBlock], site, person, onion, "
    "head, vault: Place, staff: Place",
    head=HEAD,
)
_SINCE: Final = {"since": "since when the law's clock runs", "came": "the way in which it came, whose rule that is"}
DutyRow = shape(
    "DutyRow", "One open duty.", "duty, case?, item: int?, what, due, not_before?, rule, since?, came?", **_SINCE
)
Turn = shape(
    "Turn",
    "Whose turn a duty is.",
    "act?, people: [str], other?, away: [str], over: bool",
    act="name of the act that ends it; null where nothing does",
    people="who is asked for it, by name of the roster",
    other="who is waited for instead: counsel, authority, host, worker, clock, or nobody on the roster may do it",
    away="who would be asked, and said that they are away",
    over="it can no longer be done, and nothing is owed",
)
DueRow = shape(
    "DueRow",
    "One open duty of the list.",
    "duty, case?, item: int?, what, due, not_before?, rule, since?, came?, turn: Turn",
    **_SINCE,
)
DueList = shape(
    "DueList",
    "The due list, the nearest first. ``after`` is handed in for the next page; null at the end.",
    "rows: [DueRow], after?",
)
ItemRow = shape("ItemRow", "An item in the queue.", "item: int, kind, outcome?")
CaseRow = shape(
    "CaseRow",
    "A case in the queue.",
    "case, revision: int, received_on?, country, authority_kind, emergency: bool, kinds: [str], items: [ItemRow], "
    "closed_on?, opens: bool",
    opens="whether the caller holds an envelope of it; a colleague who does gives one",
)
CaseList = shape("CaseList", "The queue, the newest first.", "rows: [CaseRow], after?")
CaseWhole = shape(
    "CaseWhole",
    "One case without particulars, as ``show --json`` prints it.",
    "case, revision: int, phase, says, face: object, items: [object], duties: [object], costs: object, "
    "caller: texts, telling: [object], assessment: object?, answers?, replies: [str]",
    answers="the case of which what arrived names a letter; it belongs there once a person says so",
    replies="cases that arrived and name a letter of this one, and of which nobody said where they belong",
    caller="what an official may be told who rings: one of six words, and the day since which it is so",
    costs="what was recorded, sums, invoices",
    telling="who tells the person of each item, the first lawful day, the last moment of release, what stops it",
)
EventRow = shape(
    "EventRow",
    "One event: kind, version and body as docs/reference/event-kinds.md has them; its day; its first statement.",
    "kind, version: int, body: object, day, statement",
    kind="empty where its opening was destroyed, or this desk does not know it",
    statement="SHA-256 (hex) of the statement behind it; empty where there is none",
)
EventList = shape(
    "EventList",
    "What happened on a case, oldest first. A client believes what it has checked.",
    "case, events: [EventRow]",
)
shape("Choice", "A code and what it means.", "code, meaning")
shape(
    "FormField",
    "One field of the face.",
    "path, section, meaning, class, type, form, pattern?, codes: [Choice]?, value: said?, claimed: said?, "
    "confirmed: bool, unsure: bool, asked: bool",
    asked="a rule of the invoked law is not met, or not known, because of it",
)
Form = shape(
    "Form",
    "The face as a form, what needs eyes first.",
    "case, revision: int, says, items: int, fields: [FormField], contact, phone",
    contact="of the authority, as two people verified it; empty where nobody did",
    phone="on which the authority is called back, as two people verified it; empty where nobody did",
)
shape("Named", "An authority of the directory.", "code, country, kind, name")
FormShown = shape(
    "FormShown",
    "The form, and the whole directory: the same one for every case.",
    "case, revision: int, says, items: int, fields: [FormField], contact, phone, directory: [Named]",
)
Thing = shape(
    "Thing", "A sealed object: id, kind, who can open it, bytes of its ciphertext.", "id, kind, reader, size: int"
)
shape(
    "Vessel",
    "The key before the house's, what is sealed to it, and the caller's envelope in base64, or empty.",
    "recipient, envelope, objects: [Thing]",
)
Material = shape(
    "Material",
    "What is sealed of a case, and the caller's envelope of its key.",
    "case, channel, recipient, revision: int, envelope, committed: [str], objects: [Thing], vessel: Vessel?",
    channel="how the demand arrived",
    envelope="base64",
    vessel="what lies under the key before, until a second person compared it",
)
shape("Present", "Who has a case open, and the last minute of which it is known.", "person, minute")
Presence = shape("Presence", "Who else has a case open, and its revision.", "case, revision: int, people: [Present]")
Done = shape("Done", "What an act wrote.", "case, revision: int, events: [str]")
shape(
    "ActChoice",
    "One value that a field can take on this case.",
    "value, words, marks: [str], start: bool, says: object",
    words="what the desk calls it; empty where it is a code of a closed list",
    marks="what stands behind the words, as that the law suggests it",
    says="other keys of the statement that follow from it",
)
LawFinding = shape("LawFinding", "What the law data find about an item.", "effect, says, claimed: bool, cited")
LawRisk = shape("LawRisk", "What a wrong answer risks.", "says, cited")
shape("LawGround", "An objection that the invoked law gives the provider.", "code, says, cited")
shape(
    "LawMay",
    "What the law says on telling, admitting, counting: yes, no or unknown each; who tells; the silence and its end.",
    "tell, admit, count, who, source, rule, until?, says, cited",
    tell="unknown: no verified law decides",
    rule="the invoked instrument that says so; empty: none does",
)
LawSays = shape(
    "LawSays",
    "What the law that is invoked suggests. It is the desk's word.",
    "suggests, recommends, findings: [LawFinding], grounds: [LawGround], may: LawMay, risk: LawRisk?, "
    "wrong_grant: LawRisk?",
)
OfferRow = shape(
    "OfferRow",
    "An act that somebody may do now; doing it asks the domain again.",
    "act, item: int, letter",
    item="0: the case as a whole",
    letter="kind of the letter that is sent; empty: what the case needs, or no letter",
)
Offers = shape("Offers", "What the caller may do on a case.", "case, offers: [OfferRow]")
ActAsked = shape(
    "ActAsked",
    "What an act can say on a case now. A client composes the statement, and believes what it has checked.",
    "case, act, item: int, choices: {[ActChoice]}, filled: {said}, same: [str], law: LawSays?",
    item="0: the case as a whole",
    filled="keys that follow from the case, as the statement on which it rests",
    same="other cases of the same authority, where the act names another case",
)
Merge = shape("Merge", "What the client puts in.", "reference: bool")
Letter = shape(
    "Letter",
    "A letter, form ``dueprocess.letter/1`` (docs/reference/letters.md), and what is needed to send it.",
    "form, kind, items: [int], binding, reviewed: [str], sheets: [object], merge: Merge, worker?, contact, "
    "sealed_id, media, no_copy",
    no_copy="said below it: why the copy that the house wants does not go, that an answer in their form goes",
)
Refused = shape("Refused", "Why a letter cannot be written.", "rule, says, do")
RefusedAct = shape("RefusedAct", "The first act that would be refused.", "number: int, rule, says, do")
LawAnswers = shape(
    "LawAnswers",
    "The desk's own word on what the law answers. A person's own machine reckons it again, and says where it differs.",
    "on, first: [str]?, answers: {object}, hangs_on: {[str]}",
    on="day of the assessment",
    first="minute (UTC) and day of the earlier receipt of an arrival that was joined; null: the case's own counts",
    answers="by number of the item: findings, grounds, may, suggested, in codes (docs/reference/events.md)",
    hangs_on="by number of the item: paths of the facts that nobody confirmed and on which its answer hangs",
)
LawMap = shape(
    "LawMap",
    "The map of services.",
    "text, fault, classes: texts",
    text="services.toml; empty: there is none",
    fault="why it could not be read; empty: it could",
    classes="class of each service by its name",
)
CaseLaw = shape(
    "CaseLaw",
    "What the law answers to a case, and what is needed besides the law to reckon it again.",
    "case, law: LawAnswers?, map: LawMap, country, timezone",
    law="null: nobody said yet that it is a demand",
)
Would = shape(
    "Would",
    "What would follow from a look, and what could be said and sent after it. Nothing was written.",
    "events: [str], refused: RefusedAct?, form: Form, relied: object, law: LawAnswers?, asked: [ActAsked], "
    "letter: Letter?, letter_refused: Refused?",
    refused="no act after it was tried",
    relied="what decisions rely on after these acts; a client holds it against what it was shown before",
)
FreezeRow = shape("FreezeRow", "A freeze that nobody signed; whoever believes it stops.", "name, by, since")
Evidence = shape(
    "Evidence",
    "All that a release of a case rests on. A client believes what it has checked.",
    "case, revision: int, rosters: [str], notes: [str], relied: object, attested: [FreezeRow], productions: "
    "[Production], key, contact, phone, roster: int, law: object, texts: object, purged: object, head",
    head=HEAD,
    law="what is needed besides law to judge the case again: country, timezone, map, first",
    texts="law files that judge it, by path, where `texts=true` asks for them; believed by their signed hashes",
    roster="number of the one in force, as the desk says",
    key="the recipient's key, base64; empty where none was verified",
)
Kept = shape("Kept", "A part that was handed in: SHA-256 (hex) and length of what was kept.", "sealed, hash, size: int")
VerificationRow = shape(
    "VerificationRow",
    "A verification that waits for a second person: what the first one signed, and what that names by its hash.",
    "contact, phone, night, source, note, key",
    key="the recipient's key, base64; empty where none was signed",
)
DeskItself = shape(
    "DeskItself",
    "What waits at the desk itself. A client believes what it has checked.",
    "rosters: [str], notes: [str], attested: [FreezeRow], authorities: [str], verifications: [VerificationRow], "
    "shelf, next",
    notes="all statements on the desk itself, oldest first: its chain",
    authorities="ids of the directory",
    shelf="SHA-256 of the law data, on which statements of the desk itself rest",
    next="the roster that waits for signatures, and those that stand on it; empty: none",
)
DeskLaw = shape(
    "DeskLaw",
    "The law of the desk. Who signs reads the provision in their own copy of it.",
    "shelf, law, notes: [str], invoked: {int}",
    shelf="SHA-256 of law and signatures: the basis of what is signed now",
    law="SHA-256 of the law data alone; a client whose own copy has another one reads other law",
    notes="what counsel signed, oldest first",
)
LanguageRow = shape(
    "LanguageRow",
    "Letters in one language.",
    "code, words, signed: bool, by, covers: bool, binds: bool",
    words="all of its words as one text; what is signed is the SHA-256 of it",
    signed="whether counsel signed words of it for this desk",
    by="who signed, or who reviewed it for everybody; empty: nobody",
    covers="whether what was signed are today's words",
    binds="whether a letter in it goes alone",
)
DeskLanguages = shape(
    "DeskLanguages", "Languages of letters, and which of them bind here.", "shelf, rows: [LanguageRow]"
)
ReportRow = shape(
    "ReportRow",
    "A draft that waits for signatures; the edition of its period that readers know, and who signed.",
    "draft, before, published, signatures: [str]",
    before="the last published edition of the period; empty where there is none",
    published="the statement that published it",
)
DeskReports = shape(
    "DeskReports",
    "Drafts of the report. A client believes what it has checked.",
    "rosters: [str], notes: [str], shelf, reports: [ReportRow]",
)
SignatureRow = shape(
    "SignatureRow",
    "A signature under an edition, and the name that a reader from outside wants to be known by.",
    "name, note",
)
CorrectionRow = shape("CorrectionRow", "A public line about an edition, and the statement that names it.", "says, note")
EditionRow = shape(
    "EditionRow",
    "A published edition and what was signed about it.",
    "period, number: int, edition, made_on, published, signatures: [SignatureRow], corrections: [CorrectionRow], bytes",
    edition="SHA-256 of its bytes: what people signed",
    published="the statement that published it",
    bytes="the edition itself, where one is asked for by period and number; else empty",
)
DeskEditions = shape(
    "DeskEditions",
    "Published editions, the oldest first. A client believes what it has checked.",
    "shelf, rows: [EditionRow]",
)
DeskScorecard = shape(
    "DeskScorecard",
    "The scorecard that can be signed now. A client signs the hash of what it read.",
    "text: str, signed: [str]",
    text="its bytes, as text",
    signed="who signed it so far",
)
Agreed = shape(
    "Agreed",
    "What became of the signature.",
    "number: int, entered: bool, missing: [str], later: [str]",
    missing="who is still asked",
    later="whose envelopes are to be deleted once the roster is in force",
)
Gone = shape("Gone", "What is not there any more.", "removed")
shape("NotBack", "A browser that may keep what a forgotten case was found by.", "person, browser, seen_on")
Forgotten = shape(
    "Forgotten",
    "What is left of a case and of the records that went into it.",
    "case, records: [str], forgotten: [str], destroyed: bool, scrub, server: [str], split: [str], read_by: [str],"
    " browsers: [NotBack]",
    scrub="what the operator still has to do so that freed bytes are gone; empty: nothing",
    server="copies that a PostgreSQL server makes and no statement reaches: archive, replica, slot, log",
    browsers="those that were not back since it was forgotten",
)
Purged = shape(
    "Purged", "What is purged.", "case, records: [str], purged: object, family: [str], kept: object, since, scrub"
)
Parcel = shape(
    "Parcel",
    "What was left at the portal.",
    "answer, kind, number: int, parcel, size: int, left_on?, until?, taken_on?",
)
Receipt = shape(
    "Receipt",
    "How a case came through the portal. ``recipient``: to whom a letter is sealed; empty: nothing may be left.",
    "case, left: [Parcel], made_on, number, until, word, word_on, recipient",
)
EnvelopeRow = shape("EnvelopeRow", "One's own envelope of an open case.", "case, recipient, bytes", bytes="base64")
OwnEnvelopes = shape(
    "OwnEnvelopes",
    "One's own envelopes of open cases; ``open``: how many cases are open.",
    "rows: [EnvelopeRow], open: int",
)
Envelopes = shape("Envelopes", "How many envelopes were made or deleted.", "envelopes: int")
InvoiceRow = shape(
    "InvoiceRow",
    "One invoice: number, day, sum; no authority.",
    "number, made_on, cents: int, currency, undelivered: bool",
)
InvoiceList = shape("InvoiceList", "All invoices, for accounting.", "rows: [InvoiceRow]")

REFUSALS: Final = frozenset({400, 401, 403, 404, 409, 411, 413, 415, 422, 429, 503})


BINARY: Final = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
GIVES_BYTES: Final = {"responses": {200: {"content": BINARY}}}
TAKES_BYTES: Final = {"requestBody": {"required": True, "content": BINARY}}
"""What the document says of routes that answer with a file, and of those that take one."""


def answers(model: Any, status: int = 200) -> dict[Any, Any]:  # noqa: ANN401 - a Schema or None
    """What a route answers: the model, or a refusal."""
    return {status: model, REFUSALS: Refused}
