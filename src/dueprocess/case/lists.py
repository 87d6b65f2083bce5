"""Closed lists of acts that are no enumerations: each code with its words, for pages, vault and command line alike."""

from typing import Final

from dueprocess.case.fields import HASH_OR_NONE, Closed, Field, Only
from dueprocess.demand.codes import Kind
from dueprocess.formats.desk_acts import phone_hash

ASSURED: Final = Closed(
    "Assured",
    {
        "given": "it assured in writing that it passes the data on to nobody",
        "refused": "it gives no such assurance",
        "none": "no answer came",
    },
)
LEARNED_BY: Final = Closed(
    "LearnedBy",
    {
        "authority": "the body itself said so",
        "person": "the person said so",
        "court": "it stands in papers of a court",
        "press": "it was published",
        "other": "in another way",
    },
)
"""How the house knows that data were passed on."""
KEPT_BY: Final = Closed(
    "KeptBy",
    {
        "law": "the law's own time",
        "demand": "the authority asked anew",
        "court": "a court extended it",
        "production": "data are still to be handed over",
        "review": "nothing sets an end; it is looked at again",
    },
)
"""Why data are kept until a day."""
KEPT_ON: Final = Closed("KeptOn", {why: words for why, words in KEPT_BY.words.items() if why != "law"})
"""Why somebody says that they are kept longer."""
KEEPING_ENDED: Final = Closed(
    "KeepingEnded",
    {
        "expired": "its time is over",
        "withdrawn": "the authority took the demand back",
        "denied": "the authority does not know of the demand",
        "given": "what was kept is handed over",
        "not_needed": "nothing is to be handed over",
    },
)
DESTROYED_HOW: Final = Closed(
    "DestroyedHow",
    {
        "deleted": "the copy was deleted",
        "key": "the key to the copy was destroyed",
        "normal": "there was no copy: the usual deletion runs again",
        "medium": "the medium was destroyed",
    },
)
QUESTION: Final = Closed(
    "Question",
    {
        "tell": "May we tell the person concerned?",
        "admit": "May we admit that the demand exists?",
        "count": "May we count it?",
    },
)
ANSWER: Final = Closed("Answer", {"yes": "yes", "no": "no"})
WHY: Final = Closed(
    "Why",
    {
        "": "no reason is asked for",
        "law": "the law or an order says so",
        "life": "somebody's life or safety could hang on it",
        "accusation": "it would show who accused whom",
        "household": "others in the household read along",
        "taken_over": "the account may be in other hands",
        "child": "the person is a child",
        "victim": "the person is a victim",
        "witness": "the person is a witness",
        "missing": "the person is missing",
        "asked": "the authority asks for silence, and no law decides",
        "open": "the law leaves it open; it is asked again on a day that is named",
        "counsel": "counsel advises it",
        "clear": "telling endangers nobody: no life, nobody who accused, no household, no account in other hands",
    },
)
"""Why a question is answered so."""

ENDANGERS: Final = ("life", "accusation", "household", "taken_over", "child", "victim", "witness", "missing")
"""Of these reasons a no to telling stays until somebody else, who looked into it, says yes (hazards 6.3, 6.5)."""

OPERATION: Final = Closed(
    "Op",
    {
        "add": "the text asks for one more thing",
        "amend": "an amended order changed it",
        "withdraw": "the authority took it back",
        "lapse": "time ended it, or the text does not ask for it",
    },
)
ENDED: Final = Closed("Ended", {"ended": "it ended", "goes_on": "it goes on"})
"""What a second person says of an item that a colleague says has ended."""

ENDED_BY: Final = Closed("EndedBy", {"": "nothing", "returned": "it was returned", "destroyed": "it is destroyed"})
"""What becomes of what is restricted."""

DIFFERS: Final = Closed(
    "Differs",
    {
        "": "it was not refused before",
        "new_order": "a new order",
        "new_facts": "new facts",
        "other_target": "another target",
        "other_period": "another period",
        "other_law": "another law",
    },
)
REASON: Final = Closed(
    "Reason",
    {
        "facts": "the facts",
        "law": "the law",
        "scope": "the scope: more or less is given than should be",
        "ground": "the ground",
        "words": "the words",
    },
)
PART: Final = Closed("Part", {"": "all of it", "name_address": "name and address alone"})
"""Which part of subscriber data is given."""

SILENCED_BY: Final = Closed(
    "SecrecySource", {"statute": "a statute", "order": "an order (a gag)", "request": "a mere request"}
)
AGREED: Final = Closed("Agreed", {"agreed": "I agree", "refused": "I do not agree"})
"""What a second person says of a silence that a colleague recorded, or of a no to telling with its reason."""

SILENCE_END: Final = Closed("How", {"lifted": "it was lifted", "expired": "its day came"})
BY_NUMBER: Final = "call_back"
REACHED: Final = Closed(
    "How",
    {
        BY_NUMBER: "a call to the number that the desk verified",
        "contact_point": "the national contact point",
        "court_database": "the court's own database",
        "consulate": "the consulate",
    },
)
FOUND: Final = Closed(
    "Found",
    {
        "directory": "the number that the desk verified before",
        "official_page": "its own official page, whose address you typed yourself",
        "parent_body": "the switchboard of the body above it, which put you through",
        "court_database": "the court's own database",
        "register": "a public register of authorities, courts or places",
        "contact_point": "the national contact point, which named it",
        "consulate": "the consulate of its state, which named it",
    },
)
"""How a number that no demand gave was found: the rungs of ``acts/ladder.py`` (hazard 2.4)."""
CONFIRMED: Final = Closed(
    "Confirmed", {"confirmed": "they confirmed that it is theirs", "denied": "they did not confirm it"}
)
"""What an authority said when it was called back."""

RUNG: Final = Field(
    HASH_OR_NONE, "The number that you rang", absent=True, typed=phone_hash, only=Only("how", (BY_NUMBER,))
)
"""The hash of the number that two people verified (hazard 2.4); empty where none is, or another way was taken."""

NOT_RUNG: Final = Field(
    Closed(
        "NotRung",
        {"": "no change", "no_answer": "no answer", "closed": "closed", "not_theirs": "not theirs"},
    ),
    "Why not its number",
    absent=True,
    only=Only("how", ("contact_point", "court_database", "consulate")),
)
"""Why the number in use was not rung; asked while a changed one waits (``release/numbers.py``)."""

SENT_BY: Final = Closed(
    "How",
    {
        "mail": "by mail, encrypted for the service that sends letters",
        "post": "by post",
        "fax": "by fax",
        "hand": "by hand",
        "portal": "through the portal",
    },
)
DETAIL: Final = Closed(
    "Detail",
    {
        "aggregate": "aggregate: counted only",
        "summary": "summary: one row, without the text",
        "full": "full: with consent of the person, or where the target is a public body",
    },
)
RELEASE_WAY: Final = Closed(
    "ReleaseWay",
    {
        "age": "sealed to the age key that two people verified",
        "cms": "sealed to the certificate that two people verified (CMS)",
        "openpgp": "sealed to the OpenPGP key that two people verified",
        "browser": "one file that opens in any browser, by randomly chosen words that you read out on the call-back",
        "passphrase": "encrypted with randomly chosen words that you read out on the call-back",
        "disk": "on a disk, encrypted with randomly chosen words, with a record of the hand-over",
        "paper": "on paper, with a record of the hand-over",
        "portal": "collected from the portal, encrypted with randomly chosen words",
    },
)
WRONG: Final = Closed(
    "Wrong",
    {
        "wrong_target": "another person's data",
        "too_wide": "more than was granted",
        "wrong_recipient": "the wrong recipient",
        "not_received": "it never arrived",
    },
)
SPOKEN: Final = "spoken"
TOLD_BY: Final = Closed(
    "ToldBy",
    {
        "page": "by a letter with the code of their page",
        "mail": "by mail",
        "post": "by post",
        "banner": "by a note in their account",
        "counsel": "through their lawyer",
        SPOKEN: "by word of mouth",
    },
)
GOES_BY: Final = Closed(
    "OutsideWay",
    {
        "authority_portal": "uploaded to the authority's own portal",
        "mail": "by mail, encrypted to the authority",
        "disk": "on a disk, handed over",
        "paper": "on paper",
        "fax": "by fax",
        "spoken": "by word of mouth",
    },
)
RESTORED: Final = "restored"
EFFECT: Final = Closed(
    "Effect",
    {
        "removed": "taken down",
        "blocked": "access to it is disabled",
        "suspended": "the account or the service is suspended",
        "kept": "the data are kept",
        "changed": "done as the demand says",
        RESTORED: "put back as it was",
    },
)
COUNSEL_SEES: Final = Closed(
    "CounselSees",
    {
        "case": "this one case, with its original",
        "copy": "a copy without identifiers",
    },
)
"""What a lawyer who is asked is shown."""
OUTSIDE_WHY: Final = Closed(
    "OutsideWhy",
    {
        "law_names_way": "the law names the way",
        "no_host": "this desk has no extraction host",
        "recipient_cannot": "the authority cannot open what the desk would send",
        "too_large": "it is too large for the desk",
        "urgent": "it could not wait for the hold",
    },
)

WITHOUT_PERSON: Final = frozenset({Kind.SHUTDOWN, Kind.THROTTLING, Kind.DIRECT_ACCESS, Kind.CAPABILITY})
"""Kinds whose single demands may stand in a register before anybody was told (hazards 6.7, 7.1)."""
MEASURES: Final = frozenset(
    {Kind.PRESERVATION, Kind.CONTENT, Kind.ACCOUNT, Kind.SHUTDOWN, Kind.THROTTLING, Kind.DIRECT_ACCESS}
    | {Kind.CAPABILITY, Kind.STANDING_DUTY, Kind.NO_RECORD, Kind.DOMAIN_INFRASTRUCTURE}
)
"""Kinds whose grant is a measure that somebody carries out; a grant of any other is answered by data."""

WITHIN: Final = Closed(
    "WithinReach",
    {
        "nobody": "nobody is within its reach",
        "agreed": "everybody who is was asked, and agreed",
        "somebody": "somebody is, and did not agree",
    },
)
"""Who is within reach of the state that an item names: staff, families, local counsel, the person, others named."""

CONSENT: Final = Closed(
    "PublicConsent",
    {
        "agreed": "the person agreed to more than a summary",
        "refused": "the person did not agree, or took it back",
        "body": "it is a public body, and no person",
    },
)
CONSENT_BY: Final = Closed(
    "PublicConsentBy",
    {
        "page": "on the person's own page",
        "letter": "by a letter of theirs",
        "notifier": "to whoever told them, who says so",
        "law": "by the law that makes it a public body",
    },
)
PUBLIC_SORT: Final = Closed("PublicDocument", {"demand": "what the authority wrote", "answer": "what we wrote to it"})
