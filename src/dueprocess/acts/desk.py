"""Acts on the desk itself: authorities, roster, law, stops, keys, reports. What each says is read by its service."""

from dataclasses import dataclass
from typing import Annotated, Final

from dueprocess.acts import who
from dueprocess.acts.declaration import Elsewhere, OnDesk
from dueprocess.case import fields as f
from dueprocess.case.fields import Closed, Day, Field, Number, Text
from dueprocess.case.lists import REACHED
from dueprocess.demand.codes import Role
from dueprocess.formats.statement import Act

KEY_KIND: Final = Closed("KeyKind", {"cms": "a certificate", "openpgp": "an OpenPGP key", "age": "an age key"})
_AUTHORITY: Final = Field(Text(r"[A-Z0-9]{1,12}(?:-[A-Z0-9]{1,16}){0,6}"), "Authority")
_PERIOD: Final = Field(Text(r"[0-9]{4}(?:-[HQ][1-4])?"), "Period")
_NUMBER: Final = Field(Number(1, f.MAX_COUNT), "Edition")
_EDITION: Final = Field(Text(f.HASH.pattern), "Hash of its bytes")
_TRUST: Final = (
    "Who an authority is decides where letters go; a page that the desk itself serves could show you another one."
)
_PROVISION: Final = "Counsel reads the provision beside the rule; this page does not show it."
_PUBLISHED: Final = "A report is read whole before it is published; this page does not show it."
_PUBLIC_LINE: Final = "A correction is a public line of text; this page does not show it."


@dataclass(frozen=True, slots=True)
class VerifyAuthority:
    """The first person: authority, contact, how it was reached, and its key where it has one."""

    authority: Annotated[str, _AUTHORITY]
    contact: Annotated[str, Field(f.HASH, "Hash of its contact")]
    how: Annotated[str, Field(REACHED, "How you found and reached it")]
    key: Annotated[str, Field(f.HASH, "Its key", absent=True)] = ""
    key_kind: Annotated[str, Field(KEY_KIND, "Kind of its key", absent=True)] = ""


@dataclass(frozen=True, slots=True)
class ConfirmAuthority:
    """The second person confirms the first one's statement."""

    authority: Annotated[str, _AUTHORITY]
    verification: Annotated[str, Field(f.HASH, "The verification", rests=Act.AUTHORITY_VERIFY)]


@dataclass(frozen=True, slots=True)
class SignLaw:
    """Counsel verified a rule on a day."""

    rule: Annotated[str, Field(f.RULE, "Rule of the law data")]
    on: Annotated[str | None, Field(Day(), "On")]


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


VERIFY_AUTHORITY: Final = OnDesk(
    act=Act.AUTHORITY_VERIFY,
    says=VerifyAuthority,
    may=who.DESK,
    title="You reached this authority, and know where it is written to",
    note="It gives no trust yet: a second person confirms it.",
    elsewhere=Elsewhere("dueprocess authority verify", _TRUST, interface=False),
)
CONFIRM_AUTHORITY: Final = OnDesk(
    act=Act.AUTHORITY_CONFIRM,
    says=ConfirmAuthority,
    may=who.DESK,
    title="Confirm what a colleague verified of an authority",
    note="You are the second person: for 180 days letters go to this contact, and data are sealed to this key.",
    elsewhere=Elsewhere("dueprocess authority confirm", _TRUST),
)
SIGN_ROSTER: Final = OnDesk(
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
SIGN_LAW: Final = OnDesk(
    act=Act.LAW_SIGN,
    says=SignLaw,
    may=frozenset({Role.COUNSEL}),
    title="Verify a rule of law",
    elsewhere=Elsewhere("dueprocess law sign", _PROVISION, own=_PROVISION),
)
FREEZE: Final = OnDesk(
    act=Act.DESK_FREEZE,
    says=Stop,
    may=who.ANYBODY,  # stopping grants nothing, and whoever sees a gun may not be of the desk
    title="Stop every production and release, now",
    note="No reason is asked. Two people must sign to go on; a veto and a recall are never stopped.",
)
LIFT: Final = OnDesk(
    act=Act.DESK_LIFT,
    says=Lift,
    may=who.DESK,
    title="Agree to go on after a stop",
    note="Two distinct people must agree. Agree only when you know why it was stopped, and that nobody forces you.",
)
RETIRE_KEY: Final = OnDesk(
    act=Act.KEY_RETIRE,
    says=RetireKey,
    may=who.ANYBODY,
    title="Retire your own key, at once and for ever",
    note="It signs nothing further, your pending shares are void and your envelopes are deleted. "
    "You come back with another key, by the next roster.",
)
SIGN_REPORT: Final = OnDesk(
    act=Act.REPORT_SIGN,
    says=SignReport,
    may=who.FACE,  # a named reader from outside may be one of the two
    title="Sign a draft of the transparency report, as one of two",
    note="Any change to the draft voids your signature. Two people sign, at least one of them of this house.",
    elsewhere=Elsewhere(
        "dueprocess report sign",
        "A report is read whole before it is signed; this page does not show it.",
        interface=False,
    ),
)
PUBLISH_REPORT: Final = OnDesk(
    act=Act.REPORT_PUBLISH,
    says=PublishReport,
    may=who.SECOND,
    title="Publish a report",
    elsewhere=Elsewhere("dueprocess report publish", _PUBLISHED, own=_PUBLISHED, interface=False),
)
CORRECT_REPORT: Final = OnDesk(
    act=Act.REPORT_CORRECT,
    says=CorrectReport,
    may=who.SECOND,
    title="Correct a report",
    elsewhere=Elsewhere("dueprocess report correct", _PUBLIC_LINE, own=_PUBLIC_LINE, interface=False),
)
