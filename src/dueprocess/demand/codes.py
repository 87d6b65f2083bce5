"""Closed lists of codes: the only words that the server knows about a demand (P2).

A code is never renamed and never used again for something else; a new one needs an ADR.
Each code carries one line of meaning, which goes into the published ``law/schema/face.json``.
"""

from enum import StrEnum
from typing import Final, Self


class Code(StrEnum):
    """A closed code with one line of meaning."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        """Member from its wire value and its meaning; looked up again by its wire value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member


class Kind(Code):
    """What an item asks for."""

    DISCLOSURE = "disclosure", "hand over data of named accounts"
    PRESERVATION = "preservation", "keep data as they are for a time"
    INTERCEPTION = "interception", "content or traffic as it flows"
    CONTENT = "content", "remove or block an item of content"
    ACCOUNT = "account", "suspend, freeze or seize an account or domain"
    SHUTDOWN = "shutdown", "cut off a network, region, service or protocol"
    THROTTLING = "throttling", "slow a network, region, service or protocol"
    DIRECT_ACCESS = "direct_access", "link, probe, console, feed or credential into systems"
    CAPABILITY = "capability", "weaken encryption, hand over keys, build monitoring, retain everything"
    SEARCH_SEIZURE = "search_seizure", "search of premises, seizure of machines"
    COMPELLED_PERSON = "compelled_person", "summons or order against an employee in person"
    STANDING_DUTY = "standing_duty", "lasting duty to report or retain"
    NO_RECORD = "no_record", "order to keep no record"
    DOMAIN_INFRASTRUCTURE = "domain_infrastructure", "registrar, hosting and routing levers"
    OUTGOING = "outgoing", "the provider's own report to an authority"


class DataCategory(Code):
    """What data an item asks for. The law's own distinctions differ; shelves map them."""

    SUBSCRIBER = (
        "subscriber",
        "who holds the account, as far as it is asked: name, address, contact, payment, length of service",
    )
    IDENTIFICATION = "identification", "data asked solely to identify a user, as an IP address at a time"
    TRAFFIC = "traffic", "who communicated with whom, when, from where; logs of sessions"
    CONTENT = "content", "what was said, written or stored"
    LOCATION = "location", "where a device or person is or was"
    ACCESS_CODES = "access_codes", "passwords, PINs, keys and other means of access"


class SubscriberPart(Code):
    """Which subscriber data an item asks for: a grant gives no more of them."""

    ALL = "all", "all that is held"
    NAME_ADDRESS = "name_address", "name and address alone"
    LISTED = "listed", "what the text lists: more than name and address, or something else"


class Outcome(Code):
    """What was decided on an item. ``refused`` is ours, ``withdrawn`` theirs, ``lapsed`` time's."""

    COMPLY = "comply", "comply as asked"
    PARTIAL = "partial", "comply in part"
    CORRECT = "correct", "returned for correction: something that the law requires is missing"
    OBJECT = "object", "objected on a ground that the law gives"
    REFUSE = "refuse", "refused outside such grounds: by house policy or on counsel's advice"
    NO_DATA = "no_data", "no such data is held"
    NOT_EXECUTABLE = "not_executable", "cannot be done, as with end-to-end encrypted content"
    CHALLENGE = "challenge", "challenged before a court"
    UNDER_PROTEST = "under_protest", "comply under protest"
    WITHDRAWN = "withdrawn", "taken back by the authority"
    LAPSED = "lapsed", "ended by time"


class LineAnswer(Code):
    """Answer for one line of a decision: item, handle, data category."""

    GRANTED = "granted", "may be produced"
    REFUSED = "refused", "may not be produced"
    NO_DATA = "no_data", "no such data is held"
    NOT_EXECUTABLE = "not_executable", "cannot be done"


class Channel(Code):
    """How something arrived."""

    MAIL = "mail", "electronic mail"
    PORTAL = "portal", "the desk's own portal"
    XML = "xml", "a standard message"
    FILE = "file", "a file handed over"
    FAX = "fax", "telefax"
    POST = "post", "letter on paper"
    TELEPHONE = "telephone", "a call"
    VISIT = "visit", "a person at the door"
    STAFF = "staff", "a word to an employee, outside the desk"
    IMPORT = "import", "historic record; counted, never acted on"


class AuthorityKind(Code):
    """What sort of body asks. Finer than this is particulars when it names a place or person."""

    POLICE = "police", "police or investigating agency"
    PROSECUTOR = "prosecutor", "public prosecutor"
    COURT = "court", "court, judge or investigating judge"
    REGULATOR = "regulator", "administrative or telecommunications authority"
    INTELLIGENCE = "intelligence", "intelligence or security service"
    TAX = "tax", "tax or customs authority"
    GOVERNMENT = "government", "ministry, government or head of administration"
    MILITARY = "military", "armed forces"
    PARLIAMENT = "parliament", "parliament or its committee"
    PRIVATE = "private", "no government body"
    UNKNOWN = "unknown", "not known"


class Issuer(Code):
    """Who issued or validated the order."""

    COURT = "court", "court"
    JUDGE = "judge", "judge"
    INVESTIGATING_JUDGE = "investigating_judge", "investigating judge"
    PROSECUTOR = "prosecutor", "public prosecutor"
    POLICE = "police", "police or other investigating authority"
    ADMINISTRATIVE = "administrative", "administrative authority"
    EXECUTIVE = "executive", "government or ministry"
    NONE = "none", "nobody: there is no order"
    UNKNOWN = "unknown", "not known"


class Origin(Code):
    """Where the power behind the demand comes from."""

    STATE = "state", "a public body acting for itself"
    CIVIL_COURT = "civil_court", "a court in a dispute between private parties"
    PRIVATE = "private", "a private party"


class Presence(Code):
    """Whether a document that the law asks for is there."""

    NONE = "none", "not there and not relied on"
    MENTIONED = "mentioned", "relied on, not enclosed"
    ATTACHED = "attached", "enclosed"
    UNKNOWN = "unknown", "not known"


class OffenceClass(Code):
    """Weight of the offence named, as far as thresholds of the law need it."""

    NONE = "none", "no offence named"
    ANY = "any", "an offence is named"
    SERIOUS = "serious", "serious by the invoked law's own catalogue or threshold"
    LISTED = "listed", "listed in the invoked law"
    OUTSIDE = "outside", "known to stand outside the invoked law"
    UNKNOWN = "unknown", "not known"


class SecrecySource(Code):
    """Where a duty of silence comes from."""

    NONE = "none", "no silence is asked"
    STATUTE = "statute", "a statute"
    ORDER = "order", "an order (a gag)"
    REQUEST = "request", "a mere request"
    UNKNOWN = "unknown", "not known"


class Holder(Code):
    """Who holds the account that is asked about."""

    INDIVIDUAL = "individual", "one person"
    ORGANISATION = "organisation", "an organisation for its people"
    RESELLER = "reseller", "a reseller"
    UNKNOWN = "unknown", "not known"


class ServiceClass(Code):
    """Legal class of the service that the item is about."""

    TELECOM = "telecom", "telecommunications service, as e-mail"
    HOSTING = "hosting", "hosting service"
    DIGITAL = "digital", "other digital service"
    UNKNOWN = "unknown", "not known"


class Territory(Code):
    """Where a restriction is to take effect."""

    PLACE = "place", "one place below a country"
    COUNTRY = "country", "the authority's country"
    GLOBAL = "global", "everywhere"
    UNKNOWN = "unknown", "not known"


class AccessBasis(Code):
    """What a direct-access or capability demand rests on."""

    NONE = "none", "nothing"
    ORDER = "order", "an order in one matter"
    STANDING_LAW = "standing_law", "a standing law"
    UNKNOWN = "unknown", "not known"


class Ground(Code):
    """Subject of a content demand where it decides what may be published (hazard 7.1)."""

    RELIGION = "religion", "religion or blasphemy"
    SEXUALITY = "sexuality", "sexuality"
    TERRORISM = "terrorism", "terrorism"
    TREASON = "treason", "treason or state secrets"
    CHILD_ABUSE = "child_abuse", "sexual abuse of children"
    INTIMATE_IMAGES = "intimate_images", "intimate images without consent"
    OTHER = "other", "another ground"
    UNKNOWN = "unknown", "not known"


class Route(Code):
    """The legal way on which a demand reached the provider, seen from the provider's own state."""

    DOMESTIC = "domestic", "an authority of the provider's own state, under its own law"
    DIRECT = "direct", "straight from another state's authority, under that state's own law alone"
    UNION = "union", "under a law of the European Union that binds the provider directly"
    AGREEMENT = "agreement", "under an executive agreement between two states, as of the CLOUD Act"
    PROTOCOL = "protocol", "under a convention that allows direct cooperation, as CETS 224"
    TREATY = "treaty", "by mutual legal assistance: an authority of the provider's own state carries it out"
    ROGATORY = "rogatory", "by letters rogatory to a court of the provider's own state"
    UNKNOWN = "unknown", "not known"


class Confirmation(Code):
    """What became of the confirmation, or later validation, that an urgent order needs."""

    PROMISED = "promised", "announced or applied for, not yet had"
    GIVEN = "given", "given in time"
    LATE = "late", "given too late"
    REFUSED = "refused", "refused"


class EnforcingAnswer(Code):
    """What the enforcing authority said of an order that was notified to it (Regulation (EU) 2023/1543 art. 10(2))."""

    NO_GROUND = "no_ground", "it raises no ground"
    GROUND = "ground", "it raised a ground for refusal"


class Privilege(Code):
    """Whose protected communications the account holds."""

    NONE = "none", "nobody's"
    PRESS = "press", "the press"
    PROFESSION = "profession", "a lawyer, doctor or cleric"
    PARLIAMENT = "parliament", "a member of parliament"


class Threshold(Code):
    """How strong the suspicion or need is that the order itself states."""

    NONE = "none", "nothing is stated"
    RELEVANCE = "relevance", "that it is relevant or useful"
    SUSPICION = "suspicion", "reasonable grounds to suspect"
    FACTS = "facts", "specific facts that show reasonable grounds"
    BELIEF = "belief", "reasonable grounds to believe"
    PROBABLE_CAUSE = "probable_cause", "probable cause"
    UNKNOWN = "unknown", "not known"


class ArrivalIs(Code):
    """What a person or a rule says that an arrival is."""

    UNREAD = "unread", "nobody has said yet"
    NEW_CASE = "new_case", "the first of a new case"
    SUPPLEMENT = "supplement", "belongs to a case that exists"
    DUPLICATE = "duplicate", "the same order again, by another channel or copy"
    NOT_A_DEMAND = "not_a_demand", "no demand; counted"
    HELD_OUTSIDE = "held_outside", "classified or forbidden material; a stub"
    INQUIRY = "inquiry", "asks about themselves"


NO_DEMAND: Final = frozenset({ArrivalIs.NOT_A_DEMAND, ArrivalIs.HELD_OUTSIDE, ArrivalIs.INQUIRY})
"""What asks us for nothing about anybody: it is over, and nobody acts on it as on a case."""


class Role(Code):
    """What a person on the roster may do."""

    CLERK = "clerk", "registers, confirms, proposes, writes"
    APPROVER = "approver", "the second person of a decision"
    RELEASER = "releaser", "one of those who release data; signs rosters"
    COUNSEL = "counsel", "advises; own sealed notes"
    AUDITOR = "auditor", "checks without being able to change or release"
    OPERATOR = "operator", "runs the machine; reads nothing that is encrypted"
    EMPLOYEE = "employee", "any employee: files a note, sees nothing"
    PRODUCER = "producer", "the extraction host: makes data ready; no person, reads no case"
    OUTSIDE = "outside", "with releaser: outside counsel or a friendly desk, sees the scope and no data"
