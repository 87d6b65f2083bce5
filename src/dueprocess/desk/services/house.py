"""The provider as desk.toml tells it: public facts that pages and letters need. No secret stands here.

The annotations say how a file is read and written (``formats/record.py``); ``operate/home.py`` reads it.
"""

import datetime
import re
from dataclasses import dataclass, field
from typing import Annotated, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dueprocess.case.given import CONTEST_DAYS
from dueprocess.case.retention import QUARTER
from dueprocess.demand.codes import Channel, Outcome, ServiceClass
from dueprocess.formats.record import MAYBE, Check, Named, between, matching, sized
from dueprocess.letter.kinds import RULES, LetterKind
from dueprocess.letter.own import is_block
from dueprocess.report.owed import FORMS
from dueprocess.report.provider import HOST_PLACES, LICENCES, Credential, Declared, Help

ADDRESSES: Final = (
    "site_address",
    "staff_address",
    "api_address",
    "vault_address",
    "door_address",
    "portal_address",
    "person_address",
    "person_onion",
)
"""Origins under which the surfaces are reached from outside; empty where the desk does not serve one."""

# Not posix/… and right/…, which the system's database holds beside the names.
_ZONE: Final = re.compile(r"(?!posix|right)[A-Z][A-Za-z0-9+-]*(/[A-Z][A-Za-z0-9_+-]*){0,2}")


def _is_zone(name: str) -> bool:
    try:
        # That one alone: a list of all would open every file of the system's database.
        return bool(_ZONE.fullmatch(name) and ZoneInfo(name))
    except (OSError, ZoneInfoNotFoundError):
        return False


def _is_bounces(place: str) -> bool:
    from dueprocess.adapters.mailboxes import is_place

    return not place or is_place(place)


def _is_mailbox(place: str) -> bool:
    return not place.startswith("/") and _is_bounces(place)


def _are_rules(names: tuple[str, ...]) -> bool:
    from dueprocess.adapters import texts

    return set(names) <= set(texts.retention())


def _line(least: int = 0) -> Check:
    says = "one line of text, at most 200 characters"
    return Check(lambda text: least <= len(text) <= 200 and (not text or text.isprintable()), says)  # noqa: PLR2004


_Needed = Annotated[str, _line(1)]
_Line = Annotated[str, _line(), MAYBE]
_Country = Annotated[str, matching("[A-Z]{2}", "two capital letters, as DE")]
_Language = Annotated[str, matching("[a-z]{2}(-[A-Z]{2})?", "ISO 639-1 codes, as en")]
_Origin = Annotated[
    str,
    matching(r"|https?://[a-z0-9.-]+(:[0-9]{1,5})?", "an origin without a path, as https://desk.example.org"),
    MAYBE,
]
_Telephone = Annotated[
    str, matching(r"|\+[0-9][0-9 ()/-]{5,30}", "a number with its country, as +49 30 5550123"), MAYBE
]
_Security = matching("starttls|tls|none", "starttls, tls or none (none: this machine only)")
_Bounces = Check(_is_bounces, "imaps://user@host/FOLDER, imap://…, or the path of a Maildir")
_Mailbox = Check(_is_mailbox, "imaps://user@host/FOLDER, or imap://…")
_Structure = Check(range(5).__contains__, "1 to 4, the structure of 50 USC 1874(a) that you chose, or 0 for none")
_Licence = Check(lambda id_: not id_ or id_ in LICENCES, f"one of {', '.join(LICENCES)}; or left out: none is granted")
_Logo = matching(r"|logo\.(png|jpg)", "logo.png or logo.jpg, beside desk.toml; SVG is not taken: it can hold scripts")
# A letter that says whether data or an account exists, and an acknowledgement, go to nobody else.
_COPIED: Final = tuple(
    str(kind) for kind, rule in RULES.items() if not rule.confirms_account and kind is not LetterKind.ACKNOWLEDGEMENT
)
_Copied = Check(lambda kinds: set(kinds) <= set(_COPIED), f"kinds of letters: {', '.join(_COPIED)}")
_Months = Check(lambda many: many is None or 0 <= many <= 600, "0 to 600 months")  # noqa: PLR2004
_Rules = Check(_are_rules, "names of rules in texts/rules/retention.toml, as DE-TKUEV-17")
_HostPlace = Check(HOST_PLACES.__contains__, f"one of {', '.join(filter(None, HOST_PLACES))}; or left out")
_Owed = Check(lambda forms: set(forms) <= set(FORMS), f"reports that a law asks of you: {', '.join(FORMS)}")


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the provider and its legal class."""

    name: _Needed
    service_class: Annotated[ServiceClass, Named("class")]
    rdr: Annotated[str, matching("|[A-Za-z]{1,30}", "a kind of service of the scorecard, as email"), MAYBE] = ""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Paragraphs that answers say again and again: with blanks as ``{day}``, and nothing of any demand (P2)."""

    name: _Needed
    language: _Language
    text: Annotated[str, Check(is_block, "paragraphs of at most 1000 characters together, blanks as {day}")]
    outcomes: Annotated[tuple[Outcome, ...], MAYBE] = ()  # of which answers it is offered; none: of any


WAIT_MINUTES: Final = 10


@dataclass(frozen=True, slots=True)
class MailSettings:
    """How letters and pages leave: an SMTP server. The password stands in a file of its own, never here."""

    host: _Needed
    sender: _Needed  # envelope and From address; replies and bounces come back to it
    port: Annotated[int, between(1, 65535), MAYBE] = 587
    security: Annotated[str, _Security, MAYBE] = "starttls"
    user: _Line = ""
    password_file: _Line = ""  # a file that the worker alone may read
    wait_minutes: Annotated[int, between(0, 60), MAYBE] = WAIT_MINUTES  # in which a letter can be taken back
    bounces: Annotated[_Line, _Bounces] = ""  # where returned letters are read
    bounces_password_file: _Line = ""  # empty: that of the server


@dataclass(frozen=True, slots=True)
class FolderSettings:
    """A folder into which a scanner or a fax server writes; ``channel``: how what lies there came."""

    path: Annotated[str, Check(lambda path: path.startswith("/") and path.isprintable(), "an absolute path")]
    channel: Annotated[Channel, MAYBE] = Channel.FILE


@dataclass(frozen=True, slots=True)
class ArrivalSettings:
    """Where demands arrive by themselves: a folder of an IMAP server, and others, emptied by ``receive --follow``."""

    mailbox: Annotated[str, _Mailbox, MAYBE] = ""
    password_file: _Line = ""  # of the mailbox: a file that the receiver alone may read
    folders: Annotated[tuple[FolderSettings, ...], sized(0, 20), MAYBE] = ()


@dataclass(frozen=True, slots=True)
class SenderSettings:
    """How it is known who sends: the resolver that ``senders fetch`` asks, and whose seals on mail are trusted."""

    resolver: _Line = ""  # host, or host:port; nothing is asked when something arrives
    sealers: Annotated[tuple[_Line, ...], sized(0, 50), MAYBE] = ()  # domains


@dataclass(frozen=True, slots=True)
class CopySettings:
    """Which data protection authority receives a copy of which kinds of letters."""

    authority: Annotated[str, matching("[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){0,6}", "the id of an authority, as DE-BFDI")]
    letters: Annotated[tuple[str, ...], _Copied]


@dataclass(frozen=True, slots=True)
class CheckSent:
    """On which day the result of a quarter's check was sent, where a law counts from it."""

    quarter: Annotated[str, matching(QUARTER, "a quarter, as 2026-Q3")]
    sent_on: datetime.date


@dataclass(frozen=True, slots=True)
class RetentionSettings:
    """How long what is over is kept: the house's own months by class, and the rules of law that bind it."""

    demand_months: Annotated[int | None, _Months, MAYBE] = None  # None: the house sets no time
    no_demand_months: Annotated[int | None, _Months, MAYBE] = None
    practice_months: Annotated[int | None, _Months, MAYBE] = None
    rules: Annotated[tuple[str, ...], _Rules, MAYBE] = ()
    checks: Annotated[tuple[CheckSent, ...], sized(0, 200), MAYBE] = ()


@dataclass(frozen=True, slots=True)
class House:
    """What desk.toml says about the provider."""

    name: _Needed
    country: _Country  # ISO 3166-1 alpha-2
    timezone: Annotated[str, Check(_is_zone, "an IANA name, as Europe/Berlin"), MAYBE] = "UTC"
    services: Annotated[tuple[Service, ...], sized(0, 100), MAYBE] = ()
    languages: Annotated[tuple[_Language, ...], sized(1, 20), MAYBE] = ("en",)
    contact: _Line = ""  # public contact address of the desk
    telephone: _Telephone = ""  # where the desk is rung, day and night, when a life is in danger
    custodian: _Line = ""  # who alone opens what is restricted; empty: another reader than who says that it is
    security_contact: _Line = ""  # where weaknesses are reported; empty: to the same address
    help: Annotated[tuple[Help, ...], sized(0, 20), MAYBE] = ()  # who helps a person, as the public site names them
    site_address: _Line = ""  # where the public site stands; it alone may stand in a folder
    staff_address: _Origin = ""  # this and what follows as browsers write them: scheme, host, port
    api_address: _Origin = ""
    vault_address: _Origin = ""
    door_address: _Origin = ""
    portal_address: _Origin = ""  # empty: this desk offers authorities no portal
    person_address: _Origin = ""  # the pages of persons; not served unless set
    person_onion: _Origin = ""  # the same as an onion service
    practice: Annotated[bool, MAYBE] = False  # a desk for training: nothing leaves it
    place: _Line = ""  # where letters are dated
    address: Annotated[tuple[_Line, ...], sized(0, 4), MAYBE] = ()  # lines under the name on a letter
    account: Annotated[tuple[_Line, ...], sized(0, 3), MAYBE] = ()  # lines that say where an invoice is paid to
    signature: Annotated[
        tuple[_Line, ...], sized(0, 3), MAYBE
    ] = ()  # who signs letters: name, function; else the legal desk
    register: Annotated[
        tuple[_Line, ...], sized(0, 3), MAYBE
    ] = ()  # lines at a letter's foot: court, number, tax number
    logo: Annotated[str, _Logo, MAYBE] = ""  # at a letter's head, where it is drawn as PDF
    copy: Annotated[CopySettings | None, MAYBE] = None  # none: nobody receives one
    text_blocks: Annotated[tuple[TextBlock, ...], sized(0, 100), MAYBE] = ()
    mail: Annotated[MailSettings | None, MAYBE] = None
    arrivals: Annotated[ArrivalSettings | None, MAYBE] = None
    senders: Annotated[SenderSettings | None, MAYBE] = None
    us_1874: Annotated[int, _Structure, MAYBE] = 0  # in which national-security process is told; 0: it is not
    us_1874_since: Annotated[datetime.date | None, MAYBE] = None  # first order to a new platform: it waits 540 days
    data_licence: Annotated[str, _Licence, MAYBE] = ""  # SPDX id: how the published data may be used; empty: it may not
    purge_after_months: Annotated[int, between(0, 600), MAYBE] = 36  # what was signed on a forgotten case stays so long
    contest_days: Annotated[int, between(0, 90), MAYBE] = CONTEST_DAYS  # where law and demand set no time
    retention: Annotated[RetentionSettings | None, MAYBE] = None  # when a case is to be forgotten; none: nobody said
    to_authorities: Annotated[tuple[Credential, ...], sized(0, 60), MAYBE] = ()  # who the house is to authorities
    owes: Annotated[tuple[str, ...], _Owed, MAYBE] = ()
    extraction_host: Annotated[str, _HostPlace, MAYBE] = ""  # same: on the desk's own machine; empty: nothing is said
    reads_checked: Annotated[tuple[_Line, ...], sized(0, 100), MAYBE] = ()  # services; of all others: not checked
    operating_company: _Line = ""  # of a group: the company that offers the services, where the scorecard asks it apart
    standing_access: Annotated[tuple[Declared, ...], sized(0, 20), MAYBE] = ()  # access that the provider cannot see
    # No key of the file: which keys of owed.SETTINGS stand in it, also where they say none.
    said: Annotated[frozenset[str], MAYBE] = field(default=frozenset(), compare=False)
