"""The desk itself: what waits for somebody's signature, and what is signed about it (ADR 0047)."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query

from dueprocess.acts.desk_state import Brought
from dueprocess.case.fields import MAX_COUNT
from dueprocess.desk.api import shapes
from dueprocess.desk.api.access_table import Routes, caller
from dueprocess.desk.api.act_routes import check_here, from_base64, of_caller
from dueprocess.desk.api.shapes import shape
from dueprocess.desk.services import contacts, desk_acts, pending_desk_acts, roster_agreement, scorecard_bytes, talks
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.desk.web.desk import desk_of
from dueprocess.formats.errors import RosterError
from dueprocess.formats.refusal import Denied, DeniedError, Msg, accepted
from dueprocess.formats.statement import Act

router = Routes()
NumberRow = shape(
    "NumberRow",
    "A number of an office: `stands` is rung, `waits` was changed and is rung from `since`, `before` is rung no more.",
    "number, kind, state, since, by: [str]",
    kind="`phone`, or `night`: answers day and night",
)
Verified = shape(
    "Verified",
    "What people signed of an authority's contact.",
    "contact, phone, night, source, key, until, first, second, rung: [NumberRow], changed",
    key="the recipient's key, base64; empty where none was signed",
    until="last day on which it holds",
    rung="its numbers, as all that two people signed of it gives them today (hazard 2.4)",
    changed="day on which the place of its letters was changed last; empty: never",
    first="the statement of the person who verified it",
    second="the statement of the person who confirmed it; empty: nobody did yet",
)
AuthorityRow = shape(
    "AuthorityRow",
    "One authority of the directory.",
    "id, country, state, parent, kind, name, own: bool, public: [str], verified: Verified?, waiting: Verified?",
    state="part of the country, by ISO 3166-2; empty: of the whole of it, or not known",
    parent="id of the body above it, whose switchboard puts one through; empty: none, or not known",
    public="what it says of itself on its own page or in a register of the state, quoted; no trust",
    own="whether this desk added it",
    verified="what holds today, by two people",
    waiting="the newest that waits for a second person",
)
ContactRow = shape(
    "ContactRow",
    "One thing that the house is or holds before authorities.",
    "kind, name, contact, country, languages: [str], law, expires, owner",
    owner="who sees to it; the public is not told",
)
DeskContacts = shape(
    "DeskContacts",
    "Who the house is to authorities. ``facts``: the hash that is signed.",
    "shelf, facts, signed: bool, by, rows: [ContactRow]",
)
Directory = shape("Directory", "The directory. A client believes what it has checked.", "shelf, rows: [AuthorityRow]")
TalkRow = shape(
    "TalkRow",
    "A talk with a government, a text that was sent to one, or the leaving of a country.",
    "talk, sort, on, until, by, answers: {bool}, published_on, withdrawn: bool, sealed, words",
    talk="the commitment to its words, by which statements name it",
    until="sealed until this day",
    answers="who read it, and whether they say that it would reveal a secret demand",
    sealed="the words as an age file to people of the house, base64; empty once they were taken back",
    words="the opened words, base64, once they are public",
)
DeskTalks = shape(
    "DeskTalks",
    "Talks, the oldest record first, and the answer of each quarter.",
    "rows: [TalkRow], quarters: {str}, open: [str]",
    quarters="as 2026-Q4: `none` or `all`",
    open="quarters that are over and that nobody answered for",
)
AllyRow = shape(
    "AllyRow",
    "An organisation that helps, as people signed it. A client believes what it has checked.",
    "ally, name, contact, how, key_kind, key, until, first, second",
    key="its public key, base64",
    until="last day on which it holds",
    first="the statement of the person who verified it",
    second="the statement of the person who confirmed it; empty: nobody did yet",
)
DeskAllies = shape("DeskAllies", "The directory of allies.", "rows: [AllyRow]")
Period = Annotated[str, Query(max_length=8)]


@router.on("GET /v1/desk/itself", shapes.DeskItself)
def waiting(request: HttpRequest) -> dict[str, Any]:
    """Notes, verifications and the roster that wait; a client believes what it has checked."""
    return pending_desk_acts.shown(desk_of(request), caller(request).person)


@router.on("GET /v1/desk/authorities", Directory)
def directory(request: HttpRequest) -> dict[str, Any]:
    """The directory, and what people signed of each authority."""
    return pending_desk_acts.authorities(desk_of(request))


@router.on("GET /v1/desk/law", shapes.DeskLaw)
def desk_law(request: HttpRequest) -> dict[str, Any]:
    """Which law the desk goes by, and what counsel signed of it."""
    return pending_desk_acts.law(desk_of(request))


@router.on("GET /v1/desk/languages", shapes.DeskLanguages)
def desk_languages(request: HttpRequest) -> dict[str, Any]:
    """Languages of letters with their words, and what counsel signed of them."""
    return pending_desk_acts.languages(desk_of(request))


@router.on("GET /v1/desk/contacts", DeskContacts)
def desk_contacts(request: HttpRequest) -> dict[str, Any]:
    """Who the house is to authorities, and whether somebody signed it."""
    return contacts.shown(desk_of(request))


@router.on("GET /v1/desk/reports", shapes.DeskReports)
def reports_waiting(request: HttpRequest, period: Period = "") -> dict[str, Any]:
    """Drafts of the report that wait for signatures, as bytes."""
    return pending_desk_acts.reports(desk_of(request), period)


@router.on("GET /v1/desk/editions", shapes.DeskEditions)
def editions(
    request: HttpRequest, period: Period = "", number: Annotated[int, Query(ge=0, le=MAX_COUNT)] = 0
) -> dict[str, Any]:
    """Editions that were published, and all that was signed about them."""
    return pending_desk_acts.editions(desk_of(request), period, number)


@router.on("GET /v1/desk/scorecard", shapes.DeskScorecard)
def scorecard(request: HttpRequest) -> dict[str, Any]:
    """The scorecard that can be signed now, as text, and who signed it."""
    return scorecard_bytes.waiting(desk_of(request))


@router.on("GET /v1/desk/talks", DeskTalks)
def desk_talks(request: HttpRequest) -> dict[str, Any]:
    """Talks with governments, sealed as they are, and quarters that wait for an answer."""
    return talks.shown(desk_of(request))


@router.on("GET /v1/desk/allies", DeskAllies)
def desk_allies(request: HttpRequest) -> dict[str, Any]:
    """The directory of allies: what people signed of each."""
    return talks.allies_shown(desk_of(request))


@router.on("POST /v1/desk/acts", shapes.Done)
def do(request: HttpRequest, payload: shapes.DeskAct) -> Done:
    """Do what a signed statement on the desk itself says, by its own signer."""
    note, _ = of_caller(request, payload.note, on_desk=True)
    brought = Brought(
        payload.contact,
        from_base64(payload.key, "key"),
        payload.phone,
        payload.night,
        payload.source,
        payload.name,
        payload.line,
        payload.card.encode(),
        from_base64(payload.sealed, "sealed"),
        from_base64(payload.words, "words"),
    )
    try:
        return accepted(desk_acts.perform(desk_of(request), note, brought))
    except ForgedRowError as fault:
        says = Msg("Nothing is done: {reason}.", reason=str(fault))
        do = Msg("Somebody may have written into the database: tell the others.")
        raise DeniedError(Denied(fault.rule, says, do)) from fault


@router.on("POST /v1/desk/roster", shapes.Agreed)
def agree(request: HttpRequest, payload: shapes.RosterSignature) -> roster_agreement.Agreed:
    """Add one's own signature to the roster that waits."""
    check_here(request, Act.ROSTER_SIGN, signature=True)
    try:
        # At the machine nobody has a session; whose signature it is, the roster's own key says.
        who = caller(request).person or payload.person
        return roster_agreement.agree(desk_of(request), who, payload.roster, payload.signature)
    except RosterError as fault:
        says = Msg("Not agreed: {reason}.", reason=fault.reason)
        raise DeniedError(Denied(fault.rule, says, "Read it again, and tell the others.")) from fault
