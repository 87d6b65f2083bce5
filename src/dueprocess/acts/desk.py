"""Acts on the desk itself: authorities, roster, law, stops, keys, reports."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Annotated, Any, Final

from dueprocess.acts import who
from dueprocess.acts.dates import WINDOW
from dueprocess.acts.declaration import Elsewhere, OnDesk, OwnText
from dueprocess.acts.desk_state import OUTSIDERS, Brought, DeskGiven, DeskState, EditionState, role_shown
from dueprocess.case import desk_events
from dueprocess.case import fields as f
from dueprocess.case.events import Body, copied
from dueprocess.case.fields import Closed, Field, Number, Only, Text
from dueprocess.case.lists import FOUND, REACHED
from dueprocess.case.outcome import Decided, Rule
from dueprocess.demand.codes import Role
from dueprocess.formats import moment
from dueprocess.formats.desk_acts import is_phone, text_hash
from dueprocess.formats.public_line import is_line
from dueprocess.formats.recipient import MAX_KEY
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.standing import LIFTERS, Standing
from dueprocess.formats.statement import Act

KEY_KIND: Final = Closed("KeyKind", {"cms": "a certificate", "openpgp": "an OpenPGP key", "age": "an age key"})
_AUTHORITY: Final = Field(Text(r"[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,16}){0,6}"), "Authority")
_PERIOD: Final = Field(Text(r"[0-9]{4}(?:-[HQ][1-4])?"), "Period")
_NUMBER: Final = Field(Number(1, f.MAX_COUNT), "Edition")
_EDITION: Final = Field(Text(f.HASH.pattern), "Hash of its bytes")
_TRUST: Final = "Who an authority is decides where letters go; a page that the desk serves could show you another one."
_READ: Final = "A report is read whole before it is signed; this page does not show it."
_PUBLISHED: Final = "A report is read whole before it is published; this page does not show it."
_PUBLIC_LINE: Final = "A correction is a public line of text; this page does not show it."
KEYS_BY: Final = "call_back"
MAX_SOURCE: Final = 200
MAX_NAME: Final = 80
MAX_CORRECTION: Final = 400


@dataclass(frozen=True, slots=True)
class VerifyAuthority:
    """The first person: authority, contact, how it was reached, and where it has them its number and its key."""

    authority: Annotated[str, _AUTHORITY]
    contact: Annotated[str, Field(f.HASH, "Hash of its contact")]
    how: Annotated[str, Field(REACHED, "How you found and reached it")]
    key: Annotated[str, Field(f.HASH, "Its key", absent=True)] = ""
    key_kind: Annotated[str, Field(KEY_KIND, "Kind of its key", absent=True)] = ""
    phone: Annotated[str, Field(f.HASH, "Hash of its telephone number", absent=True, only=Only("contact"))] = ""
    night: Annotated[str, Field(f.HASH, "Hash of its night number", absent=True, only=Only("authority"))] = ""
    found: Annotated[str, Field(f.WORD, "How they were found", absent=True, only=Only("source"))] = ""
    source: Annotated[str, Field(f.HASH, "Hash of where they were found", absent=True, only=Only("how"))] = ""


@dataclass(frozen=True, slots=True)
class ConfirmAuthority:
    """The second person confirms the first one's statement."""

    authority: Annotated[str, _AUTHORITY]
    verification: Annotated[str, Field(f.HASH, "The verification", rests=(Act.AUTHORITY_VERIFY,))]


@dataclass(frozen=True, slots=True)
class SignRoster:
    """The next roster, by its hash; what is signed is the roster's own text."""


@dataclass(frozen=True, slots=True)
class Stop:
    """Nothing is produced or released from now on; nobody is asked why."""


@dataclass(frozen=True, slots=True)
class Lift:
    """One of two agrees that a stop is over."""

    freeze: Annotated[str, Field(Text(r"e-[a-z2-7]{24}|[0-9a-f]{64}", shown=16), "The stop that you lift")]


@dataclass(frozen=True, slots=True)
class RetireKey:
    """One's own key signs nothing further."""

    key: Annotated[str, Field(Text(r"[0-9a-f]{8}"), "The key that you retire, by its id")]


@dataclass(frozen=True, slots=True)
class SignReport:
    """A draft of a report, exactly as it is; a reader from outside by the hash of their name."""

    edition: Annotated[str, _EDITION]
    number: Annotated[int, _NUMBER]
    period: Annotated[str, _PERIOD]
    name: Annotated[str, Field(f.HASH_OR_NONE, "Hash of the name by which the public knows you")]


@dataclass(frozen=True, slots=True)
class PublishReport:
    """A draft that two signed becomes an edition."""

    edition: Annotated[str, _EDITION]
    number: Annotated[int, _NUMBER]
    period: Annotated[str, _PERIOD]


@dataclass(frozen=True, slots=True)
class CorrectReport:
    """A mistake in a published edition is said in public, by the hash of the line."""

    edition: Annotated[str, _EDITION]
    number: Annotated[int, _NUMBER]
    period: Annotated[str, _PERIOD]
    says: Annotated[str, Field(f.HASH, "Hash of the correction")]


# --- what follows from each -------------------------------------------------------------------------------------------


def _verify(state: DeskState, command: VerifyAuthority, given: DeskGiven) -> Decided | Denied:
    """Gives no trust yet. A key is verified by a call back alone, where the official reads its fingerprint (2.3)."""
    today = [one for one in state.verifications.values() if one.on == given.now.date()]
    if (command.authority, command.contact, command.key, command.phone) in {
        (one.authority, one.contact, one.key, one.phone) for one in today
    }:
        return Denied(Rule.NOT_VERIFIED, "This contact was verified today.", "A second person confirms that one.")
    if command.authority not in given.authorities:
        says = Msg("The directory has no {authority}.", authority=command.authority)
        return Denied(Rule.NOT_VERIFIED, says, "See `authority list`.")
    if command.contact != text_hash(given.brought.contact):
        return Denied(Rule.NOT_VERIFIED, "The contact is not the one that was signed.", "Sign it again.")
    return (
        _numbers_fit(command, given.brought)
        or _key_fits(command, given.brought.key)
        or said(desk_events.AuthorityNamed, command, given)
    )


def _numbers_fit(command: VerifyAuthority, brought: Brought) -> Denied | None:
    """Numbers as they were signed, and where somebody found them: what nobody can look up again is no source."""
    numbers = [(command.phone, brought.phone), (command.night, brought.night)]
    if any(signed != text_hash(number) or (number and not is_phone(number)) for signed, number in numbers):
        says = Msg("The telephone number is not the one that was signed, or not written with its country, as +49….")
        return Denied(Rule.NOT_VERIFIED, says, "Sign it again.")
    if command.source != text_hash(brought.source) or (brought.source and not _is_source(brought.source)):
        return Denied(Rule.NOT_VERIFIED, "Where the number was found is not what was signed.", "Sign it again.")
    if (command.found and not command.source) or command.found not in {"", *FOUND.words}:
        says = Msg("Where the number was found is not said.")
        return Denied(Rule.NOT_VERIFIED, says, "Say the address of the page, or the name and edition of the register.")
    return None


def _is_source(text: str) -> bool:
    return len(text) <= MAX_SOURCE and text.isprintable() and text == text.strip()


def _key_fits(command: VerifyAuthority, key: bytes) -> Denied | None:
    if bool(command.key) is not bool(command.key_kind):
        return Denied(Rule.NOT_VERIFIED, "A verification says a key with its kind.", "See `authority verify`.")
    if not command.key:
        return Denied(Rule.KEY, "A key was handed in that nobody signed.", "Sign its hash, too.") if key else None
    if not 0 < len(key) <= MAX_KEY or hashlib.sha256(key).hexdigest() != command.key:
        return Denied(Rule.KEY, "The key is not the one that was signed.", "Read the file again and sign its hash.")
    if command.how != KEYS_BY:
        do = Msg("Call the office on a number that no demand gave, and let them read the fingerprint.")
        return Denied(Rule.KEY, "A key is verified by a call back alone.", do)
    return None


def _confirm(state: DeskState, command: ConfirmAuthority, given: DeskGiven) -> Decided | Denied:
    """From now on the contact may be written to."""
    first = state.verifications.get(command.verification)
    over = first is None or first.confirmed_by or first.until < given.now.date()
    if first is None or over or first.authority != command.authority:
        return Denied(Rule.NOT_VERIFIED, "Nobody verified this contact before you.", "The first person verifies it.")
    if first.by == given.by:
        return Denied(Rule.FOUR_EYES, "You verified this contact yourself.", "A second person must confirm it.")
    return said(desk_events.AuthorityVerified, command, given)


def _freeze(state: DeskState, _command: Stop, given: DeskGiven) -> Decided | Denied:
    """A signed freeze follows an unsigned one, since it weighs more; two signed ones would only need four to lift."""
    if any(one.signed for one in state.standing.freezes):
        return frozen_already(state.standing)
    minute = given.now.replace(second=0, microsecond=0)
    return Decided((desk_events.DeskStopped(given.by, moment.write(minute)),))


def frozen_already(standing: Standing) -> Denied:
    """The refusal for who stops a desk that stands still."""
    first = standing.freezes[0]
    says = Msg("The desk is stopped already, by {by} since {since}.", by=first.by, since=moment.write(first.since))
    return Denied(Rule.FROZEN, says, "Nothing more needs to be done.")


def _lift(state: DeskState, command: Lift, given: DeskGiven) -> Decided | Denied:
    freeze = state.standing.find(command.freeze)
    if freeze is None:
        return Denied(Rule.NOT_FROZEN, "There is no such stop.", "See `dueprocess roster show`.")
    if given.by in freeze.agreed:
        return Denied(Rule.FOUR_EYES, "You agreed to lift this stop already.", "A second person must agree.")
    if moment.parse(given.statement.at) < freeze.since:
        return Denied(Rule.AT, "The statement is older than the stop that it lifts.", "Sign a new one.")
    over = len({*freeze.agreed, given.by}) >= LIFTERS
    return said(desk_events.DeskLifted if over else desk_events.LiftAgreed, command, given)


def _retire(state: DeskState, command: RetireKey, given: DeskGiven) -> Decided | Denied:
    if not given.retires or given.retires in state.standing.retired:
        says = Msg("{key} is no key of yours that stands and that this key may retire.", key=command.key)
        return Denied(Rule.KEY_RETIRE, says, "The own key retires either, the daily key itself alone.")
    return said(desk_events.KeyRetired, command, given)


def _sign_report(state: DeskState, command: SignReport, given: DeskGiven) -> Decided | Denied:
    edition = state.drafts.get(command.period)
    if denied := _edition_fits(edition, command, given, draft=True):
        return denied
    if command.name != text_hash(given.brought.name):
        return _other_edition()
    if edition is not None and given.by in {one.person for one in edition.signed}:
        return Denied(Rule.FOUR_EYES, "You signed this draft already.", "A second person signs it.")
    return _name_fits(given) or said(desk_events.ReportSigned, command, given)


def _name_fits(given: DeskGiven) -> Denied | None:
    role, name = role_shown(given.roles), given.brought.name
    if (role == Role.OUTSIDE and not name) or (name and role not in OUTSIDERS):
        says = Msg("A reader from outside is named in public, and nobody of the house is.")
        return Denied(Rule.REPORT_NAME, says, "Who is `outside` says --name, an auditor may, nobody else does.")
    if name and not is_line(name, MAX_NAME):
        return _no_line(Rule.REPORT_NAME, MAX_NAME)
    return None


def _no_line(rule: Rule, most: int) -> Denied:
    says = "What the public reads is one line of 1 to {most} characters, without an address or control characters."
    return Denied(rule, says, "Enter it again without them.", most=most)


def _publish_report(state: DeskState, command: PublishReport, given: DeskGiven) -> Decided | Denied:
    """From now on it stays; the next `publish` puts it on the site."""
    edition = state.drafts.get(command.period)
    if denied := _edition_fits(edition, command, given, draft=True):
        return denied
    if edition is not None and not edition.complete:
        says = Msg("Two people sign a report before it is published, at least one of them of this house.")
        do = Msg("Run `dueprocess report sign --period {period}`.", period=command.period)
        return Denied(Rule.REPORT_SIGNERS, says, do)
    return said(desk_events.ReportPublished, command, given)


def _correct_report(state: DeskState, command: CorrectReport, given: DeskGiven) -> Decided | Denied:
    """The edition stays; a new one brings the right numbers."""
    edition = state.edition(command.period, command.number)
    if denied := _edition_fits(edition, command, given, draft=False):
        return denied
    if command.says != text_hash(given.brought.line):
        return _other_edition()
    if not is_line(given.brought.line, MAX_CORRECTION):
        return _no_line(Rule.REPORT_SAYS, MAX_CORRECTION)
    return said(desk_events.ReportCorrected, command, given)


def _edition_fits(
    edition: EditionState | None, command: SignReport | PublishReport | CorrectReport, given: DeskGiven, *, draft: bool
) -> Denied | None:
    """Whether the edition stands just as it was signed, and the statement is of its time."""
    if edition is None or edition.number != command.number:
        waits = Msg("There is no draft of this period and number.")
        says = waits if draft else Msg("There is no published edition of this period and number.")
        return Denied(Rule.REPORT_NONE, says, "See `dueprocess report list`.")
    if edition.edition != command.edition:
        return _other_edition()
    at = moment.parse(given.statement.at)
    if at > given.now + WINDOW or at.date() < edition.made_on - datetime.timedelta(days=1):
        return Denied(Rule.AT, "The statement is dated before the edition, or after now.", "Check the clock.")
    return None


def _other_edition() -> Denied:
    says = Msg("What was signed is not this edition: it was built again since, or other words came with it.")
    return Denied(Rule.REPORT_CHANGED, says, "Read it again, then sign again.")


def said(kind: type[Body[Any]], command: object, given: DeskGiven) -> Decided:
    """The event that says what was signed, and its person."""
    return Decided((copied(kind, command, by=given.by),))


# --- the table --------------------------------------------------------------------------------------------------------

VERIFY_AUTHORITY: Final = OnDesk(
    act=Act.AUTHORITY_VERIFY,
    says=VerifyAuthority,
    may=who.DESK,
    title="You reached this authority, and know where it is written to",
    done="Contact of the authority recorded",
    note="It gives no trust yet: a second person confirms it.",
    elsewhere=Elsewhere("dueprocess authority verify", _TRUST),
    decide=_verify,
    form=Rule.NOT_VERIFIED,
    brings=frozenset(["contact", "key", "night", "phone", "source"]),
)
CONFIRM_AUTHORITY: Final = OnDesk(
    act=Act.AUTHORITY_CONFIRM,
    says=ConfirmAuthority,
    may=who.DESK,
    title="Confirm what a colleague verified of an authority",
    done="Contact of the authority confirmed",
    note="You are the second person: for 180 days letters go to this contact, and data are sealed to this key.",
    elsewhere=Elsewhere("dueprocess authority confirm", _TRUST),
    decide=_confirm,
    form=Rule.NOT_VERIFIED,
)
SIGN_ROSTER: Final = OwnText(
    act=Act.ROSTER_SIGN,
    says=SignRoster,
    may=who.DESK | {Role.OUTSIDE},
    title="Sign a roster",
    elsewhere=Elsewhere(
        "dueprocess roster sign",
        "The roster says whose keys count; a page that the desk itself serves must not be where it changes.",
        own="The next roster is signed where it is shown whole: at the page of the desk itself.",
        interface=False,
    ),
)
FREEZE: Final = OnDesk(
    act=Act.DESK_FREEZE,
    says=Stop,
    may=who.ANYBODY,  # stopping grants nothing, and whoever sees a gun may not be of the desk
    title="Stop every production and release, now",
    note="No reason is asked. Two people must sign to go on; a veto and a recall are never stopped.",
    decide=_freeze,
    form=Rule.NOT_FROZEN,
)
LIFT: Final = OnDesk(
    act=Act.DESK_LIFT,
    says=Lift,
    may=who.DESK,
    title="Agree to go on after a stop",
    note="Two distinct people must agree. Agree only when you know why it was stopped, and that nobody forces you.",
    elsewhere=Elsewhere("dueprocess freeze lift", "A stop is lifted by your own key, which no served page holds."),
    decide=_lift,
    form=Rule.NOT_FROZEN,
)
RETIRE_KEY: Final = OnDesk(
    act=Act.KEY_RETIRE,
    says=RetireKey,
    may=who.ANYBODY,
    title="Retire a key of yours, at once and for ever",
    note="It signs nothing further. With the daily key your envelopes are deleted, with the own key your pending "
    "shares are void. You come back with another key, by the next roster.",
    decide=_retire,
    form=Rule.KEY_RETIRE,
)
SIGN_REPORT: Final = OnDesk(
    act=Act.REPORT_SIGN,
    says=SignReport,
    any_date=True,  # signed in a file that is carried (`report ask`); it is not older than the edition
    may=who.FACE,  # a named reader from outside may be one of the two
    title="Sign a draft of the transparency report, as one of two",
    note="Any change to the draft voids your signature. Two people sign, at least one of them of this house.",
    elsewhere=Elsewhere("dueprocess report sign", _READ),
    decide=_sign_report,
    form=Rule.REPORT_CHANGED,
    brings=frozenset(["name"]),
)
PUBLISH_REPORT: Final = OnDesk(
    act=Act.REPORT_PUBLISH,
    says=PublishReport,
    any_date=True,  # as signing it
    may=who.SECOND,
    title="Publish a report",
    elsewhere=Elsewhere("dueprocess report publish", _PUBLISHED, own=_PUBLISHED),
    decide=_publish_report,
    form=Rule.REPORT_CHANGED,
)
CORRECT_REPORT: Final = OnDesk(
    act=Act.REPORT_CORRECT,
    says=CorrectReport,
    may=who.SECOND,
    title="Correct a report",
    elsewhere=Elsewhere("dueprocess report correct", _PUBLIC_LINE, own=_PUBLIC_LINE),
    decide=_correct_report,
    form=Rule.REPORT_CHANGED,
    brings=frozenset(["line"]),
)
